import type { Clock } from '../../shared/clock.ts';
import { SAMPLE_ROW } from '../../shared/tracking/tracking.fixture.ts';
import { openBenchJournal } from './record.ts';

/** What a record keeps of its entries' headers, less a day to be on the safe side of it. */
const KEPT_MS = 399 * 24 * 60 * 60 * 1000;
const MINUTE_MS = 60_000;

/**
 * A record in `folder` with so many entries of the tracking sheet, spread evenly over the last year and a month.
 * @param batch entries that are written at one instant: 1 as by staff; more is sooner done
 */
export function openSheetRecord(
  folder: string,
  count: number,
  batch: number,
): ReturnType<typeof openBenchJournal> {
  const endedMs = Date.now() - MINUTE_MS;
  let nowMs = endedMs;
  const clock: Clock = { now: () => nowMs, monotonicMs: () => performance.now(), status: () => 'synced' };
  const journal = openBenchJournal(folder, clock);
  const startOf = (n: number): number => Math.trunc(endedMs - KEPT_MS * (1 - n / count));
  for (let done = 0; done < count; done += batch) {
    nowMs = startOf(done);
    journal.append(
      Array.from({ length: Math.min(batch, count - done) }, (_, index) => {
        const n = done + index;
        const session = `0199a000-0000-7000-8000-${String(n).padStart(12, '0')}`;
        const start = new Date(startOf(n)).toISOString();
        const row = { ...SAMPLE_ROW, session, scheduledStart: start, actualStart: start };
        return {
          type: 'tracking.completed' as const,
          body: { version: 1 as const, row },
          actor: 'staff-01',
          session,
        };
      }),
    );
  }
  nowMs = endedMs;
  return journal;
}
