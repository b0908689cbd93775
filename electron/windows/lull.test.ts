import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Lull } from './lull.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

async function isOver(lull: Lull): Promise<boolean> {
  return Promise.race([lull.over.then(() => true), Promise.resolve().then(() => Promise.resolve(false))]);
}

it('is over when it began and then none came for a while', async () => {
  const lull = new Lull(10, 1000);
  vi.advanceTimersByTime(500);
  expect(await isOver(lull)).toBe(false);
  lull.stir();
  vi.advanceTimersByTime(9);
  lull.stir();
  vi.advanceTimersByTime(9);
  expect(await isOver(lull)).toBe(false);
  vi.advanceTimersByTime(1);
  expect(await isOver(lull)).toBe(true);
});

it('is over in any case when nothing ever came', async () => {
  const lull = new Lull(10, 1000);
  vi.advanceTimersByTime(1000);
  expect(await isOver(lull)).toBe(true);
});
