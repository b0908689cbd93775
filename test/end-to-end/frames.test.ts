import { expect, it } from 'vitest';
import { runFrames } from './frames-run.ts';

const ROUNDS = 30;

it('R41: a frame of another site gets the chosen microphone only, every time', async () => {
  const results = await runFrames(ROUNDS);
  expect(results.filter(({ got }) => got !== null)).toEqual([]);
  expect(results).toHaveLength(ROUNDS);
});

it('gets another one where nothing guards it, so that this test can fail', async () => {
  const results = await runFrames(5, true);
  for (const { got } of results) {
    expect(got).toContain('the old way: ');
    expect(got).toContain('the browser’s own tools in a written frame');
    expect(got).toContain('another frame’s tools: ');
  }
  expect(results).toHaveLength(5);
});
