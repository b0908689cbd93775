import PDFDocument from 'pdfkit';
import en from '../../shared/language/en.json' with { type: 'json' };
import { isFont, readFontFacts, type FontFacts } from './font-coverage.ts';
import { PDF_FONTS, runsOf, type PdfFontFiles } from './pdf-fonts.ts';
import type { Sink } from './zip.ts';

declare global {
  // What pdfkit takes and its types do not know yet.
  namespace PDFKit.Mixins {
    interface StructureElementOptions {
      scope?: 'Row' | 'Column';
    }
  }
}

export interface PdfParts {
  readonly fonts: PdfFontFiles;
  /** When the file is made, milliseconds since 1970. */
  readonly now: number;
  /** The institution's first language: the document's language, and the order of both. */
  readonly firstLanguage: 'en' | 'fr';
}

export const MARGIN = 48;
const FOOT_SIZE = 7.5;

export type Pdf = InstanceType<typeof PDFDocument> & { readonly fontFacts: FontFacts };
export type Tag = PDFKit.PDFStructureElement;

/** A document that is being written. */
export interface OpenPdf {
  readonly doc: Pdf;
  readonly root: Tag;
  /** Waits until what was drawn is written; rejects with the sink's error. */
  readonly drained: () => Promise<void>;
  /** Ends the document; resolves when all of it is written. */
  readonly close: () => Promise<void>;
  /** Stops writing; resolves when no write is pending. */
  readonly abandon: () => Promise<void>;
}

/** Opens a tagged document with language, title and embedded fonts, which streams into the sink. */
export function openPdf(
  title: string,
  layout: 'portrait' | 'landscape',
  { fonts, now, firstLanguage }: PdfParts,
  sink: Sink,
): OpenPdf {
  const document = new PDFDocument({
    size: 'LETTER',
    layout,
    margins: { top: MARGIN, bottom: MARGIN + 12, left: MARGIN, right: MARGIN },
    pdfVersion: '1.7',
    tagged: true,
    displayTitle: true,
    lang: firstLanguage === 'fr' ? 'fr-CA' : 'en-CA',
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- pdfkit takes the file itself, its types only a path
    font: Buffer.from(fonts.regular) as never,
    info: { Title: title, Creator: en.app.name, Producer: en.app.name, CreationDate: new Date(now) },
  });
  const doc: Pdf = Object.assign(document, { fontFacts: readFontFacts(fonts) });
  for (const font of Object.keys(PDF_FONTS).filter(isFont)) {
    doc.registerFont(font, Buffer.from(fonts[font]));
  }
  const out = outlet(doc, sink);
  const root = doc.struct('Document');
  doc.addStructure(root);
  const close = () => {
    root.end();
    doc.end();
    return out.ended;
  };
  return { doc, root, drained: out.drained, close, abandon: out.abandon };
}

/** Numbers every page, the first included. */
export function numberPages(doc: Pdf): void {
  let page = 1;
  pageNumber(doc, page);
  doc.on('pageAdded', () => {
    page += 1;
    pageNumber(doc, page);
  });
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

/** Where a text goes: its left edge, top and width. */
export interface TextPlace {
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

/** Draws a text in the fonts that its characters need, all on one baseline. */
export function writeText(
  doc: Pdf,
  weight: 'regular' | 'bold',
  size: number,
  text: string,
  { x, y, width }: TextPlace,
): void {
  const { covers, ascent } = doc.fontFacts;
  const runs = runsOf(text, covers);
  doc.fontSize(size);
  for (const [index, run] of runs.entries()) {
    doc.font(run.font === 'regular' ? weight : run.font);
    // Otherwise each font hangs its letters from its own top.
    const options = { width, continued: index < runs.length - 1, baseline: -ascent * size };
    if (index === 0) doc.text(run.text, x, y, options);
    else doc.text(run.text, options);
  }
}

/** The height left on the page. */
export function roomOf(doc: Pdf): number {
  return doc.page.height - doc.page.margins.bottom - doc.y;
}

/** Draws the footer as an artifact, which a screen reader skips, and restores the text position. */
function pageNumber(doc: Pdf, page: number): void {
  const { x, y } = doc;
  const { bottom } = doc.page.margins;
  doc.page.margins.bottom = 0;
  doc.markContent('Artifact', { type: 'Pagination' });
  doc.save();
  doc.font('regular', FOOT_SIZE);
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
