import { describe, expect, it } from 'vitest';
import { VoiceMeter, type VoiceReading } from './voice-meter.ts';

const FRAME_MS = 16;

/** Feeds loudness frame by frame; each part is a level in decibels and its duration. */
function play(
  parts: readonly (readonly [db: number, ms: number])[],
  frameMs = FRAME_MS,
): readonly VoiceReading[] {
  const meter = new VoiceMeter();
  const readings: VoiceReading[] = [];
  let nowMs = 1000;
  for (const [db, ms] of parts) {
    for (const end = nowMs + ms; nowMs < end; nowMs += frameMs)
      readings.push(meter.take(10 ** (db / 20), nowMs));
  }
  return readings;
}

const last = (readings: readonly VoiceReading[]): string => readings.at(-1)?.verdict ?? '';
const syllables = (db: number, roomDb: number): readonly (readonly [number, number])[] =>
  Array.from(
    { length: 4 },
    () =>
      [
        [db, 180],
        [roomDb, 120],
      ] as const,
  ).flat();

describe('a voice at the microphone', () => {
  it('is heard above a quiet room', () => {
    expect(last(play([[-65, 1500], ...syllables(-28, -65)]))).toBe('heard');
  });

  it('is heard above a fan, and the fan is not', () => {
    expect(last(play([[-42, 8000]]))).toBe('listening');
    expect(last(play([[-42, 1500], ...syllables(-25, -42)]))).toBe('heard');
  });

  it('that began before the room was learned is heard all the same', () => {
    expect(last(play([...syllables(-28, -60), ...syllables(-28, -60)]))).toBe('heard');
  });

  it('stays heard when it falls silent', () => {
    expect(last(play([[-65, 1500], ...syllables(-28, -65), [-65, 9000]]))).toBe('heard');
  });

  it('is not a click, nor two, however rarely the screen draws', () => {
    for (const frameMs of [8, 16, 90, 250]) {
      expect(
        last(
          play(
            [
              [-65, 2000],
              [-10, 20],
              [-65, 3000],
              [-10, 20],
              [-65, 3000],
            ],
            frameMs,
          ),
        ),
      ).toBe('listening');
    }
  });
});

describe('what else can be said', () => {
  it('first the room is learned', () => {
    expect(play([[-60, 900]]).every(({ verdict }) => verdict === 'learning')).toBe(true);
  });

  it('nothing at all is a mute switch', () => {
    expect(last(play([[-120, 2000]]))).toBe('listening');
    expect(last(play([[-120, 4000]]))).toBe('silent');
    expect(
      last(
        play([
          [-120, 4000],
          [-62, 200],
        ]),
      ),
    ).toBe('listening');
  });

  it('a room as loud as a voice is too loud, until it is quiet again', () => {
    expect(last(play([[-22, 3000]]))).toBe('noisy');
    expect(
      last(
        play([
          [-22, 3000],
          [-60, 4500],
        ]),
      ),
    ).toBe('listening');
  });

  it('the mark follows the room, and level and mark stay on the scale', () => {
    const quiet = play([[-65, 1500]]).at(-1)?.threshold ?? 0;
    const fan = play([[-42, 1500]]).at(-1)?.threshold ?? 0;
    expect(fan).toBeGreaterThan(quiet);
    for (const { level, threshold } of play([
      [-200, 200],
      [0, 200],
      [20, 200],
    ])) {
      expect(Math.min(level, threshold)).toBeGreaterThanOrEqual(0);
      expect(Math.max(level, threshold)).toBeLessThanOrEqual(1);
    }
  });
});
