import { ok, refuse, type Result } from '../result.ts';
import { ascii, canonicalText, concat, fromB64u, jcs, sha256, sha256B64u, toB64u } from './encoding.ts';
import { type Signer, verifySignature } from './keys.ts';
import { randomSlice } from './random.ts';
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

export function hashHeader(header: Header): string {
  return hashText(headerText(header));
}

const BODY_LABEL = ascii('child-link/1/body\n');

/** The commitment to a body, canonical JSON, under a salt of 16 bytes. */
function commitText(salt: Uint8Array, body: string): string {
  return sha256B64u(Buffer.concat([BODY_LABEL, salt, Buffer.from(body, 'utf8')]));
}

function hashText(header: string): string {
  return sha256B64u(`child-link/1/entry\n${header}`);
}

/** Canonical JSON, with the order of the members written down: there is one for each entry, twice. */
function headerText({ actor, at, boot, chain, clock, commit, id, ...rest }: Header): string {
  const { monotonicMs, prev, seq, session, type, v, ...others } = rest;
  others satisfies Record<string, never>;
  if (!actor.isWellFormed() || !type.isWellFormed()) throw new TypeError('This text has no UTF-8');
  const ordered = { actor, at, boot, chain, clock, commit, id, monotonicMs, prev, seq, session, type, v };
  return JSON.stringify(ordered);
}

/**
 * An entry in the very words that were hashed: header and body as canonical JSON. They are JSON as well, so that the
 * same text is hashed, stored and sent.
 */
export type EntryText = {
  readonly header: string;
  readonly hash: string;
  readonly salt: string | null;
  readonly body: string | null;
};

export function textOf({ header, hash, salt, body }: WireEntry): EntryText {
  return { header: headerText(header), hash, salt, body: body === null ? null : canonicalText(body) };
}

/** The entry as JSON. */
export function wireText({ header, hash, salt, body }: EntryText): string {
  return `{"header":${header},"hash":"${hash}","salt":${salt === null ? 'null' : `"${salt}"`},"body":${body ?? 'null'}}`;
}

/** What `prev` must be for the entry after `head`; the chain's id when there is none yet. */
export function prevOf(chain: string, head: Head | null): string {
  return head === null ? chain : head.hash;
}

/** An entry for the chain: a fresh salt, the commitment and the hash. `salt` is for tests that need a known one. */
export function buildEntry(
  fields: Omit<Header, 'v' | 'commit'>,
  body: JsonObject,
  salt: Uint8Array = randomSlice(SALT_BYTES),
): WireEntry {
  return writeEntry(fields, body, salt).entry;
}

/** As {@link buildEntry}, with the text of the entry. */
export function writeEntry(
  fields: Omit<Header, 'v' | 'commit'>,
  body: JsonObject,
  salt: Uint8Array = randomSlice(SALT_BYTES),
): { readonly entry: WireEntry; readonly text: EntryText } {
  const bodyText = canonicalText(body);
  const header: Header = { v: 1, ...fields, commit: commitText(salt, bodyText) };
  const headed = headerText(header);
  const common = { hash: hashText(headed), salt: toB64u(salt) };
  return { entry: { header, ...common, body }, text: { header: headed, ...common, body: bodyText } };
}

/** Why an entry does not belong where it stands. */
export type EntryFault =
  'hash-mismatch' | 'commit-mismatch' | 'prev-mismatch' | 'seq-mismatch' | 'chain-mismatch';

/**
 * Holds one entry against the chain and the head before it (null: it is the first). Returns the new head.
 * An erased entry (no salt, no body) passes: its commitment stands.
 */
export function verifyEntry(chain: string, before: Head | null, entry: WireEntry): Result<Head, EntryFault> {
  return verifyText(chain, before, entry.header, textOf(entry));
}

/** As {@link verifyEntry}, of an entry that was written on this machine: a header with a good hash is believed to be one. */
export function verifyOwnText(chain: string, before: Head | null, text: EntryText): Result<Head, EntryFault> {
  if (hashText(text.header) !== text.hash) return refuse('hash-mismatch');
  const header: Header = JSON.parse(text.header);
  const place = verifyPlace(chain, before, header);
  if (place !== null) return refuse(place);
  if (!commitMatches(header.commit, text)) return refuse('commit-mismatch');
  return ok({ seq: header.seq, hash: text.hash });
}

/** As {@link verifyEntry}, of an entry whose text is known; `header` is what that text says. */
export function verifyText(
  chain: string,
  before: Head | null,
  header: Header,
  text: EntryText,
): Result<Head, EntryFault> {
  const place = verifyPlace(chain, before, header);
  if (place !== null) return refuse(place);
  if (hashText(text.header) !== text.hash) return refuse('hash-mismatch');
  if (!commitMatches(header.commit, text)) return refuse('commit-mismatch');
  return ok({ seq: header.seq, hash: text.hash });
}

function verifyPlace(chain: string, before: Head | null, header: Header): EntryFault | null {
  if (header.chain !== chain) return 'chain-mismatch';
  if (header.seq !== (before?.seq ?? 0) + 1) return 'seq-mismatch';
  return header.prev === prevOf(chain, before) ? null : 'prev-mismatch';
}

/** Whether salt and body give the header's commitment, or both are gone. */
export function bodyMatches(entry: WireEntry): boolean {
  return commitMatches(entry.header.commit, textOf(entry));
}

function commitMatches(commit: string, { salt, body }: EntryText): boolean {
  if (salt === null && body === null) return true;
  if (salt === null || body === null) return false;
  const bytes = fromB64u(salt, SALT_BYTES);
  return bytes !== null && commitText(bytes, body) === commit;
}

/** Bytes that an entry takes in a request. */
export function wireBytes(entry: WireEntry): number {
  return textBytes(textOf(entry));
}

/** As {@link wireBytes}. */
export function textBytes({ header, hash, salt, body }: EntryText): number {
  const frame = salt === null ? FRAME_BYTES : FRAME_BYTES - 'null'.length + salt.length + 2;
  return frame + Buffer.byteLength(header, 'utf8') + hash.length + Buffer.byteLength(body ?? 'null', 'utf8');
}

/** What {@link wireText} puts around header, hash and body; hash and salt are ASCII. */
const FRAME_BYTES = wireText({ header: '', hash: '', salt: null, body: '' }).length;

/** The entry without what may be erased. */
export function skeletonOf(entry: WireEntry): WireEntry {
  return { header: entry.header, hash: entry.hash, salt: null, body: null };
}

export function signHead(chain: string, head: Head, signer: Signer): SignedHead {
  return { ...head, signature: toB64u(signer.sign(headMessage(chain, head))) };
}

function genesisMessage(genesis: Genesis): Uint8Array {
  return concat(ascii('child-link/1/genesis\n'), jcs(genesis));
}

export function headMessage(chain: string, head: Head): Uint8Array {
  return ascii(`child-link/1/head\n${chain}\n${head.seq}\n${head.hash}`);
}
