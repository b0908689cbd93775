import { describe, expect, it } from 'vitest';
import { fileURLToPath } from 'node:url';
import { readFontFacts } from './font-coverage.ts';
import { readPdfFonts, runsOf as runsWith } from './pdf-fonts.ts';

const files = await readPdfFonts(fileURLToPath(new URL('../../assets/fonts', import.meta.url)));
const { covers } = readFontFacts(files);
const runsOf = (text: string) => runsWith(text, covers);
const fonts = (text: string) => runsOf(text).map((run) => run.font);

describe('the fonts of a text', () => {
  it.each([
    ['Élise O’Sample – « 14 h 30 »', ['regular']],
    ['ᐊᓂᓴ Sample', ['syllabics', 'regular']],
    ['Łūtselk’e', ['more', 'regular']],
    ['Σοφία', ['more']],
    ['Олена', ['more']],
    ['ਸਿਮਰਨ', ['gurmukhi']],
  ] as const)('%s', (text, expected) => {
    expect(fonts(text)).toEqual(expected);
    expect(
      runsOf(text)
        .map((run) => run.text)
        .join(''),
    ).toBe(text);
  });

  it('keeps a letter and its marks in one font', () => {
    expect(runsOf('E\u0301')).toEqual([{ font: 'more', text: 'E\u0301' }]);
  });

  it('sets words of Arabic from right to left, and the words around them where they are', () => {
    expect(runsOf('Sample, ليلى حسن, 2019').map((run) => run.text)).toEqual([
      'Sample, ',
      'حسن',
      ' ',
      'ليلى',
      ', 2019',
    ]);
  });

  it.each([
    ['\u{11AB0}\u{11AB6}', 'syllabics of Nattilik'],
    ['\u140a\u0301', 'an accent on a syllabic'],
    ['\u2015', 'a horizontal bar'],
    ['\u201b', 'a reversed quotation mark'],
    ['\u06dd\u08ff', 'Arabic beyond the usual'],
    ['\u{1F600}', 'a picture'],
  ])('From the field: draws %j or numbers it (%s), and leaves none of it blank', (text) => {
    for (const run of runsOf(text)) {
      for (const letter of run.text) {
        expect(covers(run.font, letter.codePointAt(0)!)).toBe(true);
      }
    }
  });

  it('writes what no font has as code points', () => {
    expect(runsOf('陳 Sample')).toEqual([{ font: 'regular', text: '[U+9673] Sample' }]);
  });
});
