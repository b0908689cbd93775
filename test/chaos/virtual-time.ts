import type { Clock } from '../../shared/clock.ts';
import type { Timers } from '../../electron/platform/timers.ts';

/** The time of a whole test; the station's clock may be far from it. */
export class VirtualTime {
  readonly #startMs = Date.UTC(2026, 10, 22, 14, 0, 0);
  readonly #timers = new Set<{ readonly at: number; readonly run: () => void }>();
  #elapsedMs = 0;
  /** How far the station's clock is ahead, milliseconds. */
  stationAheadMs = 0;

  get elapsedMs(): number {
    return this.#elapsedMs;
  }

  readonly serverClock: Clock = {
    now: () => this.#startMs + this.#elapsedMs,
    monotonicMs: () => this.#elapsedMs,
    status: () => 'synced',
  };

  readonly stationClock: Clock = {
    now: () => this.#startMs + this.#elapsedMs + this.stationAheadMs,
    monotonicMs: () => this.#elapsedMs,
    status: () => (this.stationAheadMs === 0 ? 'synced' : 'stepped'),
  };

  readonly timers: Pick<Timers, 'after'> = {
    after: (delayMs, run) => {
      const timer = { at: this.#elapsedMs + delayMs, run };
      this.#timers.add(timer);
      return () => this.#timers.delete(timer);
    },
  };

  /** Advances, running due timers in order; after each, `settle` waits for what it started. */
  async advance(ms: number, settle: () => Promise<void>): Promise<void> {
    const until = this.#elapsedMs + ms;
    for (let due = this.#first(); due !== undefined && due.at <= until; due = this.#first()) {
      this.#timers.delete(due);
      this.#elapsedMs = Math.max(this.#elapsedMs, due.at);
      due.run();
      await settle();
    }
    this.#elapsedMs = until;
  }

  /** Advances without running anything, like a sleeping machine: due timers run afterwards. */
  sleep(ms: number): void {
    this.#elapsedMs += ms;
  }

  #first(): { readonly at: number; readonly run: () => void } | undefined {
    let first: { readonly at: number; readonly run: () => void } | undefined;
    for (const timer of this.#timers) if (first === undefined || timer.at < first.at) first = timer;
    return first;
  }
}
