import type { OnRefused } from './meeting-session.ts';

/** So many refusals are told at once; after that one in `REFILL_MS`. */
const BURST = 20;
const REFILL_MS = 3000;
const LONGEST_SUBJECT = 120;

/**
 * Passes refusals on at a bearable pace: a page may try something a thousand times a second, and the log has an end.
 * What was left out is counted in the `untold` of the next one. `nowMs` is monotonic.
 */
export function limitRefusals(tell: OnRefused, nowMs: () => number): OnRefused {
  let left = BURST;
  let filledAtMs = nowMs();
  let untold = 0;
  return (attempt) => {
    const refills = Math.floor((nowMs() - filledAtMs) / REFILL_MS);
    if (refills > 0) {
      left = Math.min(BURST, left + refills);
      filledAtMs += refills * REFILL_MS;
    }
    if (left === 0) {
      untold += 1;
      return;
    }
    left -= 1;
    const subject = attempt.subject.slice(0, LONGEST_SUBJECT);
    tell(untold === 0 ? { ...attempt, subject } : { ...attempt, subject, untold });
    untold = 0;
  };
}
