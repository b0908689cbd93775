import { ascii, canonicalText, concat, jcs, sha256, toB64u } from './encoding.ts';
import { verifySignature } from './keys.ts';
import type { Json } from './wire.ts';

/** What the server signs about the state of a feed. */
export type FeedSeal = {
  readonly feed: string;
  readonly gen: number;
  readonly ver: number;
  readonly stateHash: string;
  readonly issuedAt: string;
  readonly expiresAt: string;
};

/** The hash of a whole feed: every key with its row, keys in UTF-16 order. */
export function feedStateHash(rows: ReadonlyMap<string, Json>): string {
  return feedTextHash(new Map([...rows].map(([key, row]) => [key, canonicalText(row)])));
}

/** The same for rows that are canonical JSON already. */
export function feedTextHash(texts: ReadonlyMap<string, string>): string {
  // The default order of sort() is that of UTF-16 code units.
  const keys = [...texts.keys()].sort();
  const lines = keys.map((key) => `[${canonicalText(key)},${texts.get(key) ?? ''}]\n`);
  return toB64u(sha256(ascii('child-link/1/feed-state\n'), Buffer.from(lines.join(''), 'utf8')));
}

export function verifyFeed(seal: FeedSeal, signature: string, serverPublicKey: string): boolean {
  return verifySignature(serverPublicKey, feedMessage(seal), signature);
}

export function feedMessage({ feed, gen, ver, stateHash, issuedAt, expiresAt }: FeedSeal): Uint8Array {
  return concat(ascii('child-link/1/feed\n'), jcs({ feed, gen, ver, stateHash, issuedAt, expiresAt }));
}
