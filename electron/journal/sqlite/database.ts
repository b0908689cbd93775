import Database from 'better-sqlite3';
import { ok, refuse, type Result } from '../../../shared/result.ts';
import { fileFaultOf, type FileFault, JournalFault } from './faults.ts';
import { MIGRATIONS } from './migrations/all.ts';
import type { Migration } from './migrations/migration.ts';
import { stamp } from '../recovery/set-aside.ts';

export type Connection = Database.Database;

export type DatabaseRefusal = {
  /** `newer-version`: written by a later release. `not-durable`: the file system cannot promise what a commit says. */
  readonly code: FileFault | 'newer-version' | 'not-durable';
  /** Technical, for the log and diagnostics. */
  readonly detail: string;
};

export type DatabaseOptions = {
  readonly file: string;
  /** Path of the SQLite addon, unless it is better-sqlite3's own. */
  readonly nativeBinding?: string | undefined;
  /** Milliseconds since 1970; names the backup that a migration leaves. */
  readonly nowMs: number;
  /** Called before anything is written to the file, migrations included. Its errors are classified like SQLite's. */
  readonly beforeWriting?: (connection: Connection) => void;
  /** Only tests pass others. */
  readonly migrations?: readonly Migration[];
};

/** `application_id` of our files: "CLJ1". */
const APPLICATION_ID = 0x43_4c_4a_31;
const FULL = 2;
const BUSY_TIMEOUT_MS = 2000;

/**
 * Opens the journal's file, or creates it: WAL, every commit synced (R60), migrated to this version after a backup.
 * Refuses with a classified code and leaves the file as it was.
 */
export function openDatabase(options: DatabaseOptions): Result<Connection, DatabaseRefusal> {
  const { file, nativeBinding, migrations = MIGRATIONS } = options;
  let connection: Connection | null = null;
  try {
    connection = new Database(file, { nativeBinding, timeout: BUSY_TIMEOUT_MS });
    const refusal = prepare(connection, { ...options, migrations });
    if (refusal === null) return ok(connection);
    connection.close();
    return refuse(refusal);
  } catch (error) {
    connection?.close();
    const code = error instanceof JournalFault ? error.code : fileFaultOf(error);
    if (code === null) throw error;
    return refuse({ code, detail: error instanceof Error ? error.message : '' });
  }
}

function prepare(
  connection: Connection,
  { file, migrations, nowMs, beforeWriting }: DatabaseOptions & { readonly migrations: readonly Migration[] },
): DatabaseRefusal | null {
  const applicationId = connection.pragma('application_id', { simple: true });
  const version = Number(connection.pragma('user_version', { simple: true }));
  const empty = connection.prepare('SELECT count(*) FROM sqlite_schema').pluck().get() === 0;
  if (!empty && applicationId !== APPLICATION_ID) {
    return { code: 'not-a-database', detail: `application_id ${String(applicationId)}` };
  }
  if (version > migrations.length) {
    return { code: 'newer-version', detail: `version ${version}, this release knows ${migrations.length}` };
  }
  beforeWriting?.(connection);

  const mode = connection.pragma('journal_mode = WAL', { simple: true });
  // After journal_mode and on every open: in WAL mode the addon's own default is NORMAL, which loses commits.
  connection.pragma('synchronous = FULL');
  connection.pragma('foreign_keys = ON');
  connection.pragma('secure_delete = ON');

  if (version > 0 && version < migrations.length) {
    connection.prepare('VACUUM INTO ?').run(`${file}.before-${stamp(nowMs)}`);
  }
  for (const migration of migrations.slice(version)) {
    connection
      .transaction(() => {
        connection.exec(migration.sql);
        connection.pragma(`application_id = ${APPLICATION_ID}`);
        connection.pragma(`user_version = ${migration.version}`);
      })
      .immediate();
  }

  const synchronous = connection.pragma('synchronous', { simple: true });
  if (mode !== 'wal' || synchronous !== FULL) {
    return {
      code: 'not-durable',
      detail: `journal_mode ${String(mode)}, synchronous ${String(synchronous)}`,
    };
  }
  return null;
}
