import { wallClock } from '../schedule/local-time.ts';
import type { TrackingRow } from './row.ts';

/** A period of the sheet: calendar dates of the institution, `2026-11-01`, both included. */
export interface Period {
  readonly from: string;
  readonly to: string;
}

/**
 * The tracking sheet (R53): of every session the row with the highest version, in the order in which the visits took
 * place. Takes the rows of all `tracking.completed` and `tracking.amended` entries, in any order.
 */
export function latestRows(rows: Iterable<TrackingRow>): readonly TrackingRow[] {
  const latest = new Map<string, TrackingRow>();
  for (const row of rows) {
    const known = latest.get(row.session);
    if (known === undefined || row.version > known.version) latest.set(row.session, row);
  }
  return [...latest.values()].toSorted(
    (a, b) => visitInstant(a) - visitInstant(b) || (a.session < b.session ? -1 : 1),
  );
}

/** The rows of a period, by the institution's calendar date of the visit. A period the wrong way round is empty. */
export function rowsOfPeriod(rows: Iterable<TrackingRow>, period: Period): readonly TrackingRow[] {
  return latestRows(rows).filter((row) => {
    const date = visitDate(row);
    return date >= period.from && date <= period.to;
  });
}

/** The institution's calendar date of a visit: when it began, or should have begun. */
export function visitDate(row: TrackingRow): string {
  const at = visitInstant(row);
  return wallClock(at, row.institutionZone)?.date ?? new Date(at).toISOString().slice(0, 10);
}

/** When a visit began, or should have begun; milliseconds since 1970. */
export function visitInstant(row: TrackingRow): number {
  return Date.parse(row.actualStart ?? row.scheduledStart);
}
