import { randomBytes } from 'node:crypto';
import { ok, refuse, type Result } from '../result.ts';
import { ascii, concat, fromB64u, jcs, sha256, toB64u } from './encoding.ts';
import { type Signer, verifySignature } from './keys.ts';
import type { Genesis, Head, Header, JsonObject, SignedHead, WireEntry } from './wire.ts';

/** Largest entry on the wire, bytes (SYNC.md, Chain and entry). */
export const MAX_ENTRY_BYTES = 16 * 1024;

const SALT_BYTES = 16;

/** The name of a chain: the hash of its genesis. */
export function chainId(genesis: Genesis): string {
  return toB64u(sha256(genesisMessage(genesis)));
}

export function signGenesis(genesis: Genesis, signer: Signer): string {
  return toB64u(signer.sign(genesisMessage(genesis)));
}

/** Whether the genesis is signed by the key that it names itself. */
export function verifyGenesis(genesis: Genesis, signature: string): boolean {
  return verifySignature(genesis.publicKey, genesisMessage(genesis), signature);
}

/** The commitment to a body under a salt of 16 bytes. */
export function commitBody(salt: Uint8Array, body: JsonObject): string {
  return toB64u(sha256(ascii('child-link/1/body\n'), salt, jcs(body)));
}

export function hashHeader(header: Header): string {
  return toB64u(sha256(ascii('child-link/1/entry\n'), jcs(header)));
}

/** What `prev` must be for the entry after `head`; the chain's id when there is none yet. */
export function prevOf(chain: string, head: Head | null): string {
  return head === null ? chain : head.hash;
}

/** An entry for the chain: a fresh salt, the commitment and the hash. `salt` is for tests that need a known one. */
export function buildEntry(
  fields: Omit<Header, 'v' | 'commit'>,
  body: JsonObject,
  salt: Uint8Array = randomBytes(SALT_BYTES),
): WireEntry {
  const header: Header = { v: 1, ...fields, commit: commitBody(salt, body) };
  return { header, hash: hashHeader(header), salt: toB64u(salt), body };
}

/** Why an entry does not belong where it stands. */
export type EntryFault =
  'hash-mismatch' | 'commit-mismatch' | 'prev-mismatch' | 'seq-mismatch' | 'chain-mismatch';

/**
 * Holds one entry against the chain and the head before it (null: it is the first). Gives the new head.
 * An erased entry (no salt, no body) passes: its commitment stands.
 */
export function verifyEntry(chain: string, before: Head | null, entry: WireEntry): Result<Head, EntryFault> {
  const { header } = entry;
  if (header.chain !== chain) return refuse('chain-mismatch');
  if (header.seq !== (before?.seq ?? 0) + 1) return refuse('seq-mismatch');
  if (header.prev !== prevOf(chain, before)) return refuse('prev-mismatch');
  if (hashHeader(header) !== entry.hash) return refuse('hash-mismatch');
  if (!bodyMatches(entry)) return refuse('commit-mismatch');
  return ok({ seq: header.seq, hash: entry.hash });
}

/** Whether salt and body give the header's commitment, or both are gone. */
export function bodyMatches(entry: WireEntry): boolean {
  if (entry.salt === null && entry.body === null) return true;
  if (entry.salt === null || entry.body === null) return false;
  const salt = fromB64u(entry.salt, SALT_BYTES);
  return salt !== null && commitBody(salt, entry.body) === entry.header.commit;
}

/** Bytes that an entry takes in a request. */
export function wireBytes(entry: WireEntry): number {
  return Buffer.byteLength(JSON.stringify(entry), 'utf8');
}

/** The entry without what may be erased. */
export function skeletonOf(entry: WireEntry): WireEntry {
  return { header: entry.header, hash: entry.hash, salt: null, body: null };
}

export function signHead(chain: string, head: Head, signer: Signer): SignedHead {
  return { ...head, signature: toB64u(signer.sign(headMessage(chain, head))) };
}

export function verifyHead(chain: string, head: SignedHead, publicKey: string): boolean {
  return verifySignature(publicKey, headMessage(chain, head), head.signature);
}

function genesisMessage(genesis: Genesis): Uint8Array {
  return concat(ascii('child-link/1/genesis\n'), jcs(genesis));
}

function headMessage(chain: string, head: Head): Uint8Array {
  return ascii(`child-link/1/head\n${chain}\n${head.seq}\n${head.hash}`);
}
