import { expect, it } from 'vitest';
import { createSlowChecks } from './slow-checks.ts';

const DAY_MS = 86_400_000;
const NOW = Date.parse('2026-11-30T12:00:00Z');

function started(ends: readonly number[], drifted: boolean) {
  let elapsedMs = 0;
  const looked: number[] = [];
  const checks = createSlowChecks({
    clock: { now: () => NOW + elapsedMs, monotonicMs: () => elapsedMs },
    certificateEnds: () => {
      looked.push(elapsedMs);
      return Promise.resolve(ends);
    },
    hasHardeningDrifted: () => Promise.resolve(drifted),
  });
  const pass = async (ms: number): Promise<void> => {
    elapsedMs += ms;
    checks.tick();
    await new Promise(setImmediate);
  };
  return { checks, pass, looked };
}

it.each([
  ['none', [], false],
  ['a year ahead', [NOW + 365 * DAY_MS], false],
  ['three weeks ahead', [NOW + 365 * DAY_MS, NOW + 21 * DAY_MS], true],
  ['past', [NOW - DAY_MS], true],
])('R65: a certificate whose end is %s: warned of, %s', async (_, ends, certificateEnds) => {
  const { checks, pass } = started(ends, false);
  await pass(60_000);
  expect(checks.facts).toEqual({ certificateEnds, hardeningDrift: false });
});

it('R65: looks a minute after the start and every six hours, and says what it found last', async () => {
  const { checks, pass, looked } = started([], true);
  await pass(1000);
  expect(checks.facts.hardeningDrift).toBe(false);
  await pass(59_000);
  expect(checks.facts.hardeningDrift).toBe(true);
  await pass(1000);
  await pass(6 * 3_600_000);
  expect(looked).toEqual([60_000, 60_000 + 1000 + 6 * 3_600_000]);
});
