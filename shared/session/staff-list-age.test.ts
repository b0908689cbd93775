import { expect, it } from 'vitest';
import { staffListAge } from './staff-list-age.ts';

const DAY_MS = 24 * 3_600_000;

it.each([
  [7, 3, { kind: 'fresh' }],
  [7, 3.5, { kind: 'ends', daysLeft: 4 }],
  [7, 6.9, { kind: 'ends', daysLeft: 1 }],
  [7, 7, { kind: 'ends', daysLeft: 0 }],
  [7, 7.1, { kind: 'ended' }],
  [60, 29, { kind: 'fresh' }],
  [60, 45, { kind: 'ends', daysLeft: 15 }],
  [1, 1.1, { kind: 'ended' }],
])('of %i days, %d days without the server: %j', (days, age, expected) => {
  expect(staffListAge(0, days, age * DAY_MS)).toEqual(expected);
});

it('a list that never came is no old list', () => {
  expect(staffListAge(null, 7, 1e15)).toEqual({ kind: 'fresh' });
});
