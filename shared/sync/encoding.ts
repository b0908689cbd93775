import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';

/** Bytes as base64url without padding (SYNC.md, Notation). */
export function toB64u(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64url');
}

/**
 * The bytes of base64url text, or null when it is not the one canonical spelling of exactly `length` bytes:
 * a second spelling of the same bytes would give one thing two identities.
 */
export function fromB64u(text: string, length: number): Uint8Array | null {
  const bytes = Buffer.from(text, 'base64url');
  return bytes.length === length && bytes.toString('base64url') === text ? bytes : null;
}

/** Canonical JSON of RFC 8785 as UTF-8 bytes. Throws on what JSON cannot say (lone surrogate, NaN): a bug. */
export function jcs(value: unknown): Uint8Array {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError('This value has no canonical JSON');
  return Buffer.from(text, 'utf8');
}

export function sha256(...parts: readonly Uint8Array[]): Uint8Array {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
}

/** The bytes of an ASCII label, such as `child-link/1/entry\n`. */
export function ascii(text: string): Uint8Array {
  return Buffer.from(text, 'ascii');
}

export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(parts);
}
