import type { FaultReport } from '../lockout/lock.ts';

/** Subscribers to one kind of event. A listener that throws is reported and harms neither the others nor the caller. */
export class Listeners<T> {
  readonly #listeners = new Set<(value: T) => void>();
  readonly #report: FaultReport;

  constructor(report: FaultReport) {
    this.#report = report;
  }

  add(listener: (value: T) => void): () => void {
    // A wrapper of its own, so that adding one function twice means two subscriptions.
    const entry = (value: T): void => listener(value);
    this.#listeners.add(entry);
    return () => {
      this.#listeners.delete(entry);
    };
  }

  tell(value: T): void {
    for (const listener of [...this.#listeners]) {
      try {
        listener(value);
      } catch (error) {
        // A bug of the listener; the value is not reported because it may be a key.
        this.#report('listener-threw', error instanceof Error ? error.name : typeof error);
      }
    }
  }
}
