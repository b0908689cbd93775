import { describe, expect, it } from 'vitest';
import { rootMeanSquare } from './microphone-level.ts';

describe('the loudness of a moment', () => {
  it('is nothing for silence and for no sound at all', () => {
    expect(rootMeanSquare(new Float32Array(64))).toBe(0);
    expect(rootMeanSquare(new Float32Array())).toBe(0);
  });

  it('is the same for a wave and for its mirror image, and grows with it', () => {
    const wave = Float32Array.from({ length: 64 }, (_, index) => Math.sin(index) / 2);
    const mirrored = wave.map((sample) => -sample);
    expect(rootMeanSquare(wave)).toBeCloseTo(rootMeanSquare(mirrored));
    expect(rootMeanSquare(wave.map((sample) => sample * 2))).toBeCloseTo(rootMeanSquare(wave) * 2);
  });
});
