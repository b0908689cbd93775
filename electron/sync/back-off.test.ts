import { expect, it } from 'vitest';
import { backOffMs } from './back-off.ts';

it.each([
  [1, 2_000],
  [2, 4_000],
  [5, 32_000],
  [8, 256_000],
  [9, 300_000],
  [5000, 300_000],
])('After %i failures the wait is anywhere up to %i ms', (failures, most) => {
  expect(backOffMs(failures, () => 0)).toBe(0);
  expect(backOffMs(failures, () => 0.5)).toBe(most / 2);
  expect(backOffMs(failures, () => 1)).toBe(most);
});
