import { z } from 'zod';
import type { Connection } from './sqlite/database.ts';
import { columnsOf } from './sqlite/faults.ts';
import type { Sealer } from './keys/seal.ts';

/** The point of a snapshot: after the entry at `position`, whose hash is `hash`. */
export type SnapshotPlace = {
  readonly foldVersion: number;
  readonly position: number;
  readonly hash: string;
};

const Row = z.object({ position: z.int(), hash: z.string(), sealed: z.instanceof(Uint8Array) });

/** Replaces the one snapshot. `state` must survive JSON. */
export function saveSnapshot(
  connection: Connection,
  sealer: Sealer,
  place: SnapshotPlace,
  state: unknown,
): void {
  const sealed = sealer.seal(aboutOf(place), Buffer.from(JSON.stringify(state), 'utf8'));
  connection
    .prepare(
      'INSERT OR REPLACE INTO snapshot (only, fold_version, position, hash, sealed) VALUES (1, ?, ?, ?, ?)',
    )
    .run(place.foldVersion, place.position, place.hash, sealed);
}

/** Returns the snapshot of this fold version; null if there is none or it is unreadable. */
export function loadSnapshot<S>(
  connection: Connection,
  sealer: Sealer,
  foldVersion: number,
): { readonly place: SnapshotPlace; readonly state: S } | null {
  const found = connection
    .prepare('SELECT position, hash, sealed FROM snapshot WHERE fold_version = ?')
    .get(foldVersion);
  if (found === undefined) return null;
  const { position, hash, sealed } = columnsOf(Row, found);
  const place = { foldVersion, position, hash };
  const plain = sealer.unseal(aboutOf(place), sealed);
  if (plain === null) return null;
  // The seal proves that this installation wrote it; the version, that it is an S.
  const state: S = JSON.parse(Buffer.from(plain).toString('utf8'));
  return { place, state };
}

function aboutOf({ foldVersion, position, hash }: SnapshotPlace): string {
  return `snapshot/${foldVersion}/${position}/${hash}`;
}
