import type { SyncCode } from './fault.ts';

const INITIAL_BYTES = 256 * 1024;
const MAX_BYTES = 4 * 1024 * 1024;
const MIN_BYTES = 4 * 1024;
/** Requests that must succeed before a size that timed out is tried again. */
const REQUESTS_BEFORE_RETRY = 20;

/**
 * Sizes requests: doubles after each success, halves after a time-out and stays there for a while. A fixed size could
 * time out forever on a slow line.
 */
export class BatchSizer {
  #bytes = INITIAL_BYTES;
  #ceiling = MAX_BYTES;
  #arrived = 0;

  get bytes(): number {
    return this.#bytes;
  }

  learn(end: 'arrived' | SyncCode): void {
    if (end === 'timed-out') {
      this.#bytes = Math.max(MIN_BYTES, this.#bytes / 2);
      this.#ceiling = this.#bytes;
      this.#arrived = 0;
    }
    if (end !== 'arrived') return;
    this.#arrived += 1;
    if (this.#bytes === this.#ceiling && this.#arrived < REQUESTS_BEFORE_RETRY) return;
    if (this.#bytes === this.#ceiling) this.#ceiling = MAX_BYTES;
    this.#bytes = Math.min(this.#ceiling, this.#bytes * 2);
    this.#arrived = 0;
  }
}
