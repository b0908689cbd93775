import type { OnRefused } from './meeting-session.ts';

/** Reports this many refusals without delay, then one per `REFILL_MS`. */
const BURST = 20;
const REFILL_MS = 3000;
const LONGEST_SUBJECT = 120;

/**
 * Limits how often refusals are reported: a page may try something a thousand times a second. The next report counts
 * the skipped ones in `omitted`. `nowMs` is monotonic.
 */
export function limitRefusals(report: OnRefused, nowMs: () => number): OnRefused {
  let left = BURST;
  let filledAtMs = nowMs();
  let omitted = 0;
  return (attempt) => {
    const refills = Math.floor((nowMs() - filledAtMs) / REFILL_MS);
    if (refills > 0) {
      left = Math.min(BURST, left + refills);
      filledAtMs += refills * REFILL_MS;
    }
    if (left === 0) {
      omitted += 1;
      return;
    }
    left -= 1;
    const subject = attempt.subject.slice(0, LONGEST_SUBJECT);
    report(omitted === 0 ? { ...attempt, subject } : { ...attempt, subject, omitted });
    omitted = 0;
  };
}
