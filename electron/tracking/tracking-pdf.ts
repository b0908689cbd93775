import en from '../../shared/language/en.json' with { type: 'json' };
import fr from '../../shared/language/fr.json' with { type: 'json' };
import { cellsOf, columnHeading, COLUMNS, type Column } from '../../shared/tracking/cells.ts';
import type { TrackingRow } from '../../shared/tracking/row.ts';
import type { Period } from '../../shared/tracking/sheet.ts';
import {
  MARGIN,
  numberPages,
  openPdf,
  type Pdf,
  type PdfParts,
  roomOf,
  type Tag,
  writeText,
} from './pdf-document.ts';
import { isInFonts } from './pdf-fonts.ts';
import { tableHeadings, tableLine, type Cell, type Table } from './pdf-table.ts';
import type { Sink } from './zip.ts';

/** Returns the rows from the beginning each time: they are drawn as a table, then in detail. */
export type RowSource = () => AsyncIterable<readonly TrackingRow[]>;

const LABEL_WIDTH = 200;
const GAP = 10;
const SIZE = { title: 17, heading: 12, text: 8.5, table: 7.5 } as const;
const LEAST_ROOM = 90;
/** Four lines: the longest label has three. */
const FIELD_ROOM = 48;

/** The columns of the table and their widths; together as wide as the page between its margins. */
const TABLE: readonly (readonly [column: Column, width: number])[] = [
  ['actualStart', 74],
  ['inmateName', 108],
  ['kind', 96],
  ['children', 120],
  ['site', 100],
  ['minutes', 42],
  ['outcome', 78],
  ['facilitator', 78],
];
/** The cell that names the line. */
const NAME = 1;
const HEADINGS: readonly Cell[] = TABLE.map(([column, width]) => ({
  text: columnHeading(column, 'both'),
  width,
}));

/**
 * Streams a period's sheet as a bilingual PDF (R53): first a table with one line a visit, then every field of each visit.
 * Tagged, with language, title and embedded fonts, and names in their own scripts.
 */
export async function trackingPdf(
  rows: RowSource,
  period: Period,
  parts: PdfParts,
  sink: Sink,
): Promise<void> {
  const title = `${en.tracking.title} / ${fr.tracking.title}`;
  const { doc, root, drained, close, abandon } = openPdf(title, 'landscape', parts, sink);
  numberPages(doc);
  root.add(
    doc.struct('H1', {}, () => {
      doc.font('bold').fontSize(SIZE.title).text(title, MARGIN, MARGIN);
    }),
  );
  paragraph(doc, root, `${period.from} – ${period.to}`);
  let isComplete = true;
  try {
    const table = { tag: doc.struct('Table'), headings: HEADINGS, size: SIZE.table };
    root.add(table.tag);
    tableHeadings(doc, table);
    for await (const chunk of rows()) {
      for (const row of chunk) tableRow(doc, table, row);
      await drained();
    }
    table.tag.end();
    doc.addPage({ layout: 'portrait' });
    root.add(
      doc.struct('H2', {}, () => {
        doc.font('bold').fontSize(SIZE.heading).text(DETAILS, MARGIN, doc.y);
      }),
    );
    paragraph(doc, root, `${OMITTED.en}\n${OMITTED.fr}`);
    for await (const chunk of rows()) {
      for (const row of chunk) isComplete = session(doc, root, row) && isComplete;
      await drained();
    }
    if (!isComplete) paragraph(doc, root, `${REPLACED.en}\n${REPLACED.fr}`);
  } catch (error) {
    // After a cancel or disk fault, drain writes before the caller closes the file.
    await abandon();
    throw error;
  }
  await close();
}

const DETAILS = `${en.common.details} / ${fr.common.details}`;
const OMITTED = {
  en: 'Fields with nothing entered are left out.',
  fr: 'Les champs vides sont omis.',
} as const;
const REPLACED = {
  en: 'A letter that these fonts lack is written as its Unicode number; the spreadsheet has it.',
  fr: 'Une lettre absente de ces polices figure sous son numéro Unicode; le tableur la contient.',
} as const;

function paragraph(doc: Pdf, root: Tag, text: string): void {
  root.add(
    doc.struct('P', {}, () => {
      doc
        .font('regular')
        .fontSize(SIZE.text + 1)
        .moveDown(0.4);
      doc.text(text, MARGIN, doc.y);
      doc.moveDown(0.4);
    }),
  );
}

function tableRow(doc: Pdf, table: Table, row: TrackingRow): void {
  const cells = cellsOf(row, 'both');
  const shown = {
    ...cells,
    // A visit that never began has its scheduled time.
    actualStart: cells.actualStart === '' ? cells.scheduledStart : cells.actualStart,
    children: row.children.map(({ name }) => name).join('; '),
  };
  const texts = TABLE.map(([column, width]) => ({ text: shown[column], width }));
  tableLine(doc, table, texts, NAME);
}

/** One session: its heading, then every field that is not empty. Returns whether the fonts have all of its letters. */
function session(doc: Pdf, root: Tag, row: TrackingRow): boolean {
  const cells = cellsOf(row, 'both');
  if (roomOf(doc) < LEAST_ROOM) doc.addPage({ layout: 'portrait' });
  else doc.moveDown(1.2);
  const part = doc.struct('Sect');
  root.add(part);
  part.add(
    doc.struct('H3', {}, () => {
      const when = cells.actualStart === '' ? cells.scheduledStart : cells.actualStart;
      doc.fontSize(SIZE.heading);
      const width = doc.page.width - 2 * MARGIN;
      writeText(doc, 'bold', SIZE.heading, `${row.inmateName} – ${when}`, { x: MARGIN, y: doc.y, width });
      doc.moveDown(0.3);
    }),
  );
  const list = doc.struct('L');
  part.add(list);
  for (const column of COLUMNS) {
    if (cells[column] === '') continue;
    field(doc, list, columnHeading(column, 'both'), cells[column]);
  }
  list.end();
  part.end();
  return COLUMNS.every((column) => isInFonts(cells[column], doc.fontFacts.covers));
}

function field(doc: Pdf, list: Tag, label: string, value: string): void {
  if (roomOf(doc) < FIELD_ROOM) doc.addPage({ layout: 'portrait' });
  const top = doc.y;
  const { page } = doc;
  const item = doc.struct('LI');
  list.add(item);
  doc.fontSize(SIZE.text);
  item.add(
    doc.struct('Lbl', {}, () => void doc.font('bold').text(label, MARGIN, top, { width: LABEL_WIDTH })),
  );
  const labelEnd = doc.y;
  const width = doc.page.width - 2 * MARGIN - LABEL_WIDTH - GAP;
  item.add(
    doc.struct('LBody', {}, () => {
      writeText(doc, 'regular', SIZE.text, value, { x: MARGIN + LABEL_WIDTH + GAP, y: top, width });
    }),
  );
  item.end();
  // A long value may continue on the next page, where the label's end is meaningless.
  doc.y = (doc.page === page ? Math.max(doc.y, labelEnd) : doc.y) + 2;
  doc.x = MARGIN;
}
