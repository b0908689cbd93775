import type { Clock } from '../../shared/clock.ts';

const FREE_TRIES = 5;
const FIRST_WAIT_MS = 15_000;
const MAX_WAIT_MS = 15 * 60_000;
const FORGET_MS = 24 * 3_600_000;

/**
 * Delays wrong enrolment codes by address (SYNC.md, enrolments): five free, then 15 s doubling to 15 min. Other
 * addresses are not affected.
 */
export function createEnrolmentAttempts(clock: Clock): {
  /** 0 when an attempt is allowed now. */
  waitSeconds(address: string): number;
  failed(address: string): void;
} {
  const failures = new Map<string, { readonly count: number; readonly atMs: number }>();
  return {
    waitSeconds(address) {
      const last = failures.get(address);
      if (last === undefined || last.count < FREE_TRIES) return 0;
      const waitMs = Math.min(MAX_WAIT_MS, FIRST_WAIT_MS * 2 ** (last.count - FREE_TRIES));
      return Math.max(0, Math.ceil((last.atMs + waitMs - clock.now()) / 1000));
    },
    failed(address) {
      const nowMs = clock.now();
      for (const [known, { atMs }] of failures) if (nowMs - atMs > FORGET_MS) failures.delete(known);
      failures.set(address, { count: (failures.get(address)?.count ?? 0) + 1, atMs: nowMs });
    },
  };
}
