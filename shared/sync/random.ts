import { randomFillSync } from 'node:crypto';

const POOL_BYTES = 4096;
const pool = Buffer.alloc(POOL_BYTES);
let used = POOL_BYTES;

/**
 * At most 4096 random bytes, from a pool filled by the system's generator: a salt and a nonce for each entry would
 * otherwise cost more than hashing it. Never returns a byte twice; wipes returned bytes from the pool.
 */
export function randomSlice(length: number): Uint8Array {
  if (length > POOL_BYTES) throw new RangeError('The pool holds less');
  if (used + length > POOL_BYTES) {
    randomFillSync(pool);
    used = 0;
  }
  const slice = Buffer.from(pool.subarray(used, used + length));
  pool.fill(0, used, used + length);
  used += length;
  return slice;
}

/** A random whole number below 2^32, from the same pool. */
export function randomUint32(): number {
  const { buffer, byteOffset } = randomSlice(4);
  return new DataView(buffer, byteOffset).getUint32(0);
}
