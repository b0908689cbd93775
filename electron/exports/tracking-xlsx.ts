import writeXlsxFile from 'write-excel-file/node';
import {
  cellsOf,
  columnHeading,
  COLUMNS,
  type Column,
  type SheetLanguage,
} from '../../shared/tracking/cells.ts';
import type { TrackingRow } from '../../shared/tracking/row.ts';

const NUMBERS: readonly Column[] = ['minutes', 'minutesLost', 'version'];
const WIDE: readonly Column[] = ['children', 'checks', 'troubles', 'observations', 'session'];
const WIDTH_CHARACTERS = 20;
const WIDE_CHARACTERS = 44;
// XML has no place for these; a name typed with one must not make the whole file unreadable.
// oxlint-disable-next-line no-control-regex -- they are what is looked for
const NOT_IN_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/gu;

/**
 * The sheet as a spreadsheet (R53). Every text is a cell of type text, which no reader runs as a formula whatever it
 * begins with; counts are numbers. The headings stay in sight.
 */
export async function trackingXlsx(
  rows: readonly TrackingRow[],
  language: SheetLanguage,
): Promise<Uint8Array> {
  const headings = COLUMNS.map((column) => ({
    value: columnHeading(column, language),
    type: String,
    fontWeight: 'bold' as const,
    textWrap: true,
  }));
  const lines = rows.map((row) => {
    const cells = cellsOf(row, language);
    return COLUMNS.map((column) =>
      NUMBERS.includes(column)
        ? { value: Number(cells[column]), type: Number }
        : { value: cells[column].replaceAll(NOT_IN_XML, ''), type: String },
    );
  });
  const columns = COLUMNS.map((column) => ({
    width: WIDE.includes(column) ? WIDE_CHARACTERS : WIDTH_CHARACTERS,
  }));
  const file = writeXlsxFile([headings, ...lines], { sheet: 'Child Link', columns, stickyRowsCount: 1 });
  return new Uint8Array(await file.toBuffer());
}
