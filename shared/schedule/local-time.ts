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

export type LocalTime = { readonly date: string; readonly hour: number; readonly minute: number };

/**
 * The instant at which a clock in `zone` shows a time, milliseconds since 1970; the first one where it shows it twice. Null
 * for a time that the clock skips.
 */
export function instantOf({ date, hour, minute }: LocalTime, zone: string): number | null {
  const wall = Date.parse(`${date}T00:00:00Z`) + (hour * 60 + minute) * 60_000;
  if (!Number.isFinite(wall)) return null;
  const shownAt = (ms: number): number => {
    const shown = wallClock(ms, zone);
    return shown === null ? Number.NaN : Date.parse(`${shown.date}T${shown.time}:00Z`);
  };
  const offsets = [wall - 86_400_000, wall + 86_400_000].map((ms) => shownAt(ms) - ms);
  return offsets.map((offset) => wall - offset).find((ms) => shownAt(ms) === wall) ?? null;
}

/** Whether a text is a calendar date that exists, in the form `2026-11-22`. */
export function isCalendarDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/u.test(text)) return false;
  const at = Date.parse(`${text}T00:00:00Z`);
  // 31 November does not parse, or parses as 1 December.
  return Number.isFinite(at) && new Date(at).toISOString().startsWith(text);
}

/** The first and the last calendar date of the month that holds `date` (1 and 28 February for `2026-02-14`). */
export function monthOf(date: string): DatePeriod {
  const days = daysOfMonth(date);
  return { from: days[0] ?? date, to: days.at(-1) ?? date };
}

/** Calendar dates, both included. */
export interface DatePeriod {
  readonly from: string;
  readonly to: string;
}

/** The government's fiscal year that holds `date`: 1 April to 31 March. */
export function fiscalYearOf(date: string): DatePeriod {
  const year = Number(date.slice(0, 4)) - (date.slice(5, 7) < '04' ? 1 : 0);
  return { from: `${year}-04-01`, to: `${year + 1}-03-31` };
}

/** Every date of the month that holds `date`. */
export function daysOfMonth(date: string): readonly string[] {
  const month = date.slice(0, 7);
  const last = new Date(Date.UTC(Number(date.slice(0, 4)), Number(date.slice(5, 7)), 0)).getUTCDate();
  return Array.from({ length: last }, (_, index) => `${month}-${String(index + 1).padStart(2, '0')}`);
}

export function addDays(date: string, days: number): string {
  const at = new Date(`${date}T00:00:00Z`);
  at.setUTCDate(at.getUTCDate() + days);
  return at.toISOString().slice(0, 10);
}

/** The same day of another month, or its last where it has fewer days. */
export function addMonths(date: string, months: number): string {
  const first = new Date(`${date.slice(0, 7)}-01T00:00:00Z`);
  first.setUTCMonth(first.getUTCMonth() + months);
  const days = daysOfMonth(first.toISOString().slice(0, 10));
  return days[Number(date.slice(8)) - 1] ?? days.at(-1) ?? date;
}

/** 0 for Sunday to 6 for Saturday. */
export function weekdayOf(date: string): number {
  return new Date(`${date}T00:00:00Z`).getUTCDay();
}
