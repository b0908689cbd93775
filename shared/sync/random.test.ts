import { expect, it } from 'vitest';
import { randomSlice } from './random.ts';

it('No byte sequence is given twice, however many are asked for, and none changes afterwards', () => {
  const slices = Array.from({ length: 2000 }, () => randomSlice(16));
  const asGiven = slices.map((slice) => Buffer.from(slice).toString('hex'));
  expect(new Set(asGiven).size).toBe(2000);
  for (let n = 0; n < 500; n += 1) randomSlice(16);
  expect(slices.map((slice) => Buffer.from(slice).toString('hex'))).toEqual(asGiven);
  expect(asGiven).not.toContain('0'.repeat(32));
});

it('More than the pool holds is refused', () => {
  expect(() => randomSlice(4097)).toThrow(RangeError);
  expect(randomSlice(4096)).toHaveLength(4096);
});
