/**
 * Waits until something that comes in quick succession has come to its end: it began, and then there was none for a while.
 * `mostMs` after this was made it is over in any case.
 */
export class Lull {
  readonly #forMs: number;
  readonly #settled = Promise.withResolvers<void>();
  #timer: NodeJS.Timeout | null = null;

  constructor(forMs: number, mostMs: number) {
    this.#forMs = forMs;
    setTimeout(() => this.#settled.resolve(), mostMs);
  }

  get over(): Promise<void> {
    return this.#settled.promise;
  }

  /** It came once more. */
  stir(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#settled.resolve(), this.#forMs);
  }
}
