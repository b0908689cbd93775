import type { MediaQuality as Quality } from '../../shared/session/entries.ts';

/** Measurements of the last seconds. */
export type QualitySample = {
  /** Share of packets lost in the worse direction, 0 to 1. */
  readonly loss: number;
  readonly roundTripMs: number | null;
  /** Incoming frames per second; null without video. */
  readonly framesIn: number | null;
  /** Share of the time in which their picture was frozen, 0 to 1. */
  readonly frozen: number;
};

/** Good below the first threshold, fair below the second, else poor. Each with what a person notices there. */
const THRESHOLDS = {
  // Speech begins to crackle, then to fall apart.
  loss: [0.03, 0.1],
  // People begin to talk over one another.
  roundTripMs: [300, 800],
  // Movements jerk; lips no longer match the voice.
  secondsPerFrame: [1 / 8, 1 / 4],
  frozen: [0.1, 0.3],
} as const;

const WORSE_AFTER_MS = 3000;
const BETTER_AFTER_MS = 8000;
const ORDER = ['good', 'fair', 'poor'] as const;

export function grade(sample: QualitySample): Exclude<Quality, 'unknown'> {
  const grades = [
    level(sample.loss, THRESHOLDS.loss),
    level(sample.roundTripMs ?? 0, THRESHOLDS.roundTripMs),
    level(sample.framesIn === null ? 0 : 1 / sample.framesIn, THRESHOLDS.secondsPerFrame),
    level(sample.frozen, THRESHOLDS.frozen),
  ];
  return ORDER[Math.max(...grades)] ?? 'poor';
}

function level(value: number, [fair, poor]: readonly [number, number]): 0 | 1 | 2 {
  if (value < fair) return 0;
  return value < poor ? 1 : 2;
}

/** Smooths the quality: it falls after three bad seconds and rises after eight good ones. */
export class QualityMeter {
  #shown: Quality = 'unknown';
  #other: { readonly quality: Quality; readonly sinceMs: number } | null = null;

  get quality(): Quality {
    return this.#shown;
  }

  /** `sample` is null while no media flows. `nowMs` is monotonic. */
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
