import type { Report } from './log.ts';

/**
 * Listeners to one kind of event. Without a `report`, a listener's exception reaches the caller of `emit`, as any bug
 * does; with one it is reported and harms neither the other listeners nor the caller, which the input lock needs.
 */
export class Emitter<T> {
  readonly #listeners = new Set<(value: T) => void>();
  readonly #report: Report | null;

  constructor(report: Report | null = null) {
    this.#report = report;
  }

  /** Returns the function that removes the listener. */
  on(listener: (value: T) => void): () => void {
    // Wrapped, so that adding one function twice means two subscriptions.
    const entry = (value: T): void => listener(value);
    this.#listeners.add(entry);
    return () => void this.#listeners.delete(entry);
  }

  emit(value: T): void {
    for (const listener of [...this.#listeners]) {
      try {
        listener(value);
      } catch (error) {
        if (this.#report === null) throw error;
        // The value is not reported: it may be a key.
        this.#report('listener-threw', error instanceof Error ? error.name : typeof error);
      }
    }
  }
}
