import { parse } from 'csv-parse/sync';
import { ok, refuse, type Result } from '../../shared/result.ts';
import { decodeText } from './decode-text.ts';
import { isOldWorkbook, isZip, readWorkbook, type ListLine } from './workbook.ts';

export const MAX_LIST_ROWS = 20_000;

/** Why a file is no list at all. */
export type FileProblem =
  'list-too-large' | 'list-not-text' | 'list-not-csv' | 'list-not-workbook' | 'list-old-workbook';

/** The rows of a file, header included: CSV in any usual encoding and with any usual delimiter, or an .xlsx workbook. */
export function linesOfFile(bytes: Uint8Array): Result<readonly ListLine[], FileProblem> {
  if (isOldWorkbook(bytes)) return refuse('list-old-workbook');
  if (isZip(bytes)) {
    const read = readWorkbook(bytes, MAX_LIST_ROWS + 1);
    return read.ok ? ok(padded(read.value)) : read;
  }
  const text = decodeText(bytes);
  if (text === null) return refuse('list-not-text');
  // One kind of line end, because a list that was edited by hand has several.
  const lines = linesOfText(text.replaceAll(/\r\n?/gu, '\n'));
  return lines === null ? refuse('list-not-csv') : ok(lines);
}

/** A workbook leaves out the empty cells at the end of a row. */
function padded(lines: readonly ListLine[]): readonly ListLine[] {
  const width = lines[0]?.record.length ?? 0;
  return lines.map(({ record, line }) => {
    const used = record.findLastIndex((value) => value !== '') + 1;
    const cells = record.slice(0, Math.max(used, width));
    return { record: [...cells, ...Array<string>(Math.max(0, width - cells.length)).fill('')], line };
  });
}

/** Null for what is no CSV. The delimiter comes from the header, because a comma may stand inside a later cell. */
function linesOfText(text: string): readonly ListLine[] | null {
  const [header = ''] = text.split('\n', 1);
  const outsideQuotes = header.replace(/"[^"]*"/gu, '');
  const count = (delimiter: string) => outsideQuotes.split(delimiter).length;
  const [delimiter = ','] = [',', ';', '\t'].toSorted((one, two) => count(two) - count(one));
  try {
    const numbers: number[] = [];
    const records: readonly (readonly string[])[] = parse(text, {
      delimiter,
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
      on_record: (record: string[], { lines }) => {
        numbers.push(lines);
        return record;
      },
    });
    return records
      .map((record, index) => ({ record, line: numbers[index] ?? 0 }))
      .filter(({ record }) => record.some((value) => value !== ''));
  } catch (error) {
    // A quote that is never closed, and the like.
    if (error instanceof Error) return null;
    throw error;
  }
}
