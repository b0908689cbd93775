import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { ok, refuse, type Result } from '../../shared/result.ts';

export type Db = Database.Database;

/** Why the data cannot be used, with the system's message. */
export type StoreRefusal = {
  readonly code: 'not-writable' | 'not-a-database' | 'from-a-newer-version' | 'in-use' | 'damaged';
  readonly path: string;
  readonly detail: string;
};

const QUIET_MS = 200;

export const DATABASE_FILE = 'institution.sqlite';

/** Forward only; the index is `user_version`. */
const MIGRATIONS: readonly string[] = [
  `CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
   CREATE TABLE codes (
     hash TEXT PRIMARY KEY, issuedAt TEXT NOT NULL, expiresAt TEXT NOT NULL,
     tries INTEGER NOT NULL DEFAULT 0, usedBy TEXT
   ) STRICT;
   CREATE TABLE stations (
     number INTEGER PRIMARY KEY, station TEXT NOT NULL UNIQUE, install TEXT NOT NULL, platform TEXT NOT NULL,
     appVersion TEXT NOT NULL, enrolledAt TEXT NOT NULL, revokedAt TEXT, heardAt TEXT, heartbeat TEXT
   ) STRICT;
   CREATE TABLE stationKeys (
     station TEXT NOT NULL REFERENCES stations (station), keyId TEXT NOT NULL, publicKey TEXT NOT NULL,
     addedAt TEXT NOT NULL, retiredAt TEXT, PRIMARY KEY (station, keyId)
   ) STRICT;
   CREATE TABLE chains (
     chain TEXT PRIMARY KEY, station TEXT NOT NULL REFERENCES stations (station), genesis TEXT NOT NULL,
     genesisSignature TEXT NOT NULL, openedAt TEXT NOT NULL,
     status TEXT NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'closed', 'forked')),
     signedSeq INTEGER, signedHash TEXT, signedBy TEXT
   ) STRICT;
   CREATE TABLE entries (
     chain TEXT NOT NULL REFERENCES chains (chain), seq INTEGER NOT NULL CHECK (seq > 0), id TEXT NOT NULL,
     hash TEXT NOT NULL, type TEXT NOT NULL, session TEXT, header TEXT NOT NULL, salt TEXT, body TEXT,
     repeats INTEGER NOT NULL CHECK (repeats IN (0, 1)), carried INTEGER NOT NULL CHECK (carried IN (0, 1)),
     quarantined TEXT, receivedAt TEXT NOT NULL, PRIMARY KEY (chain, seq)
   ) STRICT;
   CREATE UNIQUE INDEX entriesById ON entries (id) WHERE repeats = 0;
   CREATE INDEX entriesByType ON entries (type, session);
   CREATE TABLE evidence (
     number INTEGER PRIMARY KEY, chain TEXT NOT NULL REFERENCES chains (chain), receivedAt TEXT NOT NULL,
     entries TEXT NOT NULL
   ) STRICT;
   CREATE TABLE alarms (
     number INTEGER PRIMARY KEY, at TEXT NOT NULL, station TEXT NOT NULL, chain TEXT, code TEXT NOT NULL,
     detail TEXT NOT NULL
   ) STRICT;
   CREATE TABLE feeds (feed TEXT PRIMARY KEY, ver INTEGER NOT NULL) STRICT;
   CREATE TABLE feedRows (
     feed TEXT NOT NULL, key TEXT NOT NULL, row TEXT, ver INTEGER NOT NULL, PRIMARY KEY (feed, key)
   ) STRICT;
   CREATE UNIQUE INDEX feedRowsByVersion ON feedRows (feed, ver);`,
  // Partial: only the sheet asks by type, and few entries belong to it.
  `DROP INDEX entriesByType;
   CREATE INDEX entriesOfSheet ON entries (type) WHERE type IN ('tracking.completed', 'tracking.amended');`,
  'ALTER TABLE codes ADD COLUMN device TEXT',
];

/**
 * Opens (and creates) the database in a directory, or in memory for `null`: one writer, WAL with synchronous=FULL
 * read back, so that an acknowledged entry survives a power cut.
 */
export function openStore(dataDir: string | null): Result<Db, StoreRefusal> {
  const path = dataDir === null ? ':memory:' : join(dataDir, DATABASE_FILE);
  let db: Db | null = null;
  try {
    if (dataDir !== null) {
      makeFolder(dataDir);
      // For the owner only; the WAL inherits these rights.
      closeSync(openSync(path, 'a', 0o600));
    }
    db = new Database(path, { timeout: 1000 });
    prepare(db, dataDir === null);
    const version = migrate(db);
    keepStatements(db);
    if (version === null) {
      db.close();
      return refuse({ code: 'from-a-newer-version', path, detail: '' });
    }
    return ok(db);
  } catch (error) {
    db?.close();
    return refuse({
      code: refusalCode(error),
      path,
      detail: error instanceof Error ? error.message : String(error),
    });
  }
}

/** Not mkdir's own `recursive`: in folders like /proc, Node would loop forever. */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  const parent = dirname(path);
  if (parent !== path) makeFolder(parent);
  mkdirSync(path, { mode: 0o700 });
}

function prepare(db: Db, inMemory: boolean): void {
  // For new files, twice the default: entries of about a kilobyte fill the pages better.
  db.pragma('page_size = 8192');
  // Exclusive: a second server on the same data would not see the first one's news.
  db.pragma('locking_mode = EXCLUSIVE');
  db.pragma('journal_mode = WAL');
  // The library's default in WAL mode is NORMAL, which loses acknowledged commits on a power cut.
  db.pragma('synchronous = FULL');
  // 256 MiB: checkpoints wait for a quiet moment, and while a fleet reconnects there may be none for long.
  db.pragma('wal_autocheckpoint = 32000');
  db.pragma('foreign_keys = ON');
  db.pragma('trusted_schema = OFF');
  const mode = db.pragma('journal_mode', { simple: true });
  const synchronous = db.pragma('synchronous', { simple: true });
  if ((!inMemory && mode !== 'wal') || synchronous !== 2) {
    throw new Error(`journal_mode is ${String(mode)} and synchronous is ${String(synchronous)}`);
  }
}

export type Maintenance = { readonly answered: () => void; readonly stop: () => void };

/** Checkpoints the WAL when no request has come for a while, so that none waits for it. */
export function createMaintenance(db: Db): Maintenance {
  const timer = setTimeout(() => {
    try {
      if (db.open) db.pragma('wal_checkpoint(PASSIVE)');
    } catch {
      // Nothing is lost on a full or failing disk: the next push reports it.
    }
  }, QUIET_MS).unref();
  return { answered: () => void timer.refresh(), stop: () => clearTimeout(timer) };
}

/** Compiles each statement once: a fleet that reconnects repeats the same few. */
function keepStatements(db: Db): void {
  const compile = db.prepare.bind(db);
  const compiled = new Map<string, ReturnType<typeof compile>>();
  const kept = (sql: string): ReturnType<typeof compile> => {
    const statement = compiled.get(sql) ?? compile(sql);
    compiled.set(sql, statement);
    return statement;
  };
  Object.defineProperty(db, 'prepare', { value: kept });
}

/** Returns the version reached, or null when the file is newer than this program. */
function migrate(db: Db): number | null {
  const version = Number(db.pragma('user_version', { simple: true }));
  if (version > MIGRATIONS.length) return null;
  db.transaction(() => {
    for (const sql of MIGRATIONS.slice(version)) db.exec(sql);
    db.pragma(`user_version = ${MIGRATIONS.length}`);
  }).exclusive();
  return MIGRATIONS.length;
}

function refusalCode(error: unknown): StoreRefusal['code'] {
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (code === 'SQLITE_NOTADB') return 'not-a-database';
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) return 'in-use';
  if (code.startsWith('SQLITE_CORRUPT')) return 'damaged';
  if (/^(EACCES|EPERM|EROFS|ENOTDIR|EEXIST|ENOENT|SQLITE_CANTOPEN|SQLITE_READONLY|SQLITE_PERM)/.test(code)) {
    return 'not-writable';
  }
  // better-sqlite3 refuses a missing folder with a plain TypeError.
  return error instanceof TypeError ? 'not-writable' : 'damaged';
}

export function readMeta(db: Db, key: string): string | null {
  return (
    db.prepare<[string], { value: string }>('SELECT value FROM meta WHERE key = ?').get(key)?.value ?? null
  );
}

export function writeMeta(db: Db, key: string, value: string): void {
  db.prepare(
    'INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
  ).run(key, value);
}
