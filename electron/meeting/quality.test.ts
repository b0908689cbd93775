import { describe, expect, it } from 'vitest';
import { QualityMeter, grade } from './quality.ts';
import type { QualitySample } from './quality.ts';

const GOOD: QualitySample = { loss: 0, roundTripMs: 40, framesIn: 15, frozen: 0 };
const POOR: QualitySample = { ...GOOD, loss: 0.2 };
const FAIR: QualitySample = { ...GOOD, loss: 0.05 };

it.each([
  [GOOD, 'good'],
  [{ ...GOOD, loss: 0.029 }, 'good'],
  [{ ...GOOD, loss: 0.03 }, 'fair'],
  [{ ...GOOD, loss: 0.1 }, 'poor'],
  [{ ...GOOD, roundTripMs: 300 }, 'fair'],
  [{ ...GOOD, roundTripMs: 800 }, 'poor'],
  [{ ...GOOD, roundTripMs: null }, 'good'],
  [{ ...GOOD, framesIn: 7 }, 'fair'],
  [{ ...GOOD, framesIn: 3 }, 'poor'],
  [{ ...GOOD, framesIn: null }, 'good'],
  [{ ...GOOD, frozen: 0.2 }, 'fair'],
  [{ ...GOOD, frozen: 0.5 }, 'poor'],
  [{ loss: 0.05, roundTripMs: 900, framesIn: 15, frozen: 0 }, 'poor'],
] as const)('%j is %s', (sample, quality) => {
  expect(grade(sample)).toBe(quality);
});

describe('QualityMeter', () => {
  function play(meter: QualityMeter, samples: readonly (QualitySample | null)[], fromMs = 0) {
    return samples.map((sample, index) => meter.update(sample, fromMs + index * 500));
  }

  it('shows the first thing it sees, and nothing while nothing flows', () => {
    const meter = new QualityMeter();
    expect(play(meter, [null, POOR, null, GOOD])).toEqual(['unknown', 'poor', 'unknown', 'good']);
  });

  it('a hiccup is not shown', () => {
    const meter = new QualityMeter();
    play(meter, [GOOD]);
    expect(play(meter, [POOR, POOR, POOR, GOOD, POOR, POOR, GOOD], 500)).not.toContain('poor');
  });

  it('three bad seconds are shown, and only eight good ones end them', () => {
    const meter = new QualityMeter();
    play(meter, [GOOD]);
    expect(
      play(
        meter,
        Array.from({ length: 7 }, () => POOR),
        500,
      ),
    ).toEqual([...Array.from({ length: 6 }, () => 'good'), 'poor']);
    expect(
      play(
        meter,
        Array.from({ length: 17 }, () => GOOD),
        4000,
      ),
    ).toEqual([...Array.from({ length: 16 }, () => 'poor'), 'good']);
  });

  it('a call that goes to and fro between fair and poor does not stay good', () => {
    const meter = new QualityMeter();
    play(meter, [GOOD]);
    const shown = play(
      meter,
      Array.from({ length: 8 }, (_, index) => (index % 2 === 0 ? POOR : FAIR)),
      500,
    );
    expect(shown.at(-1)).not.toBe('good');
  });
});
