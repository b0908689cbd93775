import { JournalFault } from '../journal/faults.ts';
import type { Ledger } from '../journal/ledger.ts';
import { unsafeCount } from './push.ts';

/** Entries of former chains that the server has not signed for. */
export function owedByFormers(ledger: Ledger): number {
  return ledger.formerChains().reduce((sum, view) => sum + unsafeCount(view), 0);
}

/** When the oldest entry was written that the server has but its backups do not; null when there is none. */
export function unsettledSince(ledger: Ledger): number | null {
  const { settledSeq, ackedSeq } = ledger.record;
  const row = settledSeq < ackedSeq ? ledger.read(settledSeq + 1, 1)[0] : undefined;
  return row === undefined ? null : Date.parse(row.wire.header.at);
}

/** When the entry at a seq was written; remembered, because it is asked for at every write. */
export function oldestWaiting(ledger: Ledger): { readonly at: (seq: number) => number | null } {
  let known: { readonly chain: string; readonly seq: number; readonly at: number } | null = null;
  return {
    at(seq) {
      if (known !== null && known.chain === ledger.chain && known.seq === seq) return known.at;
      try {
        const row = ledger.read(seq, 1)[0];
        known = row === undefined ? null : { chain: ledger.chain, seq, at: Date.parse(row.wire.header.at) };
        return known?.at ?? null;
      } catch (error) {
        // A journal that cannot be read is said by the round that meets it, not by the status.
        if (error instanceof JournalFault) return null;
        throw error;
      }
    },
  };
}
