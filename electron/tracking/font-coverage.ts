import { create } from 'fontkit';
import { PDF_FONTS, type Covers, type PdfFont, type PdfFontFiles } from './pdf-fonts.ts';

export interface FontFacts {
  readonly covers: Covers;
  /** Height of the text's own font above the baseline, in parts of the font size. */
  readonly ascent: number;
}

/** Reads from the fonts themselves what they can draw. */
export function readFontFacts(files: PdfFontFiles): FontFacts {
  const open = (font: PdfFont) => create(Buffer.from(files[font]));
  const fonts = new Map(
    Object.keys(PDF_FONTS)
      .filter(isFont)
      .map((font) => [font, open(font)]),
  );
  const has = (font: PdfFont, codePoint: number): boolean =>
    fonts.get(font)?.hasGlyphForCodePoint(codePoint) ?? false;
  const { ascent, unitsPerEm } = open('regular');
  return {
    // Either of the text's two fonts may have to draw it.
    covers: (font, codePoint) => has(font, codePoint) && (font !== 'regular' || has('bold', codePoint)),
    ascent: ascent / unitsPerEm,
  };
}

export function isFont(name: string): name is PdfFont {
  return Object.hasOwn(PDF_FONTS, name);
}
