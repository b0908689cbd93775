import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import type { Clock } from '../../shared/clock.ts';
import { ok, refuse, type Result } from '../../shared/result.ts';
import { type DiskReserve, openDiskReserve } from './recovery/disk-reserve.ts';
import { syncEntry } from './entry-bodies.ts';
import type { LedgerDraft } from './chain-view.ts';
import { type Connection, type DatabaseRefusal, openDatabase } from './sqlite/database.ts';
import { copyAside, setAside } from './recovery/set-aside.ts';
import { fileFaultOf, JournalFault } from './sqlite/faults.ts';
import {
  type HeadCheckpoint,
  type LastKnown,
  openHeadCheckpoint,
  readLastKnown,
} from './recovery/head-checkpoint.ts';
import { type Fold, type Incident, Journal } from './journal.ts';
import type { KeyStore, KeyRefusal } from './keys/key-store.ts';
import { Ledger } from './ledger.ts';
import { latestSetAside, salvage } from './recovery/salvage.ts';
import type { JournalIdentity } from './entry-builder.ts';
import { type Sealer, sealerOf } from './keys/seal.ts';
import { findMissingTail, type MissingTail } from './recovery/truncation-check.ts';

export type OpenOptions<S> = {
  readonly file: string;
  /** Path of the SQLite addon, unless it is better-sqlite3's own. */
  readonly nativeBinding?: string | undefined;
  readonly clock: Clock;
  readonly keyStore: KeyStore;
  readonly identity: JournalIdentity;
  readonly appVersion: string;
  /** UUID of this start of the app. */
  readonly boot: string;
  readonly fold: Fold<S>;
  /** Entries between two snapshots of the fold. */
  readonly snapshotEvery?: number;
  /** Disk space kept in reserve, 64 MiB by default. Maintenance fills it. */
  readonly diskReserveBytes?: number;
};

export type OpenRefusal = {
  readonly code: DatabaseRefusal['code'] | KeyRefusal['code'] | 'key-changed';
  readonly detail: string;
};

const DEFAULT_SNAPSHOT_EVERY = 200;
const KEY_CHECK = 'key-check';

/** What every attempt at opening shares. */
type Attempt<S> = {
  readonly options: OpenOptions<S>;
  readonly sealer: Sealer;
  readonly nowMs: number;
  readonly known: LastKnown | null;
  readonly diskReserve: DiskReserve;
};

/**
 * Opens the station's journal, or creates one. An unusable file (garbage, damage, sealed with another key) is renamed
 * and never overwritten; one that lost its tail is copied. Recording then continues in a new chain that names the old
 * one and receives everything that the server may not have; `incident` says why. Any other problem is a refusal and
 * leaves the file unchanged.
 */
export function openJournal<S>(options: OpenOptions<S>): Result<Journal<S>, OpenRefusal> {
  const { file } = options;
  const nowMs = options.clock.now();
  const known = attempt(() => readLastKnown(file));
  if (!known.ok) return known;
  const key = options.keyStore.obtain();
  if (!key.ok) return key;
  const diskReserve = openDiskReserve(file, options.diskReserveBytes);
  const common = { options, sealer: sealerOf(key.value), nowMs, known: known.value, diskReserve };

  const isMissing = known.value !== null && !existsSync(file);
  const missing = isMissing ? incidentOf('missing', null, known.value) : null;
  const first = openOnce(common, missing);
  if (first.ok) return first;
  if (first.refusal.code === 'disk-full' && diskReserve.release()) return openOnce(common, missing);
  if (!isUnusable(first.refusal.code)) return first;
  const aside = setAside(file, nowMs);
  if (!aside.ok) return aside;
  return openOnce(common, incidentOf(first.refusal.code, aside.value, known.value));
}

function openOnce<S>(common: Attempt<S>, incident: Incident | null): Result<Journal<S>, OpenRefusal> {
  const { options, sealer, nowMs, known } = common;
  const { file, nativeBinding, fold, snapshotEvery = DEFAULT_SNAPSHOT_EVERY } = options;
  let missingTail: MissingTail | null = null;
  let copy: string | null = null;
  const beforeWriting = (connection: Connection): void => {
    missingTail = incident === null ? findMissingTail(connection, known) : null;
    if (missingTail !== null) copy = copyAside(file, nowMs);
  };
  const opened = openDatabase({ file, nativeBinding, nowMs, beforeWriting });
  if (!opened.ok) return opened;
  const connection = opened.value;
  let headCheckpoint: HeadCheckpoint | null = null;
  const built = attempt((): Journal<S> | null => {
    if (!keyFits(connection, sealer)) return null;
    headCheckpoint = openHeadCheckpoint(file);
    const what = missingTail === null ? incident : incidentOf('behind', copy, missingTail.known);
    const ledger = begin({ ...common, connection, headCheckpoint, missingTail, incident: what });
    const { diskReserve } = common;
    return new Journal({ file, ledger, fold, snapshotEvery, incident: what, headCheckpoint, diskReserve });
  });
  if (built.ok && built.value !== null) return ok(built.value);
  closeQuietly(headCheckpoint);
  connection.close();
  return built.ok ? refuse({ code: 'key-changed', detail: 'sealed with another key' }) : built;
}

type Beginning<S> = Attempt<S> & {
  readonly connection: Connection;
  readonly headCheckpoint: HeadCheckpoint;
  readonly missingTail: MissingTail | null;
  readonly incident: Incident | null;
};

/** Opens the ledger, in a new chain after an incident, in one transaction. */
function begin<S>(parts: Beginning<S>): Ledger {
  const { options, connection, sealer, known, diskReserve, missingTail, incident } = parts;
  const { file, nativeBinding, clock, identity, appVersion, boot } = options;
  let isBegun = false;
  const headCheckpoint: HeadCheckpoint = {
    ...parts.headCheckpoint,
    // An uncommitted entry is not a head.
    write: (head) => (isBegun ? parts.headCheckpoint.write(head) : undefined),
  };
  const reopen = (): Connection | null => {
    const again = openDatabase({ file, nativeBinding, nowMs: clock.now() });
    return again.ok ? again.value : null;
  };
  const lost = incident === null ? null : (missingTail?.known ?? known);
  const common = {
    connection,
    sealer,
    clock,
    identity,
    appVersion,
    boot,
    diskReserve,
    headCheckpoint,
    reopen,
  };
  const ledger = connection
    .transaction((): Ledger => {
      const fresh = new Ledger({ ...common, lost });
      if (incident === null) return fresh;
      if (missingTail !== null && !missingTail.emptied) {
        const { ackedSeq } = fresh.record;
        const firstEntries = (carried: number): readonly LedgerDraft[] => [
          openedDraft('rolled-back', incident, ackedSeq, carried),
        ];
        fresh.newChain({
          reason: 'rolled-back',
          lastCommonSeq: ackedSeq,
          previous: missingTail.known,
          firstEntries,
        });
        return fresh;
      }
      takeOver(fresh, incident, parts);
      return fresh;
    })
    .immediate();
  isBegun = true;
  return ledger;
}

function takeOver<S>(ledger: Ledger, incident: Incident, { options, sealer }: Beginning<S>): void {
  const { file, nativeBinding, fold } = options;
  const isCertain = incident.code !== 'missing' && incident.code !== 'behind';
  const source = isCertain ? incident.setAside : latestSetAside(file);
  const chain = isCertain ? null : incident.previousChain;
  const saved = source === null ? null : salvage(source, { sealer, fold, nativeBinding, chain });
  if (saved !== null) {
    ledger.takeOver(saved.wires);
    const insert = ledger.connection.prepare(
      `INSERT OR IGNORE INTO feeds (feed, gen, ver, issued_at, expires_at, received_at_ms, sealed)
       VALUES (@feed, @gen, @ver, @issued_at, @expires_at, @received_at_ms, @sealed)`,
    );
    for (const row of saved.feeds) insert.run(row);
  }
  ledger.write([openedDraft('corrupt', incident, saved?.lastCommonSeq ?? null, saved?.wires.length ?? 0)]);
}

function openedDraft(
  reason: 'rolled-back' | 'corrupt',
  { code, setAside: aside, previousChain }: Incident,
  lastCommonSeq: number | null,
  carried: number,
): LedgerDraft {
  const name = aside === null ? null : basename(aside);
  const body = { reason, previousChain, lastCommonSeq, carried, incident: code, setAside: name };
  return syncEntry({ type: 'sync.chain-opened', body });
}

/** Also the first write of every start, so that a full or read-only disk shows before a session opens. */
function keyFits(connection: Connection, sealer: Sealer): boolean {
  const sealed = connection.prepare('SELECT value FROM meta WHERE name = ?').pluck().get(KEY_CHECK);
  if (sealed instanceof Uint8Array && sealer.unseal(KEY_CHECK, sealed) === null) return false;
  const check = sealer.seal(KEY_CHECK, Buffer.from(randomUUID(), 'ascii'));
  connection.prepare('INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)').run(KEY_CHECK, check);
  return true;
}

function incidentOf(code: Incident['code'], aside: string | null, known: LastKnown | null): Incident {
  return { code, setAside: aside, previousChain: known?.chain ?? null };
}

function closeQuietly(headCheckpoint: HeadCheckpoint | null): void {
  headCheckpoint?.close();
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

function isUnusable(code: OpenRefusal['code']): code is 'not-a-database' | 'corrupt' | 'key-changed' {
  return code === 'not-a-database' || code === 'corrupt' || code === 'key-changed';
}
