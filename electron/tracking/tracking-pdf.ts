import PDFDocument from 'pdfkit';
import en from '../../shared/language/en.json' with { type: 'json' };
import fr from '../../shared/language/fr.json' with { type: 'json' };
import { cellsOf, columnHeading, COLUMNS } from '../../shared/tracking/cells.ts';
import type { TrackingRow } from '../../shared/tracking/row.ts';
import type { Period } from '../../shared/tracking/sheet.ts';
import { PDF_FONTS, runsOf, type PdfFont, type PdfFontFiles } from './pdf-fonts.ts';
import type { Sink } from './zip.ts';

export interface PdfParts {
  readonly fonts: PdfFontFiles;
  /** When the file is made, milliseconds since 1970. */
  readonly now: number;
  /** The institution's first language: the document's language, and the order of both on its first page. */
  readonly firstLanguage: 'en' | 'fr';
}

const MARGIN = 48;
const LABEL_WIDTH = 200;
const GAP = 10;
const SIZE = { title: 17, heading: 12, text: 8.5, foot: 7.5 } as const;
const LEAST_ROOM = 90;
/** Four lines: the longest label has three. */
const FIELD_ROOM = 48;

type Pdf = InstanceType<typeof PDFDocument>;

/**
 * Streams a period's sheet as a bilingual PDF (R53): tagged, with language, title and embedded fonts, and names in their
 * own scripts. A session is a heading and a list of names and values; empty fields are omitted, as the first page says.
 */
export async function trackingPdf(
  chunks: AsyncIterable<readonly TrackingRow[]>,
  period: Period,
  parts: PdfParts,
  sink: Sink,
): Promise<void> {
  const title = `${en.tracking.title} / ${fr.tracking.title}`;
  const doc = new PDFDocument({
    size: 'LETTER',
    margins: { top: MARGIN, bottom: MARGIN + 12, left: MARGIN, right: MARGIN },
    pdfVersion: '1.7',
    tagged: true,
    displayTitle: true,
    lang: parts.firstLanguage === 'fr' ? 'fr-CA' : 'en-CA',
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- pdfkit takes the file itself, its types only a path
    font: Buffer.from(parts.fonts.regular) as never,
    info: { Title: title, Creator: en.app.name, Producer: en.app.name, CreationDate: new Date(parts.now) },
  });
  for (const font of Object.keys(PDF_FONTS).filter(isFont)) {
    doc.registerFont(font, Buffer.from(parts.fonts[font]));
  }
  const out = outlet(doc, sink);
  let page = 1;
  pageNumber(doc, page);
  doc.on('pageAdded', () => {
    page += 1;
    pageNumber(doc, page);
  });
  const root = doc.struct('Document');
  doc.addStructure(root);
  root.add(
    doc.struct('H1', {}, () => {
      doc.font('bold').fontSize(SIZE.title).text(title, MARGIN, MARGIN);
    }),
  );
  root.add(
    doc.struct('P', {}, () => {
      doc
        .font('regular')
        .fontSize(SIZE.text + 1)
        .moveDown(0.4);
      doc.text(`${period.from} – ${period.to}`);
      doc.text(`${FIRST_PAGE.en}\n${FIRST_PAGE.fr}`);
    }),
  );
  try {
    for await (const rows of chunks) {
      for (const row of rows) session(doc, root, row);
      await out.drained();
    }
  } catch (error) {
    // After a cancel or disk fault, drain writes before the caller closes the file.
    await out.abandon();
    throw error;
  }
  root.end();
  doc.end();
  await out.ended;
}

const FIRST_PAGE = {
  en: 'Fields with nothing entered are left out. A letter that these fonts lack stands as its Unicode number; the spreadsheet has it.',
  fr: 'Les champs vides sont omis. Une lettre absente de ces polices figure sous son numéro Unicode; le tableur la contient.',
} as const;

function isFont(name: string): name is PdfFont {
  return Object.hasOwn(PDF_FONTS, name);
}

interface Outlet {
  /** Resolves when everything is written; rejects with the sink's error. */
  readonly drained: () => Promise<void>;
  readonly ended: Promise<void>;
  /** Stops writing; resolves when no write is pending. */
  readonly abandon: () => Promise<void>;
}

/** Pipes the document into the sink, in order and with back-pressure. */
function outlet(doc: Pdf, sink: Sink): Outlet {
  let writing = Promise.resolve();
  let isOver = false;
  let refused: { readonly error: unknown } | null = null;
  doc.on('data', (part: Buffer) => {
    writing = writing.then(async () => {
      if (isOver) return;
      try {
        await sink(part);
      } catch (error) {
        // Kept for a later caller: an unhandled rejection would end the station.
        isOver = true;
        refused = { error };
      }
    });
  });
  const drained = async () => {
    await writing;
    if (refused !== null) throw refused.error;
  };
  const closed = new Promise<void>((resolve, reject) => {
    doc.on('end', resolve);
    doc.on('error', reject);
  });
  return {
    drained,
    ended: closed.then(drained),
    abandon: () => {
      isOver = true;
      return writing;
    },
  };
}

/** One session: its heading, then every field that is not empty. */
function session(doc: Pdf, root: PDFKit.PDFStructureElement, row: TrackingRow): void {
  const cells = cellsOf(row, 'both');
  if (room(doc) < LEAST_ROOM) doc.addPage();
  else doc.moveDown(1.2);
  const part = doc.struct('Sect');
  root.add(part);
  part.add(
    doc.struct('H2', {}, () => {
      const when = cells.actualStart === '' ? cells.scheduledStart : cells.actualStart;
      doc.fontSize(SIZE.heading);
      write(doc, 'bold', `${row.inmateName} – ${when}`, MARGIN, doc.y, doc.page.width - 2 * MARGIN);
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
}

function field(doc: Pdf, list: PDFKit.PDFStructureElement, label: string, value: string): void {
  if (room(doc) < FIELD_ROOM) doc.addPage();
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
      write(doc, 'regular', value, MARGIN + LABEL_WIDTH + GAP, top, width);
    }),
  );
  item.end();
  // A long value may continue on the next page, where the label's end is meaningless.
  doc.y = (doc.page === page ? Math.max(doc.y, labelEnd) : doc.y) + 2;
  doc.x = MARGIN;
}

/** Draws a text in the fonts that its characters need, on the same lines. */
function write(
  doc: Pdf,
  weight: 'regular' | 'bold',
  text: string,
  x: number,
  y: number,
  width: number,
): void {
  const runs = runsOf(text);
  for (const [index, run] of runs.entries()) {
    doc.font(run.font === 'regular' ? weight : run.font);
    const options = { width, continued: index < runs.length - 1 };
    if (index === 0) doc.text(run.text, x, y, options);
    else doc.text(run.text, options);
  }
}

function room(doc: Pdf): number {
  return doc.page.height - doc.page.margins.bottom - doc.y;
}

/** Draws the footer as an artifact, which a screen reader skips, and restores the text position. */
function pageNumber(doc: Pdf, page: number): void {
  const { x, y } = doc;
  const { bottom } = doc.page.margins;
  doc.page.margins.bottom = 0;
  doc.markContent('Artifact', { type: 'Pagination' });
  doc.save();
  doc.font('regular', SIZE.foot);
  doc.text(String(page), MARGIN, doc.page.height - MARGIN + 6, {
    width: doc.page.width - 2 * MARGIN,
    align: 'right',
    lineBreak: false,
  });
  doc.restore();
  doc.endMarkedContent();
  doc.page.margins.bottom = bottom;
  doc.x = x;
  doc.y = y;
}
