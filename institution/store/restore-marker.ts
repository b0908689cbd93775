import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import type { Database } from './database.ts';

const Marker = z.object({ nonce: z.string(), gen: z.int().nonnegative() });
type Marker = z.infer<typeof Marker>;
const NAME = 'nonce';

/**
 * Whether the database is an older copy of the one that ran in this folder last, put back by whatever means: a marker beside
 * it, renewed at every start and after every backup, differs from the one inside. Returns the latest generation of feeds that
 * was in use here, or null if nothing was put back.
 */
export async function wasPutBack(database: Database, folder: string): Promise<number | null> {
  const inside = await database.read((trx) =>
    trx.selectFrom('service').select('value').where('name', '=', NAME).executeTakeFirst(),
  );
  const outside = readMarker(folder);
  return inside?.value === outside?.nonce ? null : (outside?.gen ?? 0);
}

/** Call at a start and after a backup, so that the marker in a copy is no longer the current one. */
export async function renewMarker(database: Database, folder: string): Promise<void> {
  const nonce = randomBytes(16).toString('hex');
  const gen = await database.write(async (trx) => {
    await trx
      .insertInto('service')
      .values({ name: NAME, value: nonce })
      .onConflict((conflict) => conflict.column('name').doUpdateSet({ value: nonce }))
      .execute();
    const latest = trx
      .selectFrom('institutions')
      .select(({ fn }) => fn.max<number | null>('generation').as('gen'));
    return (await latest.executeTakeFirst())?.gen ?? 0;
  });
  writeMarker(folder, { nonce, gen });
}

function readMarker(folder: string): Marker | null {
  const file = path.join(folder, 'marker.json');
  if (!existsSync(file)) return null;
  try {
    return Marker.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    // The data counts as put back if the marker is unreadable.
    return { nonce: '', gen: 0 };
  }
}

function writeMarker(folder: string, marker: Marker): void {
  const file = path.join(folder, 'marker.json');
  const open = openSync(`${file}.new`, 'w', 0o600);
  try {
    writeFileSync(open, JSON.stringify(marker));
    fsyncSync(open);
  } finally {
    closeSync(open);
  }
  renameSync(`${file}.new`, file);
}
