import type { PinFailures } from './state.ts';

const FREE_TRIES = 5;
const FIRST_WAIT_MS = 15_000;
const BLOCKED_AFTER = 15;
const LONGEST_LOCK_WAIT_MS = 5 * 60_000;

export type Throttle =
  | { readonly name: 'free'; readonly triesLeft: number }
  | { readonly name: 'wait'; readonly until: number }
  | { readonly name: 'blocked' };

/**
 * Whether another PIN may be tried (SYNC.md, staff feed): five tries, then 15 s doubling, at 15 blocked until the server
 * sends another verifier. The lock panel is never blocked for good: a lock that never opens loses the visit.
 */
export function throttle(
  failures: PinFailures | undefined,
  credential: string,
  now: number,
  where: 'sign-in' | 'lock',
): Throttle {
  if (failures === undefined || failures.credential !== credential)
    return { name: 'free', triesLeft: FREE_TRIES };
  const { count, lastAt } = failures;
  if (count >= BLOCKED_AFTER && where === 'sign-in') return { name: 'blocked' };
  if (count < FREE_TRIES) return { name: 'free', triesLeft: FREE_TRIES - count };
  const doubled = FIRST_WAIT_MS * 2 ** Math.min(count - FREE_TRIES, 20);
  const until = lastAt + (where === 'lock' ? Math.min(doubled, LONGEST_LOCK_WAIT_MS) : doubled);
  // A clock set back must not lengthen the wait beyond its own length.
  return now >= until || now < lastAt - doubled ? { name: 'free', triesLeft: 1 } : { name: 'wait', until };
}
