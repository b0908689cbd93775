import { createPrivateKey, createPublicKey, type KeyObject, randomBytes, sign, verify } from 'node:crypto';
import { concat, fromB64u, sha256, toB64u } from './encoding.ts';

/** A signing key. `publicKey` is b64u of 32 bytes. */
export interface Signer {
  readonly publicKey: string;
  /** The Ed25519 signature (64 bytes) over `message`. */
  sign(message: Uint8Array): Uint8Array;
}

// DER around a raw Ed25519 key (RFC 8410): the one form that both OpenSSL and Electron's BoringSSL read.
const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');

/** A new secret: 32 random bytes. */
export function newSeed(): Uint8Array {
  return randomBytes(32);
}

/** The signer of a 32-byte Ed25519 seed. Throws when the seed has another length: a bug. */
export function signerFromSeed(seed: Uint8Array): Signer {
  if (seed.length !== 32) throw new RangeError('An Ed25519 seed has 32 bytes');
  const privateKey = createPrivateKey({
    key: Buffer.concat([PKCS8_PREFIX, seed]),
    format: 'der',
    type: 'pkcs8',
  });
  const spki = createPublicKey(privateKey).export({ format: 'der', type: 'spki' });
  return {
    publicKey: toB64u(spki.subarray(-32)),
    sign: (message) => sign(null, message, privateKey),
  };
}

/**
 * The fingerprint that people compare, `3F2A 91C0 …`: the first 16 bytes of SHA-256 over a public key (b64u of 32 bytes),
 * in groups of four hexadecimal digits.
 */
export function keyFingerprint(publicKey: string): string {
  const digits = Buffer.from(sha256(Buffer.from(publicKey, 'base64url')).subarray(0, 16)).toString('hex');
  return (digits.toUpperCase().match(/.{4}/gu) ?? []).join(' ');
}

/** Whether `signature` (b64u of 64 bytes) by `publicKey` (b64u of 32 bytes) over `message` is good. Never throws. */
export function verifySignature(publicKey: string, message: Uint8Array, signature: string): boolean {
  const signatureBytes = fromB64u(signature, 64);
  return signatureBytes !== null && verifyBytes(publicKey, message, signatureBytes);
}

/** As {@link verifySignature}, of signature bytes. */
export function verifyBytes(publicKey: string, message: Uint8Array, signature: Uint8Array): boolean {
  const raw = fromB64u(publicKey, 32);
  if (raw === null || signature.length !== 64) return false;
  try {
    return verify(null, message, keyOf(publicKey, raw), signature);
  } catch {
    // Bytes that are not a point on the curve: OpenSSL throws where others return false.
    return false;
  }
}

/** Caches parsed keys: parsing costs as much as verifying, and a server keeps hearing from the same stations. */
const MOST_KEYS = 2000;
const keys = new Map<string, KeyObject>();

function keyOf(publicKey: string, raw: Uint8Array): KeyObject {
  const known = keys.get(publicKey);
  if (known !== undefined) return known;
  const key = createPublicKey({ key: Buffer.from(concat(SPKI_PREFIX, raw)), format: 'der', type: 'spki' });
  if (keys.size >= MOST_KEYS) keys.clear();
  keys.set(publicKey, key);
  return key;
}
