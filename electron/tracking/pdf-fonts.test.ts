import { describe, expect, it } from 'vitest';
import { runsOf } from './pdf-fonts.ts';

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

  it('writes what no font has as code points', () => {
    expect(runsOf('陳 Sample')).toEqual([{ font: 'regular', text: '[U+9673] Sample' }]);
  });
});
