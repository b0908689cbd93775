import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { type Db, readMeta, writeMeta } from './store.ts';

/** Which restoration of the data this is: each changes `epoch` and increments `gen`. */
export type Epoch = { readonly epoch: string; readonly gen: number };

const Marker = z.object({ nonce: z.string(), gen: z.int().positive() });
type Marker = z.infer<typeof Marker>;

/** The current epoch, which may turn out to be a restored one while it is served. */
export type Life = {
  readonly current: () => Epoch;
  /** Call when a station proves that this data knew more before: from then on it counts as restored. */
  readonly restored: (knownGen?: number) => void;
};

export function createLife(db: Db, dataDir: string | null): Life {
  let epoch = settleEpoch(db, dataDir);
  return {
    current: () => epoch,
    restored: (knownGen = 0) => {
      epoch = begin(db, dataDir, nextLife(Math.max(epoch.gen, knownGen) + 1));
    },
  };
}

/**
 * Detects whether the database is the one that ran here last. A marker beside it, renewed at every start and after
 * every backup, differs from the one inside as soon as an older copy is restored by any means.
 */
function settleEpoch(db: Db, dataDir: string | null): Epoch {
  const inside = readInside(db);
  const outside = dataDir === null ? null : readMarker(dataDir);
  if (inside === null && outside === null) return begin(db, dataDir, { epoch: 'e_1', gen: 1 });
  const isSame = dataDir === null || (inside !== null && inside.nonce === outside?.nonce);
  if (inside !== null && isSame) return begin(db, dataDir, { epoch: inside.epoch, gen: inside.gen });
  const gen = Math.max(inside?.gen ?? 0, outside?.gen ?? 0) + 1;
  return begin(db, dataDir, nextLife(gen));
}

function nextLife(gen: number): Epoch {
  return { epoch: `e_${gen}_${randomBytes(4).toString('hex')}`, gen };
}

/** Call after a backup, so that the marker in the copy is no longer current. */
export function renewMarker(db: Db, dataDir: string): void {
  const inside = readInside(db);
  if (inside !== null) begin(db, dataDir, inside);
}

function begin(db: Db, dataDir: string | null, { epoch, gen }: Epoch): Epoch {
  const nonce = randomBytes(16).toString('hex');
  db.transaction(() => {
    writeMeta(db, 'epoch', epoch);
    writeMeta(db, 'gen', String(gen));
    writeMeta(db, 'nonce', nonce);
  }).immediate();
  if (dataDir !== null) writeMarker(dataDir, { nonce, gen });
  return { epoch, gen };
}

function readInside(db: Db): (Epoch & { readonly nonce: string }) | null {
  const [epoch, gen, nonce] = [readMeta(db, 'epoch'), readMeta(db, 'gen'), readMeta(db, 'nonce')];
  return epoch === null || gen === null || nonce === null ? null : { epoch, gen: Number(gen), nonce };
}

function readMarker(dataDir: string): Marker | null {
  const path = join(dataDir, 'marker.json');
  if (!existsSync(path)) return null;
  try {
    return Marker.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    // The data counts as restored if the marker is unreadable.
    return { nonce: '', gen: 1 };
  }
}

function writeMarker(dataDir: string, marker: Marker): void {
  const path = join(dataDir, 'marker.json');
  const file = openSync(`${path}.new`, 'w', 0o600);
  try {
    writeFileSync(file, JSON.stringify(marker));
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(`${path}.new`, path);
}
