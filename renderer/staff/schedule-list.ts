import { calendarDate } from '../../shared/language/format.ts';
import { searchText } from '../../shared/language/search-text.ts';
import type { BookingView } from '../../shared/ipc/snapshot.ts';

export const SCHEDULE_FILTERS = ['all', 'open', 'stopped', 'done'] as const;
export type ScheduleFilter = (typeof SCHEDULE_FILTERS)[number];

/** One calendar day of the institution with its bookings, earliest first. */
export interface Day {
  readonly date: string;
  /** An instant of that day, milliseconds since 1970. */
  readonly at: number;
  readonly bookings: readonly BookingView[];
  /** All bookings of that day, including those beyond the limit. */
  readonly count: number;
}

/** Whether every word of a search occurs in a booking: names, FPS number, site, reference. */
export function isFound(booking: BookingView, search: string): boolean {
  const words = searchText(search)
    .split(/\s+/u)
    .filter((word) => word !== '');
  if (words.length === 0) return true;
  const { inmateName, inmateFps, participants, site, reference } = booking;
  const names = participants.map((person) => person.name);
  const text = searchText(
    [inmateName, inmateFps, ...names, site?.name.en ?? '', site?.name.fr ?? '', reference ?? ''].join('\n'),
  );
  return words.every((word) => text.includes(word));
}

/** Whether a booking belongs to a filter. */
export function isOfFilter(booking: BookingView, filter: ScheduleFilter): boolean {
  switch (filter) {
    case 'all':
      return true;
    case 'open':
      return booking.done === null && booking.stop === null;
    case 'stopped':
      return booking.done === null && booking.stop !== null;
    case 'done':
      return booking.done !== null;
  }
}

/** Today's bookings and later ones, and those that are still running. */
export function fromToday(
  schedule: readonly BookingView[],
  now: number,
  zone: string,
): readonly BookingView[] {
  const today = calendarDate(now, zone);
  return schedule.filter((booking) => booking.endsAt > now || calendarDate(booking.startsAt, zone) >= today);
}

/** The first `limit` bookings by calendar day of the institution, earliest first. */
export function byDay(
  schedule: readonly BookingView[],
  zone: string,
  limit = Number.MAX_SAFE_INTEGER,
): readonly Day[] {
  const days = new Map<string, { readonly at: number; readonly bookings: BookingView[]; count: number }>();
  const sorted = schedule.toSorted((one, other) => one.startsAt - other.startsAt);
  for (const [index, booking] of sorted.entries()) {
    const date = calendarDate(booking.startsAt, zone);
    const day = days.get(date) ?? { at: booking.startsAt, bookings: [], count: 0 };
    days.set(date, day);
    day.count += 1;
    if (index < limit) day.bookings.push(booking);
  }
  return [...days]
    .filter(([, { bookings }]) => bookings.length > 0)
    .map(([date, { at, bookings, count }]) => ({ date, at, bookings, count }));
}
