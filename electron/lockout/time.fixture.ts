import type { Clock } from '../../shared/clock.ts';
import type { Timers } from '../platform/timers.ts';

/** A clock and its timers that move only when told to, or when somebody waits. */
export class FakeTime implements Clock, Timers {
  nowMs = 0;
  readonly #repeating = new Set<() => void>();

  now(): number {
    return Date.UTC(2026, 0, 5, 9, 0, 0) + this.nowMs;
  }

  monotonicMs(): number {
    return this.nowMs;
  }

  status(): 'unsynced' {
    return 'unsynced';
  }

  wait(ms: number): Promise<void> {
    this.nowMs += ms;
    return Promise.resolve();
  }

  every(_ms: number, action: () => void): () => void {
    this.#repeating.add(action);
    return () => this.#repeating.delete(action);
  }

  get repeating(): number {
    return this.#repeating.size;
  }

  /** Moves on and runs each repeating action once. */
  advance(ms: number): void {
    this.nowMs += ms;
    for (const action of [...this.#repeating]) action();
  }
}
