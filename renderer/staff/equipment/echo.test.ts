import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ECHO_RATE, findEcho } from './echo.ts';

/** The shipped test sound, resampled to `ECHO_RATE`. */
function testSound(): Float32Array {
  const wave = readFileSync(new URL('../../../assets/sounds/test-sound.wav', import.meta.url)).subarray(44);
  const step = 22_050 / ECHO_RATE;
  const count = Math.floor(wave.length / 2 / step);
  return Float32Array.from({ length: count }, (_, index) => {
    // Averaging between two samples is a simple low-pass filter.
    const from = Math.floor(index * step);
    const to = Math.max(from + 1, Math.floor((index + 1) * step));
    let sum = 0;
    for (let at = from; at < to; at += 1) sum += wave.readInt16LE(at * 2);
    return sum / (to - from) / 32_768;
  });
}

/** Repeatable noise between -1 and 1. */
function noise(length: number, seed: number): Float32Array {
  let state = seed;
  return Float32Array.from({ length }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 31 - 1;
  });
}

const LENGTH = 16_384;
const SOUND = testSound();

function recording(echo: number, noiseLevel: number, delaySeconds = 0.4, seed = 7): Float32Array {
  const room = noise(LENGTH, seed);
  const at = Math.round(delaySeconds * ECHO_RATE);
  return room.map((sample, index) => sample * noiseLevel + (SOUND[index - at] ?? 0) * echo);
}

describe('the test sound in the microphone', () => {
  it('is found at any delay, loud enough to disturb', () => {
    for (const delay of [0, 0.13, 0.5, 1.7]) {
      expect(findEcho(recording(0.5, 0.01, delay))).toMatchObject({ found: true, disturbs: true });
    }
  });

  it('is found below noise that is as loud as it', () => {
    expect(findEcho(recording(0.2, 0.06))).toMatchObject({ found: true });
  });

  it('as the faint leak of an earphone it is found and disturbs nobody', () => {
    expect(findEcho(recording(0.01, 0.0005))).toMatchObject({ found: true, disturbs: false });
  });

  it('is not found in noise, in silence, in nothing', () => {
    for (let seed = 1; seed <= 50; seed += 1)
      expect(findEcho(recording(0, 0.1, 0, seed))).toEqual({ found: false });
    expect(findEcho(new Float32Array(LENGTH))).toEqual({ found: false });
    expect(findEcho(new Float32Array())).toEqual({ found: false });
  });

  it('is not found in another tone, in beeps, or in all three notes at once', () => {
    const tone = (hertz: readonly number[], sounds: (second: number) => boolean): Float32Array =>
      Float32Array.from({ length: LENGTH }, (_, index) => {
        const second = index / ECHO_RATE;
        if (!sounds(second)) return 0;
        return hertz.reduce((sum, one) => sum + 0.2 * Math.sin(2 * Math.PI * one * second), 0);
      });
    expect(findEcho(tone([400], () => true))).toEqual({ found: false });
    expect(findEcho(tone([400], (second) => second % 0.5 < 0.02))).toEqual({ found: false });
    expect(findEcho(tone([523.25, 659.25, 783.99], () => true))).toEqual({ found: false });
  });

  it('played backwards it is another tune', () => {
    expect(findEcho(recording(0.5, 0.01).toReversed())).toEqual({ found: false });
  });
});
