import { setImmediate } from 'node:timers/promises';
import PDFDocument from 'pdfkit';
import en from '../../shared/language/en.json' with { type: 'json' };
import fr from '../../shared/language/fr.json' with { type: 'json' };
import { cellsOf, columnHeading, COLUMNS } from '../../shared/tracking/cells.ts';
import type { TrackingRow } from '../../shared/tracking/row.ts';
import type { Period } from '../../shared/tracking/sheet.ts';

export interface PdfParts {
  /** Noto Sans, regular and semi-bold, as font files. */
  readonly fonts: { readonly regular: Uint8Array; readonly bold: Uint8Array };
  /** Milliseconds since 1970: when the file was made. */
  readonly now: number;
  /** The institution's first language: the document's own, and the order of both on its first page. */
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
 * The sheet of a period as a bilingual PDF to print or send (R53): tagged, with its language and title, fonts inside.
 * A session is a heading and a list of names and values; what is empty is left out, and the first page says so.
 */
export async function trackingPdf(
  rows: readonly TrackingRow[],
  period: Period,
  parts: PdfParts,
): Promise<Uint8Array> {
  const title = `${en.tracking.title} / ${fr.tracking.title}`;
  const doc = new PDFDocument({
    size: 'LETTER',
    margins: { top: MARGIN, bottom: MARGIN + 12, left: MARGIN, right: MARGIN },
    pdfVersion: '1.7',
    tagged: true,
    displayTitle: true,
    bufferPages: true,
    lang: parts.firstLanguage === 'fr' ? 'fr-CA' : 'en-CA',
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- pdfkit takes the file itself, its types only a path
    font: Buffer.from(parts.fonts.regular) as never,
    info: { Title: title, Creator: en.app.name, Producer: en.app.name, CreationDate: new Date(parts.now) },
  });
  doc.registerFont('regular', Buffer.from(parts.fonts.regular));
  doc.registerFont('bold', Buffer.from(parts.fonts.bold));
  const whole = collect(doc);
  const root = doc.struct('Document');
  doc.addStructure(root);
  root.add(
    doc.struct('H1', {}, () => {
      doc.font('bold').fontSize(SIZE.title).text(title);
    }),
  );
  root.add(
    doc.struct('P', {}, () => {
      doc
        .font('regular')
        .fontSize(SIZE.text + 1)
        .moveDown(0.4);
      doc.text(`${period.from} – ${period.to}`);
      doc.text(`${EMPTY_LEFT_OUT.en} / ${EMPTY_LEFT_OUT.fr}`);
    }),
  );
  for (const row of rows) {
    session(doc, root, row);
    // A long period must not keep the station from what happens meanwhile.
    await setImmediate();
  }
  root.end();
  pageNumbers(doc);
  doc.end();
  return whole;
}

const EMPTY_LEFT_OUT = {
  en: 'Fields with nothing entered are left out.',
  fr: 'Les champs vides sont omis.',
} as const;

/** One session: its heading, then every field that says something. */
function session(doc: Pdf, root: PDFKit.PDFStructureElement, row: TrackingRow): void {
  const cells = cellsOf(row, 'both');
  if (room(doc) < LEAST_ROOM) doc.addPage();
  else doc.moveDown(1.2);
  const part = doc.struct('Sect');
  root.add(part);
  part.add(
    doc.struct('H2', {}, () => {
      const when = cells.actualStart === '' ? cells.scheduledStart : cells.actualStart;
      doc.font('bold').fontSize(SIZE.heading).text(`${row.inmateName} – ${when}`, MARGIN);
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
  const page = doc.bufferedPageRange().count;
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
      doc.font('regular').text(value, MARGIN + LABEL_WIDTH + GAP, top, { width });
    }),
  );
  item.end();
  // A long value may have gone on to the next page, where the label's end means nothing.
  doc.y = (doc.bufferedPageRange().count === page ? Math.max(doc.y, labelEnd) : doc.y) + 2;
  doc.x = MARGIN;
}

function room(doc: Pdf): number {
  return doc.page.height - doc.page.margins.bottom - doc.y;
}

/** On every page, outside of what a screen reader reads. */
function pageNumbers(doc: Pdf): void {
  const { start, count } = doc.bufferedPageRange();
  for (let index = 0; index < count; index += 1) {
    doc.switchToPage(start + index);
    doc.page.margins.bottom = 0;
    doc.markContent('Artifact', { type: 'Pagination' });
    doc.font('regular').fontSize(SIZE.foot);
    doc.text(`${index + 1} / ${count}`, MARGIN, doc.page.height - MARGIN + 6, {
      width: doc.page.width - 2 * MARGIN,
      align: 'right',
      lineBreak: false,
    });
    doc.endMarkedContent();
  }
}

function collect(doc: Pdf): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    doc.on('data', (part: Buffer) => parts.push(part));
    doc.on('end', () => resolve(new Uint8Array(Buffer.concat(parts))));
    doc.on('error', reject);
  });
}
