import { read, utils } from '@e965/xlsx';
import { parse } from 'csv-parse/sync';
import { extractText, getDocumentProxy } from 'unpdf';
import { columnHeading, COLUMNS, type Column } from '../../shared/tracking/cells.ts';

/** Reads the English files of the tracking sheet back, by readers that know nothing of their writers. */

export type SheetRow = Readonly<Record<Column, string>>;
type RowsBySession = Readonly<Record<string, SheetRow>>;

export function readCsv(file: Buffer): RowsBySession {
  return bySession(parse(file, { bom: true }));
}

export function readXlsx(file: Buffer): RowsBySession {
  const book = read(file, { type: 'buffer' });
  const sheet = book.Sheets[book.SheetNames[0] ?? ''] ?? {};
  return bySession(utils.sheet_to_json(sheet, { header: 1, raw: true, defval: '' }));
}

function bySession(lines: readonly (readonly unknown[])[]): RowsBySession {
  const [headings = [], ...rows] = lines;
  const wanted = COLUMNS.map((column) => columnHeading(column, 'en'));
  if (headings.join('\n') !== wanted.join('\n')) throw new Error(`other headings: ${headings.join()}`);
  return Object.fromEntries(
    rows.map((line) => {
      const cells = Object.fromEntries(COLUMNS.map((column, index) => [column, String(line[index])]));
      return [String(cells['session']), cells as SheetRow];
    }),
  );
}

/**
 * Returns the text of each session's part of the PDF, without any blank.
 * @param sessions in the order of the sheet
 */
export async function readPdf(
  file: Buffer,
  sessions: readonly string[],
): Promise<Readonly<Record<string, string>>> {
  const document = await getDocumentProxy(new Uint8Array(file));
  const { text } = await extractText(document, { mergePages: true });
  let rest = withoutBlanks(text);
  const parts: Record<string, string> = {};
  // Each part ends with the session's id.
  for (const session of sessions) {
    const end = rest.indexOf(session);
    parts[session] = rest.slice(0, end);
    rest = rest.slice(end);
  }
  return parts;
}

/** The parts of a cell: the PDF says each word in both languages, so they are looked up one by one, without blanks. */
export function partsOf(cell: string): readonly string[] {
  return cell.split(/[,;:()]/u).map(withoutBlanks);
}

function withoutBlanks(text: string): string {
  return text.replaceAll(/\s+/gu, '');
}
