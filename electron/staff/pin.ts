import { createHash, randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import type { PinVerifier } from '../../shared/sync/rows.ts';

const HASH_BYTES = 32;
const SALT_BYTES = 16;
/** About a third of a second, so that a stolen list costs much to search. */
const COST = { N: 32_768, r: 8, p: 3 } as const;
const MEMORY = 64 * 1024 * 1024;

/** Compares a PIN with its verifier (SYNC.md, staff feed): scrypt, 32 bytes, in constant time. */
export function pinFits(pin: string, verifier: PinVerifier): Promise<boolean> {
  const { N, r, p } = verifier;
  const salt = Buffer.from(verifier.salt, 'base64url');
  const expected = Buffer.from(verifier.hash, 'base64url');
  // scrypt needs a little more than 128·N·r bytes; Node's default limit refuses the contract's parameters.
  const maxmem = 128 * N * r + 64 * 1024 * 1024;
  return new Promise((resolve, reject) => {
    scrypt(pin.normalize('NFKC'), salt, HASH_BYTES, { N, r, p, maxmem }, (error, derived) => {
      if (error !== null) reject(error);
      else resolve(derived.length === expected.length && timingSafeEqual(derived, expected));
    });
  });
}

/** Makes the verifier of a new PIN, with a salt of its own. */
export function hashPin(pin: string): Promise<PinVerifier> {
  const salt = randomBytes(SALT_BYTES);
  return new Promise((resolve, reject) => {
    scrypt(pin.normalize('NFKC'), salt, HASH_BYTES, { ...COST, maxmem: MEMORY }, (error, derived) => {
      if (error !== null) reject(error);
      else
        resolve({
          algorithm: 'scrypt',
          ...COST,
          salt: salt.toString('base64url'),
          hash: derived.toString('base64url'),
        });
    });
  });
}

/** Returns a short fingerprint of a verifier, which distinguishes a new PIN from the old one without keeping either. */
export function credentialOf(verifier: PinVerifier): string {
  return createHash('sha256').update(`${verifier.salt}.${verifier.hash}`).digest('base64url').slice(0, 12);
}
