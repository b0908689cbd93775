import type { Clock } from '../../shared/clock.ts';
import { toInstant } from '../../shared/clock.ts';
import { MAX_CLOCK_OFFSET_MS, MIN_FREE_BYTES } from '../../shared/it/it-warnings.ts';

/** What a person at the machine can see and the institution must know too (SYNC.md, heartbeat). */
export type HealthFacts = {
  /** Why the station cannot be used, or must be restarted: `crash-loop`, `installation-changed`; null for neither. */
  readonly fault: string | null;
  /** Why a former journal could not be used, or an entry that does not verify. */
  readonly recordDamaged: boolean;
  readonly lockSupported: boolean;
  readonly freeBytes: number | null;
  readonly clock: Pick<Clock, 'status'> & { readonly offsetMs: number | null };
  readonly hasHardwareTrouble: boolean;
  readonly assistanceAsked: boolean;
  /** Warnings of sync, `backups-lag`. */
  readonly syncWarnings: readonly string[];
  /** Settings of the feed that cannot be read. */
  readonly malformedSettings: boolean;
  /** When staff can no longer sign in without the server is less than half the time away. */
  readonly signInEnds: boolean;
  /** A certificate that the station relies on ends within a month. */
  readonly certificateEnds: boolean;
  /** The hardening of the machine was undone in part. */
  readonly hardeningDrift: boolean;
  /** A newer version was put back because it did not become ready. */
  readonly updateFailed: boolean;
};

export type HealthProblem = { readonly code: string; readonly since: string };

/** Pure; codes alone, in the order in which IT would look. */
export function healthCodes(facts: HealthFacts): readonly string[] {
  const { clock, freeBytes } = facts;
  const isClockWrong =
    clock.status() === 'stepped' ||
    (clock.offsetMs !== null && Math.abs(clock.offsetMs) > MAX_CLOCK_OFFSET_MS);
  const rows: readonly (readonly [string, boolean])[] = [
    [facts.fault ?? '', facts.fault !== null],
    ['record-damaged', facts.recordDamaged],
    ['lock-unsupported', !facts.lockSupported],
    ['disk-low', freeBytes !== null && freeBytes < MIN_FREE_BYTES],
    ['clock-wrong', isClockWrong],
    ['hardware-trouble', facts.hasHardwareTrouble],
    ['sign-in-ends', facts.signInEnds],
    ['update-failed', facts.updateFailed],
    ['certificate-ends', facts.certificateEnds],
    ['hardening-drift', facts.hardeningDrift],
    ['setting-malformed', facts.malformedSettings],
    ['assistance-asked', facts.assistanceAsked],
  ];
  return [...rows.filter(([, holds]) => holds).map(([code]) => code), ...facts.syncWarnings];
}

/** Remembers since when each problem lasts; forgets it once it is gone. */
export function createHealth(now: () => number): (codes: readonly string[]) => readonly HealthProblem[] {
  let known: ReadonlyMap<string, string> = new Map();
  return (codes) => {
    known = new Map(codes.map((code) => [code, known.get(code) ?? toInstant(now())]));
    return [...known].map(([code, since]) => ({ code, since }));
  };
}
