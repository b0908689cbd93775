import { describe, expect, it } from 'vitest';
import { isCalendarDate, monthOf, wallClock } from './local-time.ts';

describe('R6: the wall clock of a zone', () => {
  it.each([
    ['2026-07-01T18:00:00.000Z', 'America/Regina', '2026-07-01', '12:00'],
    ['2026-01-01T18:00:00.000Z', 'America/Regina', '2026-01-01', '12:00'],
    ['2026-11-22T18:30:00.000Z', 'America/St_Johns', '2026-11-22', '15:00'],
    ['2026-11-01T05:30:00.000Z', 'America/Toronto', '2026-11-01', '01:30'],
    ['2026-11-01T06:30:00.000Z', 'America/Toronto', '2026-11-01', '01:30'],
    ['2026-11-23T05:00:00.000Z', 'America/Toronto', '2026-11-23', '00:00'],
  ])('%s in %s reads %s %s', (instant, zone, date, time) => {
    expect(wallClock(Date.parse(instant), zone)).toEqual({ date, time });
  });

  it.each(['', 'Nowhere/None'])('is not known in the zone %j', (zone) => {
    expect(wallClock(0, zone)).toBeNull();
  });

  it('is not known of an instant that is none', () => {
    expect(wallClock(Number.NaN, 'America/Toronto')).toBeNull();
  });
});

describe('the month of a date', () => {
  it.each([
    ['2026-11-22', '2026-11-01', '2026-11-30'],
    ['2027-02-01', '2027-02-01', '2027-02-28'],
    ['2028-02-29', '2028-02-01', '2028-02-29'],
    ['2026-12-31', '2026-12-01', '2026-12-31'],
  ])('%s lies between %s and %s', (date, from, to) => {
    expect(monthOf(date)).toEqual({ from, to });
  });
});

describe('isCalendarDate', () => {
  it.each(['2026-11-30', '2028-02-29', '0001-01-01'])('knows %s', (text) => {
    expect(isCalendarDate(text)).toBe(true);
  });

  it.each(['', '2026-11-31', '2026-02-29', '11/30/2026', '2026-1-1', '2026-13-01', '2026-11-30 '])(
    'refuses “%s”',
    (text) => {
      expect(isCalendarDate(text)).toBe(false);
    },
  );
});
