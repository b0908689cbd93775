import { JournalFault } from '../journal/sqlite/faults.ts';
import type { Ledger } from '../journal/ledger.ts';
import { unsafeCount } from './push.ts';

/** Entries of former chains without a valid receipt: never signed for, or signed for before a restore. */
export function formerBacklog(ledger: Ledger, unconfirmed: ReadonlySet<string>): number {
  return ledger
    .formerChains()
    .reduce(
      (sum, view) => sum + (unconfirmed.has(view.chain) ? (view.head?.seq ?? 0) : unsafeCount(view)),
      0,
    );
}

/** When the oldest acknowledged entry was written that is not in every backup; null if none. */
export function unsettledSince(ledger: Ledger): number | null {
  const { settledSeq, ackedSeq } = ledger.record;
  return settledSeq < ackedSeq ? writtenAt(ledger, settledSeq + 1) : null;
}

/** Null when there is no such entry or it is damaged; the next sync cycle reports damage. */
export function writtenAt(ledger: Ledger, seq: number): number | null {
  try {
    const row = ledger.read(seq, 1)[0];
    return row === undefined ? null : Date.parse(row.wire.header.at);
  } catch (error) {
    if (error instanceof JournalFault) return null;
    throw error;
  }
}

/** When the entry at a seq was written; cached, because every write asks for it. */
export function oldestWaiting(ledger: Ledger): { readonly at: (seq: number) => number | null } {
  let known: { readonly chain: string; readonly seq: number; readonly at: number } | null = null;
  return {
    at(seq) {
      if (known !== null && known.chain === ledger.chain && known.seq === seq) return known.at;
      const at = writtenAt(ledger, seq);
      known = at === null ? null : { chain: ledger.chain, seq, at };
      return at;
    },
  };
}
