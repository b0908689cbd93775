import type { Clock } from '../../shared/clock.ts';
import type { Timers } from '../platform/timers.ts';

/** A clock and its timers that advance only when told to, or when code under test waits. */
export class FakeTime implements Clock, Timers {
  nowMs = 0;
  readonly #repeating = new Set<() => void>();
  readonly #pending = new Set<{ readonly atMs: number; readonly action: () => void }>();

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

  after(ms: number, action: () => void): () => void {
    const entry = { atMs: this.nowMs + ms, action };
    this.#pending.add(entry);
    return () => this.#pending.delete(entry);
  }

  every(_ms: number, action: () => void): () => void {
    this.#repeating.add(action);
    return () => this.#repeating.delete(action);
  }

  get repeating(): number {
    return this.#repeating.size;
  }

  /** Advances, runs what is due and each repeating action once. */
  advance(ms: number): void {
    this.nowMs += ms;
    for (const entry of [...this.#pending]) {
      if (entry.atMs <= this.nowMs && this.#pending.delete(entry)) entry.action();
    }
    for (const action of [...this.#repeating]) action();
  }
}
