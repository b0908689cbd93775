import { wallClock } from '../../shared/schedule/local-time.ts';
import type { JsonObject } from '../../shared/sync/wire.ts';
import type { Db } from './store.ts';

/** A row of the sheet as the station wrote it, including members that this server does not know. */
export type SheetRow = JsonObject;

/** The first and last day, `2026-11-22`, both included; null for no bound. */
export type Period = { readonly from: string | null; readonly to: string | null };

type TrackingEntry = { readonly session: string; readonly header: string; readonly body: string };

/**
 * The tracking sheet: of each session the highest version, from any station or chain. Of two with the same version the
 * first to arrive counts. Sorted by scheduled start.
 */
export function trackingRows(db: Db, period: Period, fallbackZone: string): readonly SheetRow[] {
  const entries = db
    .prepare<[], TrackingEntry>(
      `SELECT coalesce(session, id) AS session, header, body FROM entries
       WHERE type IN ('tracking.completed', 'tracking.amended') AND body IS NOT NULL
       ORDER BY rowid`,
    )
    .all();
  const latest = new Map<
    string,
    { readonly version: number; readonly row: SheetRow; readonly start: string }
  >();
  for (const entry of entries) {
    const header: { readonly at: string } = JSON.parse(entry.header);
    const body: JsonObject = JSON.parse(entry.body);
    const row = rowOf(body);
    const version = typeof body['version'] === 'number' ? body['version'] : 0;
    const scheduled = row['scheduledStart'];
    const start =
      typeof scheduled === 'string' && !Number.isNaN(Date.parse(scheduled)) ? scheduled : header.at;
    const known = latest.get(entry.session);
    if (known === undefined || version > known.version) latest.set(entry.session, { version, row, start });
  }
  return [...latest.values()]
    .filter(({ row, start }) => isWithin(localDay(start, row['institutionZone'], fallbackZone), period))
    .sort((a, b) => Date.parse(a.start) - Date.parse(b.start))
    .map(({ row }) => row);
}

/** The row is the body's `row` or the body itself. */
function rowOf(body: JsonObject): SheetRow {
  const { row } = body;
  return isObject(row) ? row : body;
}

function isObject(value: JsonObject[string] | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The institution's calendar day of an instant. */
function localDay(instant: string, zone: unknown, fallbackZone: string): string {
  const at = Date.parse(instant);
  const there = typeof zone === 'string' ? wallClock(at, zone) : null;
  return (there ?? wallClock(at, fallbackZone))?.date ?? instant.slice(0, 10);
}

function isWithin(day: string, { from, to }: Period): boolean {
  return (from === null || day >= from) && (to === null || day <= to);
}
