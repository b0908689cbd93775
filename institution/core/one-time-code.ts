import { ascii, sha256, toB64u } from '../../shared/sync/encoding.ts';

// 32 letters and digits without 0, 1, I and O, which are read as each other: 16 of them are 80 bits.
const LETTERS = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';
/** Random bytes that a code is made of. */
export const CODE_LENGTH = 16;

/** A code that a person types once, in groups of four: `K7QM-2XWP-…`. */
export function oneTimeCode(randomBytes: Uint8Array): string {
  const letters = [...randomBytes].map((byte) => LETTERS[byte % LETTERS.length]).join('');
  return letters.replaceAll(/(.{4})(?=.)/gu, '$1-');
}

/** The hash that is kept of a code. Case, spaces and hyphens do not matter. */
export function codeHashOf(code: string): string {
  const typed = code.toUpperCase().replace(/[^0-9A-Z]/gu, '');
  return toB64u(sha256(ascii('child-link/1/one-time-code\n'), Buffer.from(typed, 'utf8')));
}
