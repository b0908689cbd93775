import { describe, expect, it } from 'vitest';
import { mayUpdate } from './update-window.ts';

const at = (hours: number, minutes = 0): number => hours * 60 + minutes;

describe('a staged version', () => {
  it.each([
    ['before the hour', '03:00', at(2, 59), false],
    ['at the hour', '03:00', at(3), true],
    ['until two hours later', '03:00', at(4, 59), true],
    ['not after that', '03:00', at(5), false],
    ['across midnight', '23:30', at(1, 29), true],
    ['across midnight, until the window ends', '23:30', at(1, 30), false],
    ['at midnight', '00:00', at(0), true],
    ['to the minute', '14:45', at(14, 44), false],
  ] as const)('%s', (_what, hour, now, may) => {
    expect(mayUpdate(hour, now, true)).toBe(may);
  });

  it('is never installed while the station is in use', () => {
    for (let now = 0; now < 24 * 60; now += 1) expect(mayUpdate('03:00', now, false)).toBe(false);
  });
});
