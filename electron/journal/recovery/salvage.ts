import Database from 'better-sqlite3';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { bodyMatches, hashHeader } from '../../../shared/sync/chain.ts';
import type { WireEntry } from '../../../shared/sync/wire.ts';
import { type ChainRecord, chainTable } from '../sqlite/chain-table.ts';
import type { Connection } from '../sqlite/database.ts';
import { type DamagedRow, type EntryTable, entryTable, type StoredRow } from '../sqlite/entry-table.ts';
import { fileFaultOf, JournalFault } from '../sqlite/faults.ts';
import { type Fold, foldableEntry } from '../journal.ts';
import type { Sealer } from '../keys/seal.ts';
import { loadSnapshot } from '../snapshot.ts';

/** What could be read from a file that was set aside and must be copied to the new chain. */
export type Salvage = {
  /** In the order of writing, each verified alone. */
  readonly wires: readonly WireEntry[];
  /** The last acknowledged seq of the former chain; null when unreadable. */
  readonly lastCommonSeq: number | null;
  /** The rows of the table `feeds`: staff must be able to sign in without a network (R1). */
  readonly feeds: readonly unknown[];
};

const NOTHING: Salvage = { wires: [], lastCommonSeq: null, feeds: [] };
const BATCH = 200;
const MAX_MISSES = 10_000;

/**
 * Reads the entries that the server has not acknowledged or that belong to an unfinished session: a visit under way
 * stays locked (R33), a session that waits for its line of the tracking sheet still waits (R52). Bodies sealed with
 * another key are kept as commitments. The file is opened read-only.
 */
export function salvage<S>(
  file: string,
  options: {
    readonly sealer: Sealer;
    readonly fold: Fold<S>;
    readonly nativeBinding?: string | undefined;
    /** The chain that the file must end with, or null for any. Sessions of older files are long finished. */
    readonly chain: string | null;
  },
): Salvage {
  const { sealer, fold, nativeBinding, chain } = options;
  let connection: Connection | null = null;
  const beside = ['-wal', '-shm'].map((suffix) => file + suffix).filter((name) => !existsSync(name));
  try {
    connection = new Database(file, { readonly: true, fileMustExist: true, nativeBinding });
    const entries = entryTable(connection, sealer);
    const newest = readOr(null, () => chainTable(openOf(connection)).newest());
    if (chain !== null && newest?.chain !== chain) return NOTHING;
    const needed = new Set(fold.needs?.(foldOf(connection, sealer, entries, fold)) ?? []);
    const wires = pick(entries, newest, needed);
    const feeds = readOr([], () => openOf(connection).prepare('SELECT * FROM feeds').all());
    return { wires, lastCommonSeq: newest?.ackedSeq ?? null, feeds };
  } catch (error) {
    if (!isFileFault(error)) throw error;
    return NOTHING;
  } finally {
    connection?.close();
    // SQLite creates these even for reading; the folder must stay as it was.
    for (const name of beside) rmSync(name, { force: true });
  }
}

/** The newest file that was set aside; null if none. */
export function latestSetAside(journalFile: string): string | null {
  const folder = dirname(journalFile);
  if (!existsSync(folder)) return null;
  const prefix = `${basename(journalFile)}.set-aside-`;
  const names = readdirSync(folder).filter((name) => name.startsWith(prefix) && !/-(?:wal|shm)$/.test(name));
  const last = names.sort().at(-1);
  return last === undefined ? null : join(folder, last);
}

function pick(
  entries: EntryTable,
  newest: ChainRecord | null,
  needed: ReadonlySet<string>,
): readonly WireEntry[] {
  const picked = new Map<string, WireEntry>();
  for (const { wire } of goodRows(entries, 0)) {
    const { chain, seq, session, id } = wire.header;
    const isWaiting = newest === null || (chain === newest.chain && seq > newest.ackedSeq);
    const isNeeded = session !== null && needed.has(session) && wire.body !== null;
    // A later copy of an entry replaces the earlier one at the earlier position.
    if (isWaiting || isNeeded) picked.set(id, wire);
  }
  return [...picked.values()];
}

function foldOf<S>(connection: Connection, sealer: Sealer, entries: EntryTable, fold: Fold<S>): S {
  const saved = readOr(null, () => loadSnapshot<S>(connection, sealer, fold.version));
  const isOurs =
    saved !== null && readOr(null, () => entries.hashAtPosition(saved.place.position)) === saved.place.hash;
  let state = isOurs ? saved.state : fold.initial;
  for (const row of goodRows(entries, isOurs ? saved.place.position : 0)) {
    const entry = row.carried ? null : foldableEntry(row.wire);
    if (entry !== null) state = fold.evolve(state, entry);
  }
  return state;
}

/** Yields every intact row after a position, skipping damaged pages. */
function* goodRows(entries: EntryTable, after: number): Generator<StoredRow> {
  let position = after;
  for (;;) {
    const batch = readOr(null, () => entries.after(position, BATCH));
    if (batch === null) break;
    const last = batch.at(-1);
    if (last === undefined) return;
    yield* batch.filter(isGood);
    position = last.position;
  }
  // A page is unreadable: read row by row, so that only its own rows are missed.
  for (let misses = 0; misses < MAX_MISSES;) {
    position += 1;
    const found = readOr([], () => entries.at(position));
    misses = found.length === 0 ? misses + 1 : 0;
    yield* found.filter(isGood);
  }
}

function isGood(row: StoredRow | DamagedRow): row is StoredRow {
  return row.wire !== null && hashHeader(row.wire.header) === row.wire.hash && bodyMatches(row.wire);
}

function readOr<T>(otherwise: T, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!isFileFault(error)) throw error;
    return otherwise;
  }
}

function isFileFault(error: unknown): boolean {
  // SQLITE_ERROR is a missing table or column: a damaged schema, or one of another release.
  const isSchema = error instanceof Database.SqliteError && error.code === 'SQLITE_ERROR';
  return isSchema || error instanceof JournalFault || fileFaultOf(error) !== null;
}

function openOf(connection: Connection | null): Connection {
  if (connection === null) throw new TypeError('The file is not open');
  return connection;
}
