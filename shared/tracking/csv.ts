import { cellsOf, columnHeading, COLUMNS, type SheetLanguage } from './cells.ts';
import type { TrackingRow } from './row.ts';

const BYTE_ORDER_MARK = '\uFEFF';
const LINE_END = '\r\n';
/** Where a formula would start in a spreadsheet: at the start of a cell, or after another list separator in it. */
const FORMULA = /^(?=[\t\r\n])|(?<=(?:^|[,;\t\r\n])"*)(?=[=+\-@＝＋－＠])/gu;

/**
 * The sheet as CSV (R53): RFC 4180 with one heading line, UTF-8 with a byte order mark and CRLF so that Excel reads the
 * accents, cells that would run as formulas neutralised. French has semicolons, which a French-Canadian Windows takes for
 * the separator. An empty sheet has its heading line.
 */
export function trackingCsv(rows: readonly TrackingRow[], language: SheetLanguage): string {
  return csvHead(language) + csvLines(rows, language);
}

/** The byte order mark and the heading line, for a sheet that is written as its rows come. */
export function csvHead(language: SheetLanguage): string {
  return csvOf([COLUMNS.map((column) => columnHeading(column, language))], separatorOf(language));
}

/** Lines of the sheet without anything before them. */
export function csvLines(rows: readonly TrackingRow[], language: SheetLanguage): string {
  return linesOf(
    rows.map((row) => {
      const cells = cellsOf(row, language);
      return COLUMNS.map((column) => cells[column]);
    }),
    separatorOf(language),
  );
}

/** Any table as CSV, by the same rules. */
export function csvOf(lines: readonly (readonly string[])[], separator: Separator = ','): string {
  return BYTE_ORDER_MARK + linesOf(lines, separator);
}

type Separator = ',' | ';';

/** The separator that a spreadsheet of this language expects. */
export function separatorOf(language: SheetLanguage): Separator {
  return language === 'fr' ? ';' : ',';
}

function linesOf(lines: readonly (readonly string[])[], separator: Separator): string {
  return lines
    .map((cells) => cells.map((cell) => quoted(neutralised(cell))).join(separator) + LINE_END)
    .join('');
}

/** Prefixes an apostrophe to whatever a spreadsheet would run as a formula, also if it splits cells elsewhere. */
export function neutralised(cell: string): string {
  return cell.replaceAll(FORMULA, "'");
}

/** Quoted where RFC 4180 asks for it, and around semicolons and outer blanks, which some readers take for more. */
function quoted(cell: string): string {
  return /[",;\r\n]|^\s|\s$/u.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
