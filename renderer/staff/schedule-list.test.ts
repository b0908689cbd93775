import { describe, expect, it } from 'vitest';
import type { BookingView } from '../../shared/ipc/snapshot.ts';
import { byDay, fromToday, isFound, isOfFilter } from './schedule-list.ts';

const TORONTO = 'America/Toronto';
const NOON = Date.parse('2026-11-22T17:00:00Z');
const HOUR_MS = 3_600_000;

const booking = (change: Partial<BookingView> = {}): BookingView => ({
  id: 'b-1',
  kind: 'minor-child',
  startsAt: NOON,
  endsAt: NOON + HOUR_MS,
  inmateName: 'Élise Inventée',
  inmateFps: '000087F',
  participants: [{ role: 'child', name: 'Zoë Sample', approvedVisitor: true }],
  site: {
    name: { en: 'Example House', fr: 'Maison Exemple' },
    province: 'ON',
    zone: TORONTO,
    listDate: '2026-11-01',
    telephone: null,
    contact: null,
    hours: null,
  },
  reference: null,
  webcamRequired: true,
  language: null,
  people: { adults: [], children: [] },
  minorAlone: false,
  needs: [],
  asksSection93: false,
  otherDay: false,
  stop: null,
  done: null,
  asksPrivilege: false,
  minutes: 0,
  reasonNeeded: false,
  ...change,
});

describe('the search', () => {
  it.each(['elise', 'ÉLISE', 'invent zoe', '87f', 'maison', '  '])('finds by “%s”', (search) => {
    expect(isFound(booking(), search)).toBe(true);
  });

  it.each(['elise nobody', 'elisa'])('does not find by “%s”', (search) => {
    expect(isFound(booking(), search)).toBe(false);
  });
});

describe('the filters', () => {
  const stop = { code: 'contact-restricted', values: {} } as const;
  it('part the schedule without a rest', () => {
    const all = [
      booking(),
      booking({ stop }),
      booking({ done: { outcome: 'completed' } }),
      booking({ stop, done: { outcome: null } }),
    ];
    const counts = (['open', 'stopped', 'done', 'all'] as const).map(
      (filter) => all.filter((one) => isOfFilter(one, filter)).length,
    );
    expect(counts).toEqual([1, 1, 2, 4]);
  });
});

describe('the days', () => {
  it('begin with today in the institution’s zone', () => {
    const late = NOON + 10 * HOUR_MS; // 22:00 in Toronto, tomorrow in Greenwich
    const rows = [
      booking({ id: 'yesterday', startsAt: NOON - 24 * HOUR_MS, endsAt: NOON - 23 * HOUR_MS }),
      booking({ id: 'today' }),
    ];
    expect(fromToday(rows, late, TORONTO).map(({ id }) => id)).toEqual(['today']);
  });

  it('keep a visit in sight that began before midnight', () => {
    const midnight = Date.parse('2026-11-23T05:10:00Z');
    const over = booking({ startsAt: midnight - HOUR_MS, endsAt: midnight + HOUR_MS });
    expect(fromToday([over], midnight, TORONTO)).toHaveLength(1);
  });

  it('hold no more bookings than are asked for, the earliest', () => {
    const many = Array.from({ length: 500 }, (_, index) =>
      booking({ id: `b-${index}`, startsAt: NOON + (499 - index) * 60_000 }),
    );
    const days = byDay(many, TORONTO, 60);
    expect(days.flatMap((day) => day.bookings.map(({ id }) => id)).slice(0, 2)).toEqual(['b-499', 'b-498']);
    expect(days.reduce((sum, day) => sum + day.bookings.length, 0)).toBe(60);
    expect(days[0]?.count).toBe(500);
  });

  it('part where the institution’s day ends, a day of 25 hours included', () => {
    // 1 November 2026: clocks go back in Toronto.
    const from = Date.parse('2026-11-01T04:00:00Z');
    const starts = [from, from + 24.5 * HOUR_MS, from + 25 * HOUR_MS];
    const days = byDay(
      starts.map((startsAt, index) => booking({ id: `b-${index}`, startsAt })),
      TORONTO,
    );
    expect(days.map(({ date, bookings }) => [date, bookings.length])).toEqual([
      ['2026-11-01', 2],
      ['2026-11-02', 1],
    ]);
  });
});
