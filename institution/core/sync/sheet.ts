import { wallClock } from '../../../shared/schedule/local-time.ts';
import type { JsonObject, WireEntry } from '../../../shared/sync/wire.ts';
import { TrackingRow } from '../../../shared/tracking/row.ts';
import type { SheetEntry, SheetPosition, SyncStore } from './sync-store.ts';

export const SHEET_PAGE = 1000;

/** The rows of an institution's sheet, a page at a time; days both included, null for no bound. */
export async function* sheetRows(
  store: SyncStore,
  institution: string,
  period: { readonly from: string | null; readonly to: string | null },
): AsyncGenerator<readonly TrackingRow[]> {
  let after: SheetPosition | null = null;
  for (;;) {
    const page = await store.read((reader) => reader.sheet(institution, period, after, SHEET_PAGE));
    // A row that a newer station wrote and this version cannot read is left to a later one.
    yield page.flatMap(({ row }) => TrackingRow.safeParse(JSON.parse(row)).data ?? []);
    after = page.at(-1) ?? null;
    if (page.length < SHEET_PAGE) return;
  }
}

/** The row of the tracking sheet that an entry writes (SYNC.md, Tracking sheet); null for any other entry. */
export function sheetEntry({ header, body }: WireEntry, institutionZone: string): SheetEntry | null {
  if (header.type !== 'tracking.completed' && header.type !== 'tracking.amended') return null;
  if (body === null) return null;
  const row = rowOf(body);
  const version = body['version'];
  const scheduled = row['scheduledStart'];
  const start = typeof scheduled === 'string' && !Number.isNaN(Date.parse(scheduled)) ? scheduled : header.at;
  return {
    session: header.session ?? header.id,
    version: typeof version === 'number' && Number.isSafeInteger(version) ? version : 0,
    day: localDay(start, row['institutionZone'], institutionZone),
    start: new Date(start).toISOString(),
    row: JSON.stringify(row),
  };
}

/** The row is the body's `row` or the body itself. */
function rowOf(body: JsonObject): JsonObject {
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
