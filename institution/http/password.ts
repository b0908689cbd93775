import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import type { PasswordHash } from '../core/sign-in-store.ts';

export const SHORTEST_PASSWORD = 12;
export const LONGEST_PASSWORD = 128;

const HASH_BYTES = 32;
type Cost = Pick<PasswordHash, 'N' | 'r' | 'p'>;
/** A setting that OWASP names: 64 MiB and about a third of a second. Node's thread pool runs four at once at most. */
const COST: Cost = { N: 65_536, r: 8, p: 2 };

export interface Passwords {
  hash(password: string): Promise<PasswordHash>;
  /**
   * Compares in constant time. Without a stored hash it costs the same and returns false, so that nobody learns from the time
   * which names exist.
   */
  fits(password: string, stored: PasswordHash | null): Promise<boolean>;
}

/** @param cost of new hashes; a stored one is compared with its own */
export function createPasswords(cost: Cost = COST): Passwords {
  return {
    async hash(password) {
      const salt = randomBytes(16);
      const hash = await derive(password, salt, cost);
      return { ...cost, salt: salt.toString('base64url'), hash: hash.toString('base64url') };
    },
    async fits(password, stored) {
      const salt = stored === null ? randomBytes(16) : Buffer.from(stored.salt, 'base64url');
      const hash = await derive(password, salt, stored ?? cost);
      const expected = stored === null ? randomBytes(HASH_BYTES) : Buffer.from(stored.hash, 'base64url');
      return stored !== null && hash.length === expected.length && timingSafeEqual(hash, expected);
    },
  };
}

function derive(password: string, salt: Buffer, { N, r, p }: Cost): Promise<Buffer> {
  const maxmem = 128 * N * r + 16 * 1024 * 1024;
  return new Promise((resolve, reject) => {
    scrypt(password.normalize('NFKC'), salt, HASH_BYTES, { N, r, p, maxmem }, (error, derived) => {
      if (error === null) resolve(derived);
      else reject(error);
    });
  });
}
