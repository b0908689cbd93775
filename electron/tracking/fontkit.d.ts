// The part of fontkit, which pdfkit brings, that reads what a font has. It comes without types.
declare module 'fontkit' {
  export function create(file: Uint8Array): {
    readonly ascent: number;
    readonly unitsPerEm: number;
    hasGlyphForCodePoint(codePoint: number): boolean;
  };
}
