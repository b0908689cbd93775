/** Runs an operation again if it was asked for during a run: many requests become one more run, and none is lost. */
export class Coalesced {
  readonly #operation: () => Promise<void>;
  #isRequested = false;
  #isRunning = false;
  #settled: Promise<void> = Promise.resolve();

  constructor(operation: () => Promise<void>) {
    this.#operation = operation;
  }

  get isRunning(): boolean {
    return this.#isRunning;
  }

  /** Resolves when no run is left to make; rejects when a run fails, and the next request starts over. */
  request(): Promise<void> {
    this.#isRequested = true;
    if (!this.#isRunning) this.#settled = this.#runUntilSettled();
    return this.#settled;
  }

  async #runUntilSettled(): Promise<void> {
    this.#isRunning = true;
    try {
      while (this.#isRequested) {
        this.#isRequested = false;
        await this.#operation();
      }
    } finally {
      this.#isRunning = false;
    }
  }
}
