import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import type { Clock } from '../../shared/clock.ts';
import { ok, refuse, type Result } from '../../shared/result.ts';
import { type Connection, openDatabase, type DatabaseRefusal, setAside } from './database.ts';
import { fileFaultOf, JournalFault } from './faults.ts';
import { type LastKnown, readLastKnown } from './head-file.ts';
import { type Fold, type Incident, Journal } from './journal.ts';
import type { KeyKeeper, KeyRefusal } from './key-keeper.ts';
import { type JournalIdentity, Ledger } from './ledger.ts';
import { type Sealer, sealerOf } from './seal.ts';

export type OpenOptions<S> = {
  readonly file: string;
  /** Where the SQLite addon lies, when it is not the one that better-sqlite3 brings. */
  readonly nativeBinding?: string | undefined;
  readonly clock: Clock;
  readonly keyKeeper: KeyKeeper;
  readonly identity: JournalIdentity;
  readonly appVersion: string;
  /** The uuid of this start of the app. */
  readonly boot: string;
  readonly fold: Fold<S>;
  /** Entries between two snapshots of the fold. */
  readonly snapshotEvery?: number;
};

export type OpenRefusal = {
  readonly code: DatabaseRefusal['code'] | KeyRefusal['code'] | 'key-changed';
  readonly detail: string;
};

const DEFAULT_SNAPSHOT_EVERY = 200;
const KEY_CHECK = 'key-check';

/**
 * Opens the station's journal, or begins one. A file that is no journal any more (garbage, damage, sealed with
 * another key) is renamed as a whole and never overwritten; the journal then goes on in a new file and a new chain
 * that names the old one, and `incident` says so. Every other trouble is a refusal, and the file stays as it is.
 */
export function openJournal<S>(options: OpenOptions<S>): Result<Journal<S>, OpenRefusal> {
  const { file } = options;
  const nowMs = options.clock.now();
  const known = attempt(() => readLastKnown(file));
  if (!known.ok) return known;
  const key = options.keyKeeper.obtain();
  if (!key.ok) return key;
  const sealer = sealerOf(key.value);
  const gone: Incident | null =
    known.value !== null && !existsSync(file)
      ? { code: 'missing', setAside: null, previousChain: known.value.chain }
      : null;

  const first = openOnce(options, sealer, nowMs, known.value, gone);
  if (first.ok || !isUnusable(first.refusal.code)) return first;
  const aside = setAside(file, nowMs);
  if (!aside.ok) return aside;
  const previousChain = known.value?.chain ?? null;
  return openOnce(options, sealer, nowMs, known.value, {
    code: first.refusal.code,
    setAside: aside.value,
    previousChain,
  });
}

function openOnce<S>(
  options: OpenOptions<S>,
  sealer: Sealer,
  nowMs: number,
  known: LastKnown | null,
  incident: Incident | null,
): Result<Journal<S>, OpenRefusal> {
  const { file, nativeBinding, fold, snapshotEvery = DEFAULT_SNAPSHOT_EVERY } = options;
  const opened = openDatabase({ file, nativeBinding, nowMs });
  if (!opened.ok) return opened;
  const connection = opened.value;
  const built = attempt((): Journal<S> | null => {
    if (!keyFits(connection, sealer)) return null;
    const ledger = new Ledger({ ...options, connection, sealer, lost: incident === null ? null : known });
    return new Journal({ file, ledger, fold, snapshotEvery, incident });
  });
  if (built.ok && built.value !== null) return ok(built.value);
  connection.close();
  return built.ok ? refuse({ code: 'key-changed', detail: 'sealed with another key' }) : built;
}

/** Also the first write of every start: a disk that is full or read-only is found before a session begins. */
function keyFits(connection: Connection, sealer: Sealer): boolean {
  const sealed = connection.prepare('SELECT value FROM meta WHERE name = ?').pluck().get(KEY_CHECK);
  if (sealed instanceof Uint8Array && sealer.unseal(KEY_CHECK, sealed) === null) return false;
  const check = sealer.seal(KEY_CHECK, Buffer.from(randomUUID(), 'ascii'));
  connection.prepare('INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)').run(KEY_CHECK, check);
  return true;
}

function attempt<T>(work: () => T): Result<T, OpenRefusal> {
  try {
    return ok(work());
  } catch (error) {
    const code = error instanceof JournalFault ? error.code : fileFaultOf(error);
    if (code === null) throw error;
    return refuse({ code, detail: describe(error) });
  }
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return '';
  return error.cause instanceof Error ? error.cause.message : error.message;
}

function isUnusable(code: OpenRefusal['code']): code is Exclude<Incident['code'], 'missing'> {
  return code === 'not-a-database' || code === 'corrupt' || code === 'key-changed';
}
