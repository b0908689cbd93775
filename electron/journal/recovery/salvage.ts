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

/** What could still be read of a file that was set aside, and is needed: to be carried into the new chain. */
export type Salvage = {
  /** In the order of writing, each verified by itself. */
  readonly wires: readonly WireEntry[];
  /** Up to here the former chain was acknowledged; null when that could not be read. */
  readonly lastCommonSeq: number | null;
  /** The rows of the table `feeds` as they were: staff must be able to sign in with no network (R1). */
  readonly feeds: readonly unknown[];
};

const NOTHING: Salvage = { wires: [], lastCommonSeq: null, feeds: [] };
const BATCH = 200;
const MOST_MISSES = 10_000;

/**
 * Reads what the server has not acknowledged, and whatever belongs to a session that is not finished: a visit under way
 * stays locked (R33), a session that waits for its line of the tracking sheet still waits (R52). Bodies sealed with
 * another key go along as their commitments. The file itself is only read.
 */
export function salvage<S>(
  file: string,
  options: {
    readonly sealer: Sealer;
    readonly fold: Fold<S>;
    readonly nativeBinding?: string | undefined;
    /** The chain that the file must end with; null takes any. An older file's sessions are long finished. */
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
    // SQLite makes these even for reading; what was set aside stays as it was found.
    for (const name of beside) rmSync(name, { force: true });
  }
}

/** The file that was set aside last; null when there is none. */
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
    // A later copy of the same entry takes the place of the earlier one and keeps its turn.
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

/** Every row after a position that can be read and verifies by itself, over pages that cannot. */
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
  // A page cannot be read: from here on one row at a time, so that only its own rows are missed.
  for (let misses = 0; misses < MOST_MISSES;) {
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
  // SQLITE_ERROR is what a missing table or column is called: a damaged schema, or one of another release.
  const isSchema = error instanceof Database.SqliteError && error.code === 'SQLITE_ERROR';
  return isSchema || error instanceof JournalFault || fileFaultOf(error) !== null;
}

function openOf(connection: Connection | null): Connection {
  if (connection === null) throw new TypeError('The file is not open');
  return connection;
}
