import { z } from 'zod';
import type { Reader, Store } from './store.ts';

const MAP = 'provider-people';
const Named = z.object({ name: z.string() });

/** The names of the people whose ids the audit has: of the staff, and of those whom an identity provider has named. */
export async function knownNames(reader: Reader): Promise<ReadonlyMap<string, string>> {
  const rows = [...(await reader.rows(MAP)), ...(await reader.rows('people'))];
  return new Map(rows.map(({ key, row }) => [key, Named.parse(row).name]));
}

/**
 * Keeps the name that the provider gave a person who signed in, so that people can read the audit. Nothing else of their
 * claims is kept. It is sealed as every row is, and the newest name replaces the one before.
 */
export async function rememberName(
  store: Store,
  { id, name }: { readonly id: string; readonly name: string },
): Promise<void> {
  if (name === id) return;
  await store.write((writer) => writer.put(MAP, id, { name }));
}
