import type { MediaQuality as Quality } from '../../shared/session/entries.ts';

/** What was measured over the last seconds, worst of both directions where it says so. */
export type QualitySample = {
  /** Lost packets of all, 0 to 1, in the worse direction. */
  readonly loss: number;
  readonly roundTripMs: number | null;
  /** Pictures per second that come in; null without a picture. */
  readonly framesIn: number | null;
  /** How much of the time their picture stood still, 0 to 1. */
  readonly frozen: number;
};

/** Below the first line it is good, below the second fair, else poor. Each line with what a person notices there. */
const LINES = {
  // Speech begins to crackle, then to fall apart.
  loss: [0.03, 0.1],
  // People begin to talk over one another.
  roundTripMs: [300, 800],
  // Movements jerk; a face no longer speaks with its voice.
  secondsPerFrame: [1 / 8, 1 / 4],
  frozen: [0.1, 0.3],
} as const;

const WORSE_AFTER_MS = 3000;
const BETTER_AFTER_MS = 8000;
const ORDER = ['good', 'fair', 'poor'] as const;

export function grade(sample: QualitySample): Exclude<Quality, 'unknown'> {
  const grades = [
    level(sample.loss, LINES.loss),
    level(sample.roundTripMs ?? 0, LINES.roundTripMs),
    level(sample.framesIn === null ? 0 : 1 / sample.framesIn, LINES.secondsPerFrame),
    level(sample.frozen, LINES.frozen),
  ];
  return ORDER[Math.max(...grades)] ?? 'poor';
}

function level(value: number, [fair, poor]: readonly [number, number]): 0 | 1 | 2 {
  if (value < fair) return 0;
  return value < poor ? 1 : 2;
}

/** A quality that does not flicker: it falls after three bad seconds and rises after eight good ones. */
export class QualityMeter {
  #shown: Quality = 'unknown';
  #other: { readonly quality: Quality; readonly sinceMs: number } | null = null;

  get quality(): Quality {
    return this.#shown;
  }

  /** `sample` null: nothing flows, so there is nothing to judge. `nowMs` is monotonic. */
  update(sample: QualitySample | null, nowMs: number): Quality {
    const seen: Quality = sample === null ? 'unknown' : grade(sample);
    if (seen === this.#shown) {
      this.#other = null;
      return seen;
    }
    if (seen === 'unknown' || this.#shown === 'unknown') return this.#show(seen);
    const worse = ORDER.indexOf(seen) > ORDER.indexOf(this.#shown);
    const sameSide =
      this.#other !== null &&
      ORDER.indexOf(toKnown(this.#other.quality)) > ORDER.indexOf(this.#shown) === worse;
    const sinceMs = sameSide && this.#other !== null ? this.#other.sinceMs : nowMs;
    this.#other = { quality: seen, sinceMs };
    return nowMs - sinceMs >= (worse ? WORSE_AFTER_MS : BETTER_AFTER_MS) ? this.#show(seen) : this.#shown;
  }

  #show(quality: Quality): Quality {
    this.#shown = quality;
    this.#other = null;
    return quality;
  }
}

function toKnown(quality: Quality): Exclude<Quality, 'unknown'> {
  return quality === 'unknown' ? 'good' : quality;
}
