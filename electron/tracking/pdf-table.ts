import { MARGIN, roomOf, type Pdf, type Tag, writeText } from './pdf-document.ts';

const CELL_GAP = 5;

/** A cell's text and width, the gap after it included. */
export interface Cell {
  readonly text: string;
  readonly width: number;
}

export interface Table {
  readonly tag: Tag;
  readonly headings: readonly Cell[];
  /** Of its text, in points. */
  readonly size: number;
}

/** The first line of a table. */
export function tableHeadings(doc: Pdf, { tag, headings, size }: Table): void {
  const line = doc.struct('TR');
  tag.add(line);
  cellsInLine(doc, headings, { weight: 'bold', size }, (draw) =>
    line.add(doc.struct('TH', { scope: 'Column' }, draw)),
  );
  line.end();
}

/** One line; on a new page where it has no room, below the headings. `head`: the index of the cell that names the line. */
export function tableLine(doc: Pdf, table: Table, cells: readonly Cell[], head: number): void {
  const { tag, headings, size } = table;
  doc.fontSize(size);
  if (roomOf(doc) < heightOf(doc, cells)) {
    doc.addPage();
    // Repeated for the eye only: a screen reader has the headings from the table's first line.
    doc.markContent('Artifact');
    cellsInLine(doc, headings, { weight: 'bold', size }, (draw) => draw());
    doc.endMarkedContent();
  }
  const line = doc.struct('TR');
  tag.add(line);
  cellsInLine(doc, cells, { weight: 'regular', size }, (draw, index) => {
    line.add(index === head ? doc.struct('TH', { scope: 'Row' }, draw) : doc.struct('TD', {}, draw));
  });
  line.end();
}

function heightOf(doc: Pdf, cells: readonly Cell[]): number {
  doc.font('regular');
  const heights = cells.map(({ text, width }) => doc.heightOfString(text, { width: width - CELL_GAP }));
  // Letters of other scripts are higher than the regular font's.
  return Math.max(...heights) * 1.3 + CELL_GAP;
}

/** Draws cells beside each other and a rule below them. `tag` receives the function that draws one cell. */
function cellsInLine(
  doc: Pdf,
  cells: readonly Cell[],
  { weight, size }: { readonly weight: 'regular' | 'bold'; readonly size: number },
  tag: (draw: () => void, index: number) => void,
): void {
  doc.fontSize(size);
  const top = doc.y;
  let x = MARGIN;
  let bottom = top;
  for (const [index, { text, width }] of cells.entries()) {
    const place = { x, y: top, width: width - CELL_GAP };
    tag(() => {
      writeText(doc, weight, size, text === '' ? '–' : text, place);
    }, index);
    bottom = Math.max(bottom, doc.y);
    x += width;
  }
  doc.markContent('Artifact');
  doc.lineWidth(0.5).strokeColor('#999999');
  doc
    .moveTo(MARGIN, bottom + 2)
    .lineTo(x - CELL_GAP, bottom + 2)
    .stroke();
  doc.endMarkedContent();
  doc.x = MARGIN;
  doc.y = bottom + CELL_GAP;
}
