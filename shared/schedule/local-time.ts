import { forIntl } from '../zones/zone-table.ts';

/** What a wall clock shows at an instant: calendar date `2026-11-22` and 24-hour time `14:30`. */
export interface WallClock {
  readonly date: string;
  readonly time: string;
}

const formats = new Map<string, Intl.DateTimeFormat | null>();

function formatOf(zone: string): Intl.DateTimeFormat | null {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  const made = makeFormat(zone);
  formats.set(zone, made);
  return made;
}

function makeFormat(zone: string): Intl.DateTimeFormat | null {
  try {
    return new Intl.DateTimeFormat('en-CA', {
      timeZone: zone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    });
  } catch (error) {
    // The only way to test whether a zone exists; feeds may send unknown ones.
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/**
 * The wall clock of an IANA zone at an instant (milliseconds since 1970), or null when the zone or the instant is not
 * known (R6). A row of the sheet made without a site has the empty zone.
 */
export function wallClock(atMs: number, zone: string): WallClock | null {
  if (zone === '' || !Number.isFinite(atMs)) return null;
  const local = forIntl(zone, atMs);
  const format = formatOf(local.timeZone);
  if (format === null) return null;
  const parts: Record<string, string> = {};
  for (const { type, value } of format.formatToParts(local.at)) parts[type] = value;
  const part = (type: string): string => parts[type] ?? '';
  return {
    date: `${part('year').padStart(4, '0')}-${part('month')}-${part('day')}`,
    time: `${part('hour')}:${part('minute')}`,
  };
}

/** Whether a text is a calendar date that exists, in the form `2026-11-22`. */
export function isCalendarDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/u.test(text)) return false;
  const at = Date.parse(`${text}T00:00:00Z`);
  // 31 November does not parse, or parses as 1 December.
  return Number.isFinite(at) && new Date(at).toISOString().startsWith(text);
}

/** The first and the last calendar date of the month that holds `date` (1 and 28 February for `2026-02-14`). */
export function monthOf(date: string): { readonly from: string; readonly to: string } {
  const month = date.slice(0, 7);
  const lastDay = new Date(Date.UTC(Number(date.slice(0, 4)), Number(date.slice(5, 7)), 0)).getUTCDate();
  return { from: `${month}-01`, to: `${month}-${String(lastDay).padStart(2, '0')}` };
}
