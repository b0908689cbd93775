import { expect, it } from 'vitest';
import { retryDelayMs } from './retry.ts';

it('tries again after 1 s, then ever more slowly, never more slowly than every 30 s', () => {
  expect([1, 2, 3, 4, 5, 6, 7, 1000].map(retryDelayMs)).toEqual([
    1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000,
  ]);
});
