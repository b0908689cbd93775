import Database from 'better-sqlite3';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { ok, refuse, type Result } from '../../shared/result.ts';
import { type ChainTable, chainTable } from '../journal/sqlite/chain-table.ts';
import type { Connection } from '../journal/sqlite/database.ts';
import { type EntryTable, entryTable } from '../journal/sqlite/entry-table.ts';
import { fileFaultOf, JournalFault } from '../journal/sqlite/faults.ts';
import { type Sealer, sealerOf } from '../journal/keys/seal.ts';
import { enrolmentIn } from '../sync/identity.ts';
import { type CommandResult, problem } from './command.ts';
import type { Places } from './places.ts';
import type { Words } from './words.ts';

/** A journal opened read-only, so that a running station is not disturbed. */
export interface RecordReader {
  readonly connection: Connection;
  readonly chains: ChainTable;
  readonly entries: EntryTable;
  /** Whether bodies can be unsealed; not where the operating system keeps the key. */
  readonly canOpen: boolean;
}

/** Opens the journal for `work` and closes it. A disk fault becomes a result with a sentence. */
export function withRecord(
  places: Places,
  words: Words,
  work: (record: RecordReader) => CommandResult,
): CommandResult {
  const { record: file } = places;
  if (!existsSync(file)) return problem('no-record', words.noRecord(file), { file });
  let connection: Connection | null = null;
  try {
    connection = new Database(file, { readonly: true, timeout: 5000 });
    const sealer = readKey(places.key);
    return work({
      connection,
      chains: chainTable(connection),
      entries: entryTable(connection, sealer ?? SHUT),
      canOpen: sealer !== null,
    });
  } catch (error) {
    const code = codeOf(error);
    if (code === null) throw error;
    return problem(code, words.recordUnreadable(file, code), { file });
  } finally {
    connection?.close();
  }
}

function codeOf(error: unknown): string | null {
  if (error instanceof JournalFault) return error.code;
  const code = fileFaultOf(error);
  if (code !== null) return code;
  // Another program's database: tables are missing or different.
  const isForeign =
    error instanceof z.ZodError ||
    (error instanceof Error && 'code' in error && error.code === 'SQLITE_ERROR');
  return isForeign ? 'not-a-database' : null;
}

const SHUT: Sealer = {
  seal: () => {
    throw new Error('Nothing is written here');
  },
  unseal: () => null,
};

/** Reads the key, and never makes one. */
function readKey(file: string): Sealer | null {
  const key = readOrNull(file);
  return key?.length === 32 ? sealerOf(key) : null;
}

/** The enrolment kept beside the record; null when the station is not enrolled or it cannot be read. */
export function readEnrolment(places: Places): ReturnType<typeof enrolmentIn> {
  const content = readOrNull(places.identity);
  return content === null ? null : enrolmentIn(content.toString('utf8'), readKey(places.key));
}

/** Files beside the record that could not be used and were set aside, oldest first. */
export function setAsideFiles({ folder, record }: Places): readonly string[] {
  return readdirSync(folder)
    .filter((name) => name.startsWith(`${basename(record)}.set-aside-`) && !/-(?:wal|shm)$/.test(name))
    .sort()
    .map((name) => join(folder, name));
}

/** Whether a running station has the journal open, so that an exclusive lock is refused. */
export function isInUse(file: string): Result<boolean, string> {
  if (!existsSync(file)) return ok(false);
  let connection: Connection | null = null;
  try {
    connection = new Database(file, { timeout: 0 });
    connection.pragma('locking_mode = EXCLUSIVE');
    connection.exec('BEGIN IMMEDIATE; ROLLBACK');
    return ok(false);
  } catch (error) {
    const code = fileFaultOf(error);
    if (code === 'in-use') return ok(true);
    if (code === null) throw error;
    return refuse(code);
  } finally {
    connection?.close();
  }
}

function readOrNull(file: string): Buffer | null {
  try {
    return readFileSync(file);
  } catch {
    // Missing or not permitted: to a reader, the same.
    return null;
  }
}
