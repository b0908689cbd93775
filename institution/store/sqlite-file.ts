import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { ok, refuse, type Result } from '../../shared/result.ts';

export type SqliteFile = Database.Database;

/** Why the data cannot be used, with the system's message. */
export type StoreRefusal = {
  readonly code: 'not-writable' | 'not-a-database' | 'from-another-version' | 'in-use' | 'damaged';
  readonly path: string;
  readonly detail: string;
};

export const DATABASE_FILE = 'institution.sqlite';

/**
 * Opens (and creates) the database of a service in a folder, or in memory for `null`: one process, and synchronous=FULL, so
 * that an acknowledged entry survives a power cut.
 */
export function openSqliteFile(folder: string | null): Result<SqliteFile, StoreRefusal> {
  const file = folder === null ? ':memory:' : path.join(folder, DATABASE_FILE);
  let database: SqliteFile | null = null;
  try {
    if (folder !== null) {
      makeFolder(folder);
      // For the owner only; the WAL inherits these rights.
      closeSync(openSync(file, 'a', 0o600));
    }
    database = new Database(file, { timeout: 1000 });
    prepare(database, folder === null);
    // Versions before the one migration table counted here.
    const version = Number(database.pragma('user_version', { simple: true }));
    if (version === 0) return ok(database);
    database.close();
    return refuse({ code: 'from-another-version', path: file, detail: String(version) });
  } catch (error) {
    database?.close();
    return refuse(refusalOf(error, file));
  }
}

/** Throws what is not a refusal of the file: a bug. */
export function refusalOf(error: unknown, file: string): StoreRefusal {
  const detail = error instanceof Error ? error.message : String(error);
  return { code: refusalCode(error), path: file, detail };
}

/** Not mkdir's own `recursive`: in folders like /proc, Node would loop forever. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  const parent = path.dirname(folder);
  if (parent !== folder) makeFolder(parent);
  mkdirSync(folder, { mode: 0o700 });
}

function prepare(database: SqliteFile, inMemory: boolean): void {
  // For new files, twice the default: entries of about a kilobyte fill the pages better.
  database.pragma('page_size = 8192');
  // Exclusive: a second service on the same data would not see the first one's news.
  database.pragma('locking_mode = EXCLUSIVE');
  database.pragma('journal_mode = WAL');
  // The library's default in WAL mode is NORMAL, which loses acknowledged commits on a power cut.
  database.pragma('synchronous = FULL');
  // 256 MiB: checkpoints wait for a quiet moment, and while a fleet reconnects there may be none for long.
  database.pragma('wal_autocheckpoint = 32000');
  database.pragma('foreign_keys = ON');
  // What is erased must not stay readable in the file.
  database.pragma('secure_delete = ON');
  database.pragma('trusted_schema = OFF');
  const mode = database.pragma('journal_mode', { simple: true });
  const synchronous = database.pragma('synchronous', { simple: true });
  if ((!inMemory && mode !== 'wal') || synchronous !== 2) {
    throw new Error(`journal_mode is ${String(mode)} and synchronous is ${String(synchronous)}`);
  }
}

const QUIET_MS = 200;

export type Maintenance = { readonly answered: () => void; readonly stop: () => void };

/** Checkpoints the WAL when no request has come for a while, so that none waits for it. */
export function createMaintenance(database: SqliteFile): Maintenance {
  const timer = setTimeout(() => {
    try {
      if (database.open) database.pragma('wal_checkpoint(PASSIVE)');
    } catch {
      // Nothing is lost on a full or failing disk: the next push reports it.
    }
  }, QUIET_MS).unref();
  return { answered: () => void timer.refresh(), stop: () => clearTimeout(timer) };
}

function refusalCode(error: unknown): StoreRefusal['code'] {
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (code === 'SQLITE_NOTADB') return 'not-a-database';
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) return 'in-use';
  if (code.startsWith('SQLITE_CORRUPT')) return 'damaged';
  if (
    /^(?:EACCES|EPERM|EROFS|ENOTDIR|EEXIST|ENOENT|SQLITE_CANTOPEN|SQLITE_READONLY|SQLITE_PERM)/u.test(code)
  ) {
    return 'not-writable';
  }
  // better-sqlite3 refuses a missing folder with a plain TypeError.
  return error instanceof TypeError ? 'not-writable' : 'damaged';
}
