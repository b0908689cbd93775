import type { PinFailures } from './state.ts';

const FREE_TRIES = 5;
const FIRST_WAIT_MS = 15_000;
const BLOCKED_AFTER = 15;
const DAY_MS = 24 * 60 * 60 * 1000;

/** The key under which wrong PINs of the lock's panel are counted: the panel asks for no name. */
export const LOCK_KEY = 'lock';

export type Throttle =
  | { readonly name: 'free'; readonly triesLeft: number }
  | { readonly name: 'wait'; readonly until: number }
  | { readonly name: 'blocked' };

/**
 * Wrong tries that still count. A person's count ends with the right PIN or a new one from the server. The panel's count
 * outlives every return (R37), so that nobody gets five free tries at each visit; it loses one a day, so that the slips
 * of a year do not block it.
 */
export function countedFailures(failures: PinFailures, credential: string, now: number): number {
  if (failures.credential !== credential) return 0;
  const forgiven = credential === LOCK_KEY ? Math.max(0, Math.floor((now - failures.lastAt) / DAY_MS)) : 0;
  return Math.max(0, failures.count - forgiven);
}

/**
 * Whether another PIN may be tried (SYNC.md, staff feed): five tries, then 15 s doubling, at 15 blocked until the server
 * says otherwise. The same at sign-in and at the lock's panel, where a recovery code and the order `release-lock` remain.
 */
export function throttle(failures: PinFailures | undefined, credential: string, now: number): Throttle {
  const count = failures === undefined ? 0 : countedFailures(failures, credential, now);
  if (failures === undefined || count < FREE_TRIES) return { name: 'free', triesLeft: FREE_TRIES - count };
  if (count >= BLOCKED_AFTER) return { name: 'blocked' };
  const waitMs = FIRST_WAIT_MS * 2 ** (count - FREE_TRIES);
  const until = failures.lastAt + waitMs;
  // A clock set back must not lengthen the wait beyond its own length.
  return now >= until || now < failures.lastAt - waitMs
    ? { name: 'free', triesLeft: 1 }
    : { name: 'wait', until };
}
