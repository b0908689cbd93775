import { performance } from 'node:perf_hooks';
import type { Clock, ClockStatus } from '../../shared/clock.ts';

const STEP_MS = 60_000;
const AGREEMENT_MS = 2 * 60_000;

/**
 * The machine's clock and how far to trust it: `stepped` when wall and monotonic time differ by more than a minute since
 * the start, `synced` when the server's `Date` agreed within two minutes.
 */
export class SystemClock implements Clock {
  readonly #startedAt = Date.now() - performance.now();
  #offsetMs: number | null = null;

  now(): number {
    return Date.now();
  }

  monotonicMs(): number {
    return Math.floor(performance.now());
  }

  status(): ClockStatus {
    const drift = Math.abs(Date.now() - performance.now() - this.#startedAt);
    if (drift > STEP_MS) return 'stepped';
    return this.#offsetMs !== null && Math.abs(this.#offsetMs) <= AGREEMENT_MS ? 'synced' : 'unsynced';
  }

  /** Takes the offset to the server's `Date` header; positive when this machine is behind. */
  learn(offsetMs: number): void {
    this.#offsetMs = offsetMs;
  }

  /** Milliseconds that the server is ahead; null before its first answer. */
  get offsetMs(): number | null {
    return this.#offsetMs;
  }
}
