import type { SyncCode } from './fault.ts';

const FIRST_BYTES = 256 * 1024;
const MOST_BYTES = 4 * 1024 * 1024;
const LEAST_BYTES = 4 * 1024;
/** So many requests must arrive before a size that once took too long is tried again. */
const PATIENCE = 20;

/**
 * How much one request carries: twice as much after each that arrived, half as much after one that took too long, and
 * no more than that for a while. On a slow line a request of a fixed size could time out for ever.
 */
export class BatchSizer {
  #bytes = FIRST_BYTES;
  #ceiling = MOST_BYTES;
  #arrived = 0;

  get bytes(): number {
    return this.#bytes;
  }

  learn(end: 'arrived' | SyncCode): void {
    if (end === 'timed-out') {
      this.#bytes = Math.max(LEAST_BYTES, this.#bytes / 2);
      this.#ceiling = this.#bytes;
      this.#arrived = 0;
    }
    if (end !== 'arrived') return;
    this.#arrived += 1;
    if (this.#bytes === this.#ceiling && this.#arrived < PATIENCE) return;
    if (this.#bytes === this.#ceiling) this.#ceiling = MOST_BYTES;
    this.#bytes = Math.min(this.#ceiling, this.#bytes * 2);
    this.#arrived = 0;
  }
}
