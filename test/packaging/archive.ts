import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** Electron's archive, read back: four numbers, the table of files in JSON, then the files one after another. */

const File = z.object({ size: z.int(), offset: z.string().optional() });
const Entry: z.ZodType<Entry> = z.lazy(() =>
  z.union([z.object({ files: z.record(z.string(), Entry) }), File]),
);
type Entry = { files: Record<string, Entry> } | z.infer<typeof File>;

const TABLE_AT = 16;

export interface Archive {
  readonly names: readonly string[];
  /** The text of a file that is in the archive itself. */
  text(name: string): string;
}

function tableOf(data: Buffer): {
  readonly begin: number;
  readonly entries: ReadonlyMap<string, z.infer<typeof File>>;
} {
  const table = data.toString('utf8', TABLE_AT, TABLE_AT + data.readUInt32LE(12));
  return { begin: 8 + data.readUInt32LE(4), entries: new Map(flat(Entry.parse(JSON.parse(table)), '')) };
}

/** A file's offset and size in the archive, in bytes. */
export function locate(file: string, name: string): { readonly at: number; readonly size: number } {
  const { begin, entries } = tableOf(readFileSync(file));
  const entry = entries.get(name);
  if (entry?.offset === undefined) throw new Error(`${name} is not in the archive`);
  return { at: begin + Number(entry.offset), size: entry.size };
}

export function readArchive(file: string): Archive {
  const data = readFileSync(file);
  const { begin, entries } = tableOf(data);
  return {
    names: [...entries.keys()],
    text(name) {
      const entry = entries.get(name);
      if (entry?.offset === undefined) throw new Error(`${name} is not in the archive`);
      const at = begin + Number(entry.offset);
      return data.toString('utf8', at, at + entry.size);
    },
  };
}

function flat(entry: Entry, name: string): readonly (readonly [string, z.infer<typeof File>])[] {
  if (!('files' in entry)) return [[name, entry]];
  return Object.entries(entry.files).flatMap(([own, inner]) =>
    flat(inner, name === '' ? own : `${name}/${own}`),
  );
}
