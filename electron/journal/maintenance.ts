import { readdirSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import type { Clock } from '../../shared/clock.ts';
import type { Report } from '../platform/log.ts';
import type { Timers } from '../platform/timers.ts';
import { eraseSettled, pruneHeaders } from './erase.ts';
import { fileFaultOf, JournalFault } from './sqlite/faults.ts';
import type { Journal } from './journal.ts';
import { type Verification, verifyInSteps, type VerifyRefusal } from './verify.ts';

export type MaintenanceOptions<S> = {
  readonly journal: Journal<S>;
  readonly clock: Clock;
  /** Runs `run` once after `delayMs`; the returned function cancels it. */
  readonly timers: Pick<Timers, 'after'>;
  /** How long settled bodies are kept. Read each time, because the institution sets it. */
  readonly retentionMs: () => number;
  /** Reports to IT: a file that cannot be written, an entry that does not verify. */
  readonly onFault: Report;
};

export interface Maintenance {
  /** The first entry since the start that did not verify; null if none. */
  damage(): VerifyRefusal | null;
  /** Runs one turn now. */
  turn(): void;
  stop(): void;
}

const DEFAULT_RETENTION_MS = 24 * 3_600_000;

const Retention = z.looseObject({
  hours: z
    .number()
    .min(0)
    .max(24 * 366),
});

/** The row `retention` of the settings feed, `{"hours":24}`, in milliseconds; a day when missing or invalid. */
export function retentionMsOf(setting: unknown): number {
  const read = Retention.safeParse(setting);
  return read.success ? read.data.hours * 3_600_000 : DEFAULT_RETENTION_MS;
}

const TURN_MS = 30_000;
const RESERVE_STEP_BYTES = 8 * 1024 * 1024;
const ERASE_EVERY_MS = 15 * 60_000;
const DAY_MS = 24 * 3_600_000;
const VERIFY_EVERY_MS = 7 * DAY_MS;
const BACKUPS_MS = 7 * DAY_MS;

/**
 * Maintains the journal in the background: checkpoints the WAL, erases, fills the disk reserve, reopens a file that
 * failed, and verifies every entry once a week.
 */
export function startMaintenance<S>(options: MaintenanceOptions<S>): Maintenance {
  const { journal, clock, timers, onFault } = options;
  const { ledger } = journal;
  let damage: VerifyRefusal | null = null;
  let checkpointed = ledger.head?.hash ?? null;
  let verification: Verification | null = verifyInSteps(ledger);
  let [erasedAt, prunedAt, verifiedAt] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY, 0];
  let cancel: () => void = () => undefined;

  function turn(): void {
    if (ledger.fault !== null && !ledger.recover()) {
      onFault('journal-unusable', ledger.fault?.code ?? '');
      return;
    }
    journal.diskReserve.topUp(RESERVE_STEP_BYTES);
    const nowMs = clock.monotonicMs();
    const head = ledger.head?.hash ?? null;
    if (head !== checkpointed) {
      journal.checkpoint();
      checkpointed = head;
    }
    if (nowMs - erasedAt >= ERASE_EVERY_MS) {
      eraseSettled(journal, { nowMs: clock.now(), retentionMs: options.retentionMs() });
      erasedAt = nowMs;
    }
    if (nowMs - prunedAt >= DAY_MS && clock.status() === 'synced') {
      pruneHeaders(journal, clock.now());
      removeOldBackups(journal.file, clock.now());
      prunedAt = nowMs;
    }
    verify(nowMs);
  }

  function verify(nowMs: number): void {
    if (verification === null && nowMs - verifiedAt >= VERIFY_EVERY_MS) verification = verifyInSteps(ledger);
    const step = verification?.next();
    if (step?.done !== true) return;
    verification = null;
    verifiedAt = nowMs;
    if (step.value.ok) return;
    damage = step.value.refusal;
    onFault('journal-damaged', `${damage.code} ${damage.chain} ${damage.seq}`);
  }

  function safeTurn(): void {
    try {
      turn();
    } catch (error) {
      const code = error instanceof JournalFault ? error.code : fileFaultOf(error);
      if (code === null) throw error;
      onFault('journal-unwritable', code);
    }
  }

  const again = (): void => {
    safeTurn();
    cancel = timers.after(TURN_MS, again);
  };
  cancel = timers.after(TURN_MS, again);
  return { damage: () => damage, turn: safeTurn, stop: () => cancel() };
}

/** Backups that migrations leave still contain what was erased since; a week is long enough to go back. */
function removeOldBackups(journalFile: string, nowMs: number): void {
  const folder = dirname(journalFile);
  const prefix = `${basename(journalFile)}.before-`;
  for (const name of readdirSync(folder).filter((found) => found.startsWith(prefix))) {
    const file = join(folder, name);
    if (nowMs - statSync(file).mtimeMs > BACKUPS_MS) rmSync(file, { force: true });
  }
}
