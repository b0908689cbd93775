import { expect, it } from 'vitest';
import { runFrames } from './frames-run.ts';

const ROUNDS = 200;

it('R41: a frame of another site gets the chosen microphone only, two hundred times of two hundred', async () => {
  const results = await runFrames(ROUNDS);
  expect(results.filter(({ got }) => got !== null)).toEqual([]);
  expect(results).toHaveLength(ROUNDS);
});
