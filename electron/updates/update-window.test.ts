import { describe, expect, it } from 'vitest';
import { mayUpdate } from './update-window.ts';

const clock = (day: number, hours: number, minutes = 0): number =>
  new Date(2026, 0, day, hours, minutes).getTime();
const LONG_AGO = clock(1, 12);

describe('a staged version', () => {
  it.each([
    ['before the hour', '03:00', clock(5, 2, 59), false],
    ['at the hour', '03:00', clock(5, 3), true],
    ['until two hours later', '03:00', clock(5, 4, 59), true],
    ['not after that', '03:00', clock(5, 5), false],
    ['across midnight', '23:30', clock(5, 1, 29), true],
    ['across midnight, until the window ends', '23:30', clock(5, 1, 30), false],
    ['at midnight', '00:00', clock(5, 0), true],
    ['to the minute', '14:45', clock(5, 14, 44), false],
  ] as const)('%s', (_what, at, now, may) => {
    expect(mayUpdate({ at, now, startedAt: LONG_AGO, isIdle: true })).toBe(may);
  });

  it.each([
    ['right after a start that missed the night', clock(5, 7, 30), clock(5, 7, 31), true],
    ['half an hour after it no more', clock(5, 7, 30), clock(5, 8), false],
    ['not when the station was on at the hour', clock(5, 2), clock(5, 7, 31), false],
    ['not when it started within the window', clock(5, 4), clock(5, 5, 1), false],
  ] as const)('%s', (_what, startedAt, now, may) => {
    expect(mayUpdate({ at: '03:00', now, startedAt, isIdle: true })).toBe(may);
  });

  it('is never installed while the station is in use', () => {
    for (let hour = 0; hour < 24; hour += 1)
      for (const startedAt of [LONG_AGO, clock(5, hour)])
        expect(mayUpdate({ at: '03:00', now: clock(5, hour, 1), startedAt, isIdle: false })).toBe(false);
  });
});
