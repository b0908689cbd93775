import { unzipSync } from 'fflate';
import { SaxesParser } from 'saxes';
import { ok, refuse, type Result } from '../../shared/result.ts';

/** `line`: the number of the row, as the program that made the file shows it. */
export type ListLine = { readonly record: readonly string[]; readonly line: number };

/** The most that a part of the workbook may unpack to. A list of 20,000 sites takes 12 MB. */
const MAX_PART_BYTES = 48 * 1024 * 1024;
const MAX_COLUMNS = 200;
const MAX_CELL = 32_767;
const STRINGS = 'xl/sharedStrings.xml';
const WORKBOOK = 'xl/workbook.xml';
const RELATIONS = 'xl/_rels/workbook.xml.rels';

/** Whether a file starts like a zip, as every .xlsx does. */
export function isZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b;
}

/** Whether a file starts like a workbook of Excel 2003 or earlier. */
export function isOldWorkbook(bytes: Uint8Array): boolean {
  return [0xd0, 0xcf, 0x11, 0xe0].every((byte, index) => bytes[index] === byte);
}

/**
 * The rows of the first sheet of an .xlsx, as text: formulas with their last result, dates as serial numbers. Blocks until
 * it is done, so a station does it in a worker.
 */
export function readWorkbook(
  bytes: Uint8Array,
  maxRows: number,
): Result<readonly ListLine[], 'list-not-workbook' | 'list-too-large'> {
  try {
    const sheet = firstSheet(bytes);
    if (sheet === null) return refuse('list-not-workbook');
    const parts = unzipParts(bytes, [STRINGS, sheet]);
    const rows = parts.get(sheet);
    if (rows === undefined) return refuse('list-not-workbook');
    return ok(readRows(rows, readStrings(parts.get(STRINGS) ?? null), maxRows));
  } catch (error) {
    if (error instanceof TooLarge) return refuse('list-too-large');
    // What fflate and saxes throw for a file that is not a zip, or not XML.
    if (error instanceof Error) return refuse('list-not-workbook');
    throw error;
  }
}

class TooLarge extends Error {}

/** A part that claims to be small and is not is cut off where it claims to end: fflate writes no further. */
function unzipParts(bytes: Uint8Array, names: readonly string[]): ReadonlyMap<string, string> {
  const parts = unzipSync(bytes, {
    filter: ({ name, originalSize }) => {
      if (!names.includes(name)) return false;
      if (originalSize > MAX_PART_BYTES) throw new TooLarge();
      return true;
    },
  });
  const decoder = new TextDecoder('utf-8', { fatal: true });
  return new Map(Object.entries(parts).map(([name, part]) => [name, decoder.decode(part)]));
}

function firstSheet(bytes: Uint8Array): string | null {
  const parts = unzipParts(bytes, [WORKBOOK, RELATIONS]);
  let id: string | null = null;
  walk(parts.get(WORKBOOK) ?? '', {
    open(tag, attributes) {
      if (tag === 'sheet') id ??= attributes['r:id'] ?? null;
    },
  });
  let target: string | null = null;
  walk(parts.get(RELATIONS) ?? '', {
    open(tag, attributes) {
      if (tag === 'Relationship' && attributes['Id'] === id) target = attributes['Target'] ?? null;
    },
  });
  if (target === null) return null;
  const path: string = target;
  return path.startsWith('/') ? path.slice(1) : `xl/${path}`;
}

function readStrings(xml: string | null): readonly string[] {
  const strings: string[] = [];
  let text: string | null = null;
  // <rPh> repeats a text in its phonetic form.
  let isAside = false;
  let isText = false;
  if (xml === null) return strings;
  walk(xml, {
    open(tag) {
      if (tag === 'si') text = '';
      else if (tag === 'rPh') isAside = true;
      else if (tag === 't') isText = true;
    },
    text(part) {
      if (isText && !isAside && text !== null) text += part;
    },
    close(tag) {
      if (tag === 't') isText = false;
      else if (tag === 'rPh') isAside = false;
      else if (tag === 'si') strings.push(text ?? '');
    },
  });
  return strings;
}

function readRows(xml: string, strings: readonly string[], maxRows: number): readonly ListLine[] {
  const rows: ListLine[] = [];
  let record: string[] = [];
  let line = 0;
  let cell: { readonly column: number; readonly isShared: boolean; text: string } | null = null;
  let isText = false;
  walk(xml, {
    open(tag, attributes) {
      if (tag === 'row') {
        record = [];
        line = Number(attributes['r'] ?? line + 1);
      } else if (tag === 'c') {
        cell = {
          column: columnOf(attributes['r'] ?? '') ?? record.length,
          isShared: attributes['t'] === 's',
          text: '',
        };
      } else if (tag === 'v' || tag === 't') isText = true;
    },
    text(part) {
      if (isText && cell !== null && cell.text.length < MAX_CELL) cell.text += part;
    },
    close(tag) {
      if (tag === 'v' || tag === 't') isText = false;
      else if (tag === 'c' && cell !== null) {
        const { column, isShared, text } = cell;
        if (column >= MAX_COLUMNS && text !== '') throw new TooLarge();
        while (record.length < column && column < MAX_COLUMNS) record.push('');
        if (column < MAX_COLUMNS) record[column] = (isShared ? (strings[Number(text)] ?? '') : text).trim();
        cell = null;
      } else if (tag === 'row' && record.some((value) => value !== '')) {
        rows.push({ record, line });
        if (rows.length > maxRows) throw new TooLarge();
      }
    },
  });
  return rows;
}

/** `AB12` is 27; null where a cell does not say where it is. */
function columnOf(reference: string): number | null {
  const letters = /^[A-Z]{1,3}/u.exec(reference)?.[0];
  if (letters === undefined) return null;
  return Buffer.from(letters, 'latin1').reduce((number, code) => number * 26 + code - 64, 0) - 1;
}

interface Visitor {
  open?(tag: string, attributes: Readonly<Record<string, string>>): void;
  text?(part: string): void;
  close?(tag: string): void;
}

/** Throws for what is not well formed, and for a document type, which could define entities. */
function walk(xml: string, visitor: Visitor): void {
  const parser = new SaxesParser({ xmlns: false });
  const local = (name: string) => name.slice(name.indexOf(':') + 1);
  parser.on('doctype', () => {
    throw new Error('A workbook has no document type');
  });
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }) => visitor.open?.(local(name), attributes));
  parser.on('text', (part) => visitor.text?.(part));
  parser.on('closetag', ({ name }) => visitor.close?.(local(name)));
  parser.write(xml).close();
}
