/** Sample rate of the echo search, in hertz: more than twice the highest note of the test sound. */
export const ECHO_RATE = 4000;

/** The notes of the test sound: start in seconds, frequency in hertz. */
const NOTES = [
  { from: 0, to: 0.35, hertz: 523.25 },
  { from: 0.35, to: 0.7, hertz: 659.25 },
  { from: 0.7, to: 1.2, hertz: 783.99 },
] as const;
const STEP_SECONDS = 0.02;
/** A note's share of the power while it sounds; in noise it is below 0.01. */
const LEAST_SHARE = 0.05;
/** Before it starts, a note must have half the power at most, or it is a hum of that frequency. */
const LEAST_RISE = 2;
/** Below this nobody at the other end is disturbed: an ordinary headset leaks as much. */
const DISTURBING_DB = -45;

export type Echo =
  { readonly found: false } | { readonly found: true; readonly db: number; readonly disturbs: boolean };

/**
 * Searches what the microphone recorded (at `ECHO_RATE`) for the three notes of the test sound, in order. Tries every
 * start, because the delay is unknown.
 */
export function findEcho(recorded: Float32Array): Echo {
  const length = NOTES[2].to * ECHO_RATE;
  let best: { readonly share: number; readonly db: number } | null = null;
  for (let start = 0; start + length <= recorded.length; start += STEP_SECONDS * ECHO_RATE) {
    const heard = notesAt(recorded, start);
    if (heard !== null && (best === null || heard.share > best.share)) best = heard;
  }
  if (best === null) return { found: false };
  return { found: true, db: Math.round(best.db), disturbs: best.db > DISTURBING_DB };
}

/** The weakest note's share of the power, and the notes' loudness; null unless all three are found. */
function notesAt(
  recorded: Float32Array,
  start: number,
): { readonly share: number; readonly db: number } | null {
  let least = 1;
  let power = 0;
  let before: { readonly from: number; readonly to: number } | null = null;
  for (const { from, to, hertz } of NOTES) {
    const own = powerAt(recorded, start + from * ECHO_RATE, start + to * ECHO_RATE, hertz);
    const share = own.all === 0 ? 0 : own.note / own.all;
    if (share < LEAST_SHARE) return null;
    if (before !== null) {
      const earlier = powerAt(
        recorded,
        start + before.from * ECHO_RATE,
        start + before.to * ECHO_RATE,
        hertz,
      );
      if (own.note < earlier.note * LEAST_RISE) return null;
    }
    before = { from, to };
    least = Math.min(least, share);
    power += own.note / NOTES.length;
  }
  return { share: least, db: 10 * Math.log10(power) };
}

/** Goertzel algorithm: the power of one tone between two samples, and the total power. */
function powerAt(
  samples: Float32Array,
  from: number,
  to: number,
  hertz: number,
): { readonly note: number; readonly all: number } {
  const first = Math.round(from);
  const count = Math.round(to) - first;
  const turn = 2 * Math.cos((2 * Math.PI * hertz) / ECHO_RATE);
  let one = 0;
  let two = 0;
  let all = 0;
  for (let index = first; index < first + count; index += 1) {
    const sample = samples[index] ?? 0;
    all += sample * sample;
    const next = sample + turn * one - two;
    two = one;
    one = next;
  }
  const square = one * one + two * two - turn * one * two;
  return { note: (2 * square) / (count * count), all: all / count };
}
