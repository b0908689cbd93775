import en from '../../shared/language/en.json' with { type: 'json' };
import fr from '../../shared/language/fr.json' with { type: 'json' };
import type { NoticeText } from '../../shared/ipc/snapshot.ts';
import { SIGNS, type SignText } from '../../shared/notice/notice.ts';
import type { PrintedDocument } from '../../shared/notice/printed.ts';
import { MARGIN, openPdf, type Pdf, type PdfParts, type Tag, writeText } from './pdf-document.ts';
import type { Sink } from './zip.ts';

type Official = 'en' | 'fr';

const LOCALES = { en: 'en-CA', fr: 'fr-CA' } as const;
const SIGN_SIZE = { first: 30, more: 18, further: 16 } as const;
/** Sizes of the leaflet's text, largest first: the first at which the longest column fits its page. */
const LEAFLET_SIZES = [13, 12, 11, 10, 9, 8] as const;
const SMALLEST = 7;
const TITLE_SCALE = 1.8;
const STRIP_SCALE = 1.2;
/** Space after a paragraph, in parts of its size. */
const AFTER = 0.8;
const COLUMN_GAP = 24;
const LINE_COLOUR = '#333333';

/**
 * What is printed for people to read (R25, R26): the sign of the station and of the community site, and the notice as a
 * leaflet. Both official languages in the same sizes, in the institution's order, then the languages that it has added.
 */
export async function printedPdf(
  document: PrintedDocument,
  notice: NoticeText,
  parts: PdfParts,
  sink: Sink,
): Promise<void> {
  const title = `${en.printed[document]} / ${fr.printed[document]}`;
  const pdf = openPdf(title, 'portrait', parts, sink);
  const order: readonly [Official, Official] = parts.firstLanguage === 'fr' ? ['fr', 'en'] : ['en', 'fr'];
  if (document === 'sign') {
    sign(pdf.doc, pdf.root, SIGNS.station, notice, order);
    pdf.doc.addPage();
    sign(pdf.doc, pdf.root, SIGNS.communitySite, { ...notice, further: [] }, order);
  } else {
    leaflet(pdf.doc, pdf.root, notice, order);
    for (const further of notice.further ?? []) {
      pdf.doc.addPage();
      const width = pdf.doc.page.width - 2 * MARGIN;
      const place = { x: MARGIN, y: MARGIN, width };
      noticeColumn(pdf.doc, pdf.root, further, fittingSize(pdf.doc, [further], width), place);
    }
  }
  await pdf.close();
}

/** One page: a language in each half, then a line for each further language. */
function sign(
  doc: Pdf,
  root: Tag,
  text: SignText,
  { further = [] }: NoticeText,
  order: readonly [Official, Official],
): void {
  const { height, width: pageWidth } = doc.page;
  const width = pageWidth - 2 * MARGIN;
  const half = (height - 2 * MARGIN - further.length * SIGN_SIZE.further * 3) / 2;
  for (const [index, language] of order.entries()) {
    const part = doc.struct('Sect', { lang: LOCALES[language] });
    root.add(part);
    if (index > 0) rule(doc, MARGIN + half, width);
    let y = MARGIN + index * half + 36;
    for (const [line, sentence] of text[language].entries()) {
      part.add(
        doc.struct(line === 0 ? 'H1' : 'P', {}, () => {
          const isFirst = line === 0;
          const size = isFirst ? SIGN_SIZE.first : SIGN_SIZE.more;
          writeText(doc, isFirst ? 'bold' : 'regular', size, sentence, { x: MARGIN, y, width });
        }),
      );
      y = doc.y + 14;
    }
    part.end();
  }
  let y = MARGIN + 2 * half;
  for (const { language, strip } of further) {
    rule(doc, y, width);
    const place = { x: MARGIN, y: y + 10, width };
    root.add(
      doc.struct('P', { lang: language }, () => {
        writeText(doc, 'bold', SIGN_SIZE.further, strip, place);
      }),
    );
    y = doc.y + 8;
  }
}

function rule(doc: Pdf, y: number, width: number): void {
  doc.markContent('Artifact');
  doc
    .lineWidth(1)
    .strokeColor(LINE_COLOUR)
    .moveTo(MARGIN, y)
    .lineTo(MARGIN + width, y)
    .stroke();
  doc.endMarkedContent();
}

/** One page: both official languages beside each other, in one size. */
function leaflet(doc: Pdf, root: Tag, notice: NoticeText, order: readonly [Official, Official]): void {
  const width = (doc.page.width - 2 * MARGIN - COLUMN_GAP) / 2;
  const columns = order.map((language) => ({
    language: LOCALES[language],
    title: notice.title[language],
    strip: notice.strip[language],
    paragraphs: [...notice.paragraphs.map((text) => text[language]), BUTTON[language]],
  }));
  const size = fittingSize(doc, columns, width);
  for (const [index, column] of columns.entries())
    noticeColumn(doc, root, column, size, { x: MARGIN + index * (width + COLUMN_GAP), y: MARGIN, width });
}

/** The one input she has (R36). */
const BUTTON = { en: en.printed.button, fr: fr.printed.button } as const;

interface Column {
  /** BCP 47. */
  readonly language: string;
  readonly title: string;
  readonly strip: string;
  readonly paragraphs: readonly string[];
}

interface Line {
  readonly tag: 'H1' | 'P';
  readonly size: number;
  readonly weight: 'regular' | 'bold';
  readonly text: string;
}

function linesOf({ title, strip, paragraphs }: Column, size: number): readonly Line[] {
  return [
    { tag: 'H1', size: size * TITLE_SCALE, weight: 'bold', text: title },
    { tag: 'P', size: size * STRIP_SCALE, weight: 'bold', text: strip },
    ...paragraphs.map((text): Line => ({ tag: 'P', size, weight: 'regular', text })),
  ];
}

function fittingSize(doc: Pdf, columns: readonly Column[], width: number): number {
  const room = doc.page.height - doc.page.margins.top - doc.page.margins.bottom;
  const heightAt = (column: Column, size: number) =>
    linesOf(column, size).reduce((height, line) => {
      doc.font(line.weight).fontSize(line.size);
      return height + doc.heightOfString(line.text, { width }) + line.size * AFTER;
    }, 0);
  const fits = (size: number) => columns.every((column) => heightAt(column, size) <= room);
  return LEAFLET_SIZES.find(fits) ?? SMALLEST;
}

function noticeColumn(
  doc: Pdf,
  root: Tag,
  column: Column,
  fontSize: number,
  place: { readonly x: number; readonly y: number; readonly width: number },
): void {
  const part = doc.struct('Sect', { lang: column.language });
  root.add(part);
  let { y } = place;
  for (const { tag, size, weight, text } of linesOf(column, fontSize)) {
    part.add(
      doc.struct(tag, {}, () => {
        writeText(doc, weight, size, text, { ...place, y });
      }),
    );
    y = doc.y + size * AFTER;
  }
  part.end();
}
