import { BUILT_IN_ZONES } from './built-in-zones.ts';

/**
 * Local time of Canada's zones (R6), independent of the tz data that the runtime brings: Electron and Node lag behind
 * changes of the law by months. The settings feed may send a newer table (`time-zones`, SYNC.md).
 */
export type ZoneTable = {
  /** The tz release, `2026f`; a later one sorts after it as text. */
  readonly tz: string;
  /** Milliseconds since 1970, from inclusive, until exclusive; outside, the runtime's own data counts. */
  readonly from: number;
  readonly until: number;
  readonly names: Readonly<Record<string, { readonly en: string; readonly fr: string }>>;
  readonly zones: Readonly<
    Record<
      string,
      {
        /** A key of `names`. */
        readonly name: string;
        /** From when (seconds since 1970, null for ever) how many minutes east of UTC; rising. */
        readonly rows: readonly (readonly [number | null, number])[];
      }
    >
  >;
};

const MINUTE_MS = 60_000;

let current: ZoneTable = BUILT_IN_ZONES;

/** Uses a table from the settings feed in this process, if it is newer than the built-in one; null for none. */
export function installZoneTable(table: ZoneTable | null): void {
  current = table !== null && table.tz > BUILT_IN_ZONES.tz ? table : BUILT_IN_ZONES;
}

export function currentZoneTable(): ZoneTable {
  return current;
}

/** The installed table for another process, or null when it is the built-in one. */
export function sentZoneTable(): ZoneTable | null {
  return current === BUILT_IN_ZONES ? null : current;
}

/**
 * The instant and zone to pass to Intl so that it shows the right wall clock: the local time as UTC for a zone of the
 * table, otherwise both unchanged. Never ask that formatter for the zone's name.
 */
export function forIntl(zone: string, at: number): { readonly at: number; readonly timeZone: string } {
  const east = tableOffsetMinutes(zone, at);
  return east === null ? { at, timeZone: zone } : { at: at + east * MINUTE_MS, timeZone: 'UTC' };
}

function tableOffsetMinutes(zone: string, at: number): number | null {
  if (at < current.from || at >= current.until || !Object.hasOwn(current.zones, zone)) return null;
  const row = current.zones[zone]?.rows.findLast(([since]) => since === null || since * 1000 <= at);
  return row?.[1] ?? null;
}

/** The zone's everyday name, `Pacific Time`, or null when the table does not have the zone. */
export function tableZoneName(zone: string, language: 'en' | 'fr'): string | null {
  const entry = Object.hasOwn(current.zones, zone) ? current.zones[zone] : undefined;
  return entry === undefined ? null : (current.names[entry.name]?.[language] ?? null);
}
