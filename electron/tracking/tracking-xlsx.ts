import {
  cellsOf,
  columnHeading,
  COLUMNS,
  type Column,
  type SheetLanguage,
} from '../../shared/tracking/cells.ts';
import type { TrackingRow } from '../../shared/tracking/row.ts';
import { ZipWriter, type Sink } from './zip.ts';

const NUMBERS: readonly Column[] = [
  'minutes',
  'supervisedMinutes',
  'unsupervisedMinutes',
  'minutesLost',
  'extensionMinutes',
  'version',
];
const WIDE: readonly Column[] = ['children', 'checks', 'troubles', 'observations', 'session'];
const WIDTH_CHARACTERS = 20;
const WIDE_CHARACTERS = 44;
// XML forbids these characters; one in a name must not make the file unreadable.
// oxlint-disable-next-line no-control-regex -- matches them on purpose
const NOT_IN_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/gu;

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

/** The file's parts other than the sheet: one sheet, two styles, plain and bold. */
const PARTS: readonly (readonly [name: string, xml: string])[] = [
  [
    '[Content_Types].xml',
    `<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${TYPE}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${TYPE}.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="${TYPE}.styles+xml"/></Types>`,
  ],
  [
    '_rels/.rels',
    `<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  ],
  [
    'xl/workbook.xml',
    `<workbook xmlns="${MAIN}" xmlns:r="${RELATIONS}"><sheets><sheet name="Child Link" sheetId="1" r:id="rId1"/></sheets></workbook>`,
  ],
  [
    'xl/_rels/workbook.xml.rels',
    `<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${RELATIONS}/styles" Target="styles.xml"/></Relationships>`,
  ],
  [
    'xl/styles.xml',
    `<styleSheet xmlns="${MAIN}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf><xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs></styleSheet>`,
  ],
];
/** Rows per write to the compressor; a row is some kilobytes of XML. */
const ROWS_AT_ONCE = 25;
const BOLD = 1;
const TEXT = 2;

/**
 * Streams the sheet as a spreadsheet (R53). Texts are cells of type text, which no reader evaluates as a formula; counts
 * are numbers. The heading row is frozen.
 */
export async function trackingXlsx(
  chunks: AsyncIterable<readonly TrackingRow[]>,
  language: SheetLanguage,
  sink: Sink,
): Promise<void> {
  const zip = new ZipWriter(sink);
  for (const [name, xml] of PARTS) await zip.add(name, [XML + xml]);
  await zip.add('xl/worksheets/sheet1.xml', sheet(chunks, language));
  await zip.end();
}

async function* sheet(
  chunks: AsyncIterable<readonly TrackingRow[]>,
  language: SheetLanguage,
): AsyncGenerator<string> {
  const columns = COLUMNS.map((column, index) => {
    const width = WIDE.includes(column) ? WIDE_CHARACTERS : WIDTH_CHARACTERS;
    return `<col min="${index + 1}" max="${index + 1}" width="${width}" customWidth="1"/>`;
  });
  const headings = COLUMNS.map((column, index) => text(index, 1, columnHeading(column, language), BOLD));
  yield `${XML}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>${columns.join('')}</cols><sheetData><row r="1">${headings.join('')}</row>`;
  let line = 1;
  for await (const rows of chunks) {
    for (let from = 0; from < rows.length; from += ROWS_AT_ONCE) {
      const lines = rows.slice(from, from + ROWS_AT_ONCE).map((row) => {
        line += 1;
        const cells = cellsOf(row, language);
        const written = COLUMNS.map((column, index) =>
          NUMBERS.includes(column) && cells[column] !== ''
            ? `<c r="${place(index, line)}"><v>${Number(cells[column])}</v></c>`
            : text(index, line, cells[column], TEXT),
        );
        return `<row r="${line}">${written.join('')}</row>`;
      });
      yield lines.join('');
    }
  }
  yield '</sheetData></worksheet>';
}

function text(column: number, line: number, value: string, style: number): string {
  const at = place(column, line);
  if (value === '') return `<c r="${at}" s="${style}"/>`;
  return `<c r="${at}" s="${style}" t="inlineStr"><is><t xml:space="preserve">${escaped(value)}</t></is></c>`;
}

function escaped(value: string): string {
  return (
    value
      .replaceAll(NOT_IN_XML, '')
      // Spreadsheets read _xHHHH_ as the character of that code.
      .replaceAll(/_(?=x[0-9A-Fa-f]{4}_)/gu, '_x005F_')
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('\r', '&#13;')
  );
}

/** `A1`, `Z1`, `AA1`. */
function place(column: number, line: number): string {
  const [high, low] = [Math.floor(column / 26), column % 26];
  const letter = (index: number) => String.fromCodePoint(65 + index);
  return `${high === 0 ? '' : letter(high - 1)}${letter(low)}${line}`;
}
