import { describe, expect, it } from 'vitest';
import { timeLeft } from './time-left.ts';

const MINUTE = 60_000;
const START = Date.parse('2026-11-22T18:30:00.000Z');

describe('the time left', () => {
  it.each([
    [0, 60, 1],
    [1, 59, 1 - 1 / (60 * MINUTE)],
    [19 * MINUTE + 55_000, 40, 2405 / 3600],
    [30 * MINUTE, 30, 0.5],
    [59 * MINUTE + 1, 1, 1 / 60 - 1 / (60 * MINUTE)],
    [60 * MINUTE, 0, 0],
    [75 * MINUTE, 0, 0],
  ])('%i ms into an hour shows %i minutes', (sinceMs, minutes, share) => {
    const left = timeLeft(START + sinceMs, START + 60 * MINUTE, START);
    expect(left.minutes).toBe(minutes);
    expect(left.share).toBeCloseTo(share, 6);
    expect(left.over).toBe(minutes === 0);
  });

  it('fills the bar at most, even before the visit began', () => {
    expect(timeLeft(START - 10 * MINUTE, START + 60 * MINUTE, START).share).toBe(1);
  });

  it('shows the last hour when the beginning is not known', () => {
    expect(timeLeft(START, START + 15 * MINUTE, null).share).toBe(0.25);
  });
});
