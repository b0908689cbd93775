import { copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import Sqlite from 'better-sqlite3';
import { type Clock, toInstant } from '../../shared/clock.ts';
import { type ChainHead, registerBackup, registeredBackups, unregisterBackup } from './backup-register.ts';
import type { Database } from './database.ts';
import { renewMarker } from './restore-marker.ts';
import { DATABASE_FILE, type SqliteFile } from './sqlite-file.ts';

/** The backups of the SQLite database in a folder, in its folder `backups`. */
export interface SqliteBackups {
  /** Copies the database, deletes the oldest backups beyond the retained ones, and returns the copy's name. */
  make(): Promise<string>;
  /** Forgets backups that were deleted or brought by hand. Call at a start. */
  reconcile(): Promise<void>;
}

export function createSqliteBackups(
  {
    file,
    database,
    clock,
  }: { readonly file: SqliteFile; readonly database: Database; readonly clock: Clock },
  folder: string,
  kept: number,
): SqliteBackups {
  const place = path.join(folder, 'backups');

  async function register(name: string): Promise<void> {
    const heads = readHeads(path.join(place, name));
    await registerBackup(database, { name, takenAt: toInstant(clock.now()), heads });
  }

  return {
    async make() {
      mkdirSync(place, { recursive: true, mode: 0o700 });
      const last = listNames(place).at(-1);
      const number = last === undefined ? 1 : Number.parseInt(last, 10) + 1;
      const name = `${String(number).padStart(6, '0')}.sqlite`;
      const unfinished = path.join(place, `${name}.new`);
      rmSync(unfinished, { force: true });
      await database.between(() => file.prepare('VACUUM INTO ?').run(unfinished));
      renameSync(unfinished, path.join(place, name));
      await renewMarker(database, folder);
      await register(name);
      for (const old of listNames(place).slice(0, -kept)) {
        await unregisterBackup(database, old);
        rmSync(path.join(place, old), { force: true });
      }
      return name;
    },
    async reconcile() {
      const there = listNames(place);
      const known = await registeredBackups(database);
      for (const name of known.filter((one) => !there.includes(one))) await unregisterBackup(database, name);
      for (const name of there.filter((one) => !known.includes(one))) await register(name);
    },
  };
}

/** Replaces the database by a backup. Call before opening it. Returns false if there is none of that name. */
export function restoreSqliteBackup(folder: string, name: string): boolean {
  if (!listNames(path.join(folder, 'backups')).includes(name)) return false;
  const file = path.join(folder, DATABASE_FILE);
  copyFileSync(path.join(folder, 'backups', name), `${file}.new`);
  for (const suffix of ['-wal', '-shm']) rmSync(`${file}${suffix}`, { force: true });
  renameSync(`${file}.new`, file);
  return true;
}

function listNames(place: string): readonly string[] {
  if (!existsSync(place)) return [];
  return readdirSync(place)
    .filter((name) => /^\d+\.sqlite$/u.test(name))
    .toSorted();
}

/** Of the copy itself, because that is what would be restored. */
function readHeads(file: string): readonly ChainHead[] {
  const copy = new Sqlite(file, { readonly: true });
  try {
    return copy.prepare<[], ChainHead>('SELECT chain, max(seq) AS seq FROM entries GROUP BY chain').all();
  } finally {
    copy.close();
  }
}
