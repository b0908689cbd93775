import { createHash, hash } from 'node:crypto';

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

/** Canonical JSON of RFC 8785 as UTF-8 bytes; throws as {@link canonicalText}. */
export function jcs(value: unknown): Uint8Array {
  return Buffer.from(canonicalText(value), 'utf8');
}

/**
 * Canonical JSON of RFC 8785. Throws on what JSON cannot say (lone surrogate, NaN, undefined): a bug.
 * The RFC takes strings and numbers as ECMAScript writes them; what it adds is the order of the members.
 */
export function canonicalText(value: unknown): string {
  switch (typeof value) {
    case 'string':
      if (!value.isWellFormed()) break;
      return JSON.stringify(value);
    case 'number':
      if (!Number.isFinite(value)) break;
      return JSON.stringify(value);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'object':
      if (value === null) return 'null';
      if (Array.isArray(value)) return `[${value.map(canonicalText).join(',')}]`;
      return membersText(value);
    default:
      break;
  }
  throw new TypeError('This value has no canonical JSON');
}

function membersText(value: object): string {
  let text = '';
  // The default order of sort() is that of UTF-16 code units.
  for (const name of Object.keys(value).sort()) {
    const member: unknown = Reflect.get(value, name);
    // Omits undefined members, as JSON does.
    if (member === undefined) continue;
    text += `${text === '' ? '' : ','}${canonicalText(name)}:${canonicalText(member)}`;
  }
  return `{${text}}`;
}

export function sha256(...parts: readonly Uint8Array[]): Uint8Array {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
}

/** The SHA-256 of text as UTF-8 or of bytes, in base64url. */
export function sha256B64u(content: string | Uint8Array): string {
  return hash('sha256', content, 'base64url');
}

/** The bytes of an ASCII label, such as `child-link/1/entry\n`. */
export function ascii(text: string): Uint8Array {
  return Buffer.from(text, 'ascii');
}

export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(parts);
}
