import type { SyncCode } from './fault.ts';

const FIRST_BYTES = 256 * 1024;
const MOST_BYTES = 4 * 1024 * 1024;
const LEAST_BYTES = 4 * 1024;

/**
 * How much one request carries: twice as much after each that arrived, half as much after one that took too long. On a
 * slow line a request of a fixed size could time out for ever.
 */
export class Pace {
  #bytes = FIRST_BYTES;

  get bytes(): number {
    return this.#bytes;
  }

  learn(end: 'arrived' | SyncCode): void {
    if (end === 'arrived') this.#bytes = Math.min(MOST_BYTES, this.#bytes * 2);
    if (end === 'timed-out') this.#bytes = Math.max(LEAST_BYTES, this.#bytes / 2);
  }
}
