import { copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { renewMarker } from './epoch.ts';
import { DATABASE_FILE, type Db } from './store.ts';

export type Backups = {
  /** Copies the database into `backups/` and returns the copy's name. Throws for data in memory: a bug. */
  readonly make: () => string;
  readonly names: () => readonly string[];
  /** The last seq of the chain that every retained backup holds; 0 when there is none (SYNC.md, Erasing). */
  readonly settledSeq: (chain: string) => number;
};

type Heads = ReadonlyMap<string, number>;

/** The backups of the data in `dataDir`; retains the `keep` newest. */
export function createBackups(db: Db, dataDir: string | null, keep: number): Backups {
  const folder = dataDir === null ? null : join(dataDir, 'backups');
  const retained = new Map<string, Heads>();
  if (folder !== null)
    for (const name of listNames(folder)) retained.set(name, readHeads(join(folder, name)));

  return {
    make: () => {
      if (folder === null || dataDir === null) throw new Error('Data in memory has no backups');
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      const last = [...retained.keys()].at(-1);
      const name = `${String(last === undefined ? 1 : Number.parseInt(last, 10) + 1).padStart(6, '0')}.sqlite`;
      const unfinished = join(folder, `${name}.new`);
      rmSync(unfinished, { force: true });
      db.prepare('VACUUM INTO ?').run(unfinished);
      const heads = readHeads(unfinished);
      renameSync(unfinished, join(folder, name));
      renewMarker(db, dataDir);
      retained.set(name, heads);
      for (const old of [...retained.keys()].slice(0, -keep)) {
        rmSync(join(folder, old), { force: true });
        retained.delete(old);
      }
      return name;
    },
    names: () => [...retained.keys()],
    settledSeq: (chain) =>
      retained.size === 0 ? 0 : Math.min(...[...retained.values()].map((heads) => heads.get(chain) ?? 0)),
  };
}

/** Replaces the database by a backup. Call before opening the store. Returns false if there is none of that name. */
export function restoreBackup(dataDir: string, name: string): boolean {
  if (!listNames(join(dataDir, 'backups')).includes(name)) return false;
  const path = join(dataDir, DATABASE_FILE);
  copyFileSync(join(dataDir, 'backups', name), `${path}.new`);
  for (const suffix of ['-wal', '-shm']) rmSync(`${path}${suffix}`, { force: true });
  renameSync(`${path}.new`, path);
  return true;
}

function listNames(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => /^\d+\.sqlite$/.test(name))
    .sort();
}

/** Reads the copy itself, because that is what would be restored. */
function readHeads(path: string): Heads {
  const copy = new Database(path, { readonly: true });
  try {
    const rows = copy
      .prepare<[], { chain: string; seq: number }>(
        'SELECT chain, max(seq) AS seq FROM entries GROUP BY chain',
      )
      .all();
    return new Map(rows.map(({ chain, seq }) => [chain, seq]));
  } finally {
    copy.close();
  }
}
