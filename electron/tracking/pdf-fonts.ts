import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { REORDERING } from '../../shared/language/shown-text.ts';

/** The PDF's fonts by name: two for its text, then those for names in other scripts. */
export const PDF_FONTS = {
  regular: 'noto-sans/noto-sans-regular.ttf',
  bold: 'noto-sans/noto-sans-semibold.ttf',
  more: 'pdf/noto-sans-more.ttf',
  syllabics: 'pdf/noto-sans-syllabics.ttf',
  arabic: 'pdf/noto-sans-arabic.ttf',
  hebrew: 'pdf/noto-sans-hebrew.ttf',
  devanagari: 'pdf/noto-sans-devanagari.ttf',
  gurmukhi: 'pdf/noto-sans-gurmukhi.ttf',
  bengali: 'pdf/noto-sans-bengali.ttf',
  tamil: 'pdf/noto-sans-tamil.ttf',
  ethiopic: 'pdf/noto-sans-ethiopic.ttf',
} as const;
export type PdfFont = keyof typeof PDF_FONTS;
export type PdfFontFiles = Readonly<Record<PdfFont, Uint8Array>>;

/** Reads all fonts from the app's font folder. */
export async function readPdfFonts(folder: string): Promise<PdfFontFiles> {
  const read = (font: PdfFont) => readFile(path.join(folder, PDF_FONTS[font]));
  return {
    regular: await read('regular'),
    bold: await read('bold'),
    more: await read('more'),
    syllabics: await read('syllabics'),
    arabic: await read('arabic'),
    hebrew: await read('hebrew'),
    devanagari: await read('devanagari'),
    gurmukhi: await read('gurmukhi'),
    bengali: await read('bengali'),
    tamil: await read('tamil'),
    ethiopic: await read('ethiopic'),
  };
}

/** Whether a font can draw a character; `regular` stands for the font of the text around, bold or not. */
export type Covers = (font: PdfFont, codePoint: number) => boolean;

/** Asked in this order. */
const ORDER: readonly PdfFont[] = [
  'regular',
  'syllabics',
  'arabic',
  'hebrew',
  'devanagari',
  'bengali',
  'gurmukhi',
  'tamil',
  'ethiopic',
  'more',
];
const RIGHT_TO_LEFT: readonly PdfFont[] = ['arabic', 'hebrew'];

export interface PdfRun {
  readonly font: PdfFont;
  readonly text: string;
}

const clusters = new Intl.Segmenter('en', { granularity: 'grapheme' });

/**
 * A text in pieces that one font each can set, letters with their marks together. What no font has is written as its code
 * points, `[U+9673]`: to be looked up, and never lost without a sign. Words of Arabic and Hebrew that follow each other
 * stand from right to left; marks that would turn other letters around are left out.
 */
export function runsOf(text: string, covers: Covers): readonly PdfRun[] {
  const runs: { font: PdfFont; text: string }[] = [];
  const plain = text
    .replaceAll(REORDERING, '')
    .replaceAll(/\r\n?/gu, '\n')
    .replaceAll(/[\t\v\f]/gu, ' ');
  for (const { segment } of clusters.segment(plain)) {
    const font = ORDER.find((candidate) => isCovered(segment, candidate, covers)) ?? null;
    const said = font === null && !/^\s+$/u.test(segment) ? codePoints(segment) : segment;
    const last = runs.at(-1);
    const own = font ?? 'regular';
    if (last?.font === own) last.text += said;
    else runs.push({ font: own, text: said });
  }
  return rightToLeft(runs);
}

/** Whether some font has every letter of a text. */
export function isInFonts(text: string, covers: Covers): boolean {
  return [...clusters.segment(text)].every(
    ({ segment }) => /^\s+$/u.test(segment) || ORDER.some((font) => isCovered(segment, font, covers)),
  );
}

/** Characters that are never drawn, such as joiners, need no font. A font may have a glyph for NUL, which is no text. */
function isCovered(cluster: string, font: PdfFont, covers: Covers): boolean {
  return Array.from(cluster).every(
    (letter) =>
      /\p{Default_Ignorable_Code_Point}/u.test(letter) ||
      (!/\p{Cc}/u.test(letter) && covers(font, letter.codePointAt(0) ?? 0)),
  );
}

function codePoints(cluster: string): string {
  return Array.from(cluster)
    .map((letter) => `[U+${(letter.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`)
    .join('');
}

function rightToLeft(runs: readonly PdfRun[]): readonly PdfRun[] {
  const turned: PdfRun[] = [];
  let words: PdfRun[] = [];
  const put = () => {
    turned.push(...words.toReversed());
    words = [];
  };
  for (const [index, run] of runs.entries()) {
    const next = runs[index + 1];
    const between = run.text.trim() === '' && words.length > 0 && next !== undefined && isTurned(next);
    if (isTurned(run) || between) words.push(run);
    else {
      put();
      turned.push(run);
    }
  }
  put();
  return turned;
}

function isTurned({ font }: PdfRun): boolean {
  return RIGHT_TO_LEFT.includes(font);
}
