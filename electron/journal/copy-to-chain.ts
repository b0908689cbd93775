import { buildEntry, hashHeader, prevOf, skeletonOf } from '../../shared/sync/chain.ts';
import type { Head, Header, WireEntry } from '../../shared/sync/wire.ts';

/** Bytes that every entry leaves free for the member `carriedFrom`. */
export const COPY_RESERVE_BYTES = 256;

/**
 * Copies an entry into another chain after `head`: same id, type and time, `carriedFrom` in the body (SYNC.md). An
 * erased entry stays erased and keeps its commitment.
 */
export function copyToChain(wire: WireEntry, chain: string, head: Head | null): WireEntry {
  const { v: _v, commit, ...fields } = wire.header;
  const placed = { ...fields, chain, seq: (head?.seq ?? 0) + 1, prev: prevOf(chain, head) };
  if (wire.body === null) {
    const header: Header = { v: 1, ...placed, commit };
    return skeletonOf({ header, hash: hashHeader(header), salt: null, body: null });
  }
  const carriedFrom = { chain: wire.header.chain, seq: wire.header.seq };
  return buildEntry(placed, { ...wire.body, carriedFrom });
}
