import { performance } from 'node:perf_hooks';
import type { Clock, ClockStatus } from '../../shared/clock.ts';

const STEP_MS = 60_000;
const AGREEMENT_MS = 2 * 60_000;

/**
 * The machine's clock, watched: `stepped` when wall and monotonic time part by more than a minute, `synced` when the
 * server's `Date` agreed within two minutes.
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

  /** Takes what the server's `Date` header said; a positive offset means that this machine is behind. */
  learn(offsetMs: number): void {
    this.#offsetMs = offsetMs;
  }

  /** Milliseconds that the server is ahead; null when it was never heard. */
  get offsetMs(): number | null {
    return this.#offsetMs;
  }
}
