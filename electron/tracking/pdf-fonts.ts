import { readFile } from 'node:fs/promises';
import path from 'node:path';

/** The PDF's fonts by name: two for its text, then those for names in other scripts. */
export const PDF_FONTS = {
  regular: 'noto-sans/noto-sans-regular.woff',
  bold: 'noto-sans/noto-sans-semibold.woff',
  more: 'pdf/noto-sans-more.woff',
  syllabics: 'pdf/noto-sans-syllabics.woff',
  arabic: 'pdf/noto-sans-arabic.woff',
  hebrew: 'pdf/noto-sans-hebrew.woff',
  devanagari: 'pdf/noto-sans-devanagari.woff',
  gurmukhi: 'pdf/noto-sans-gurmukhi.woff',
  bengali: 'pdf/noto-sans-bengali.woff',
  tamil: 'pdf/noto-sans-tamil.woff',
  ethiopic: 'pdf/noto-sans-ethiopic.woff',
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

/** What each font has, asked in this order; `regular` stands for the font of the text around, bold or not. */
const COVERS: readonly (readonly [font: PdfFont, whole: RegExp])[] = [
  [
    'regular',
    /^[\u0020-\u007e\u00a0-\u00ff\u0152\u0153\u0178\u02c6\u02dc\u2010-\u2015\u2018-\u201e\u2022\u2026\u202f\u2039\u203a\u20ac\u2122]+$/u,
  ],
  ['syllabics', /^[\p{Script=Canadian_Aboriginal}\p{M}]+$/u],
  ['arabic', /^[\u0600-\u06ff\u0750-\u077f\u200c-\u200f]+$/u],
  ['hebrew', /^[\u0590-\u05ff]+$/u],
  ['devanagari', /^[\u0900-\u097f\u200c\u200d]+$/u],
  ['bengali', /^[\u0980-\u09ff\u200c\u200d]+$/u],
  ['gurmukhi', /^[\u0a00-\u0a7f\u200c\u200d]+$/u],
  ['tamil', /^[\u0b80-\u0bff\u200c\u200d]+$/u],
  ['ethiopic', /^[\u1200-\u137f\u1380-\u139f]+$/u],
  [
    'more',
    /^[\u00a0-\u036f\u0370-\u0373\u0376\u0377\u037a-\u037f\u0384-\u038a\u038c\u038e-\u03a1\u03a3-\u052f\u1e00-\u1f15\u2010-\u205e\u20a0-\u20bf\u2c60-\u2c7fA-Za-z]+$/u,
  ],
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
 * stand from right to left.
 */
export function runsOf(text: string): readonly PdfRun[] {
  const runs: { font: PdfFont; text: string }[] = [];
  for (const { segment } of clusters.segment(text)) {
    const font = COVERS.find(([, whole]) => whole.test(segment))?.[0] ?? null;
    const said = font === null && !/^\s+$/u.test(segment) ? codePoints(segment) : segment;
    const last = runs.at(-1);
    const own = font ?? 'regular';
    if (last?.font === own) last.text += said;
    else runs.push({ font: own, text: said });
  }
  return rightToLeft(runs);
}

/** Whether some font has every letter of a text. */
export function isInFonts(text: string): boolean {
  return [...clusters.segment(text)].every(
    ({ segment }) => /^\s+$/u.test(segment) || COVERS.some(([, whole]) => whole.test(segment)),
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
