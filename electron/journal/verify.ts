import { ok, refuse, type Result } from '../../shared/result.ts';
import { chainId, type EntryFault, verifyEntry, verifyGenesis } from '../../shared/sync/chain.ts';
import type { Head } from '../../shared/sync/wire.ts';
import type { Ledger } from './ledger.ts';

export type Verified = { readonly chains: number; readonly entries: number; readonly erased: number };

/** The first thing that is wrong: in which chain, at which seq (0: its genesis), and what. */
export type VerifyRefusal = {
  readonly code:
    | EntryFault
    | 'genesis-mismatch'
    | 'header-unreadable'
    | 'body-unreadable'
    | 'receipt-mismatch'
    | 'file-damaged';
  readonly chain: string;
  readonly seq: number;
};

const BATCH = 500;

/** Holds every chain of the file against its hashes, its bodies and the server's newest receipt (R60). */
export function verifyLedger(ledger: Ledger): Result<Verified, VerifyRefusal> {
  if (ledger.connection.pragma('quick_check(1)', { simple: true }) !== 'ok') {
    return refuse({ code: 'file-damaged', chain: ledger.chain, seq: 0 });
  }
  const chains = ledger.chains.all();
  let entries = 0;
  let erased = 0;
  for (const { chain, genesis, signature, receipt, pruned, commonSeq } of chains) {
    if (chainId(genesis) !== chain || !verifyGenesis(genesis, signature)) {
      return refuse({ code: 'genesis-mismatch', chain, seq: 0 });
    }
    // What is older than the headers are kept begins at the last one that went.
    let head: Head | null = pruned;
    for (;;) {
      const rows = ledger.entries.range(chain, (head?.seq ?? 0) + 1, BATCH);
      if (rows.length === 0) break;
      for (const row of rows) {
        if (row.wire === null) return refuse({ code: 'header-unreadable', chain, seq: row.seq });
        const verified = verifyEntry(chain, head, row.wire);
        const { seq } = row.wire.header;
        if (!verified.ok) return refuse({ code: verified.refusal, chain, seq });
        if (row.bodyState === 'unreadable') return refuse({ code: 'body-unreadable', chain, seq });
        if (row.bodyState === 'erased') erased += 1;
        head = verified.value;
        entries += 1;
      }
    }
    // What the server has signed for must still be here: a file that lost its tail verifies by itself.
    // Of a former chain the server may have signed for entries that another branch of it holds.
    const isOurs = receipt !== null && (commonSeq === null || receipt.seq <= commonSeq);
    if (isOurs && ledger.entries.hashAt(chain, receipt.seq) !== receipt.hash) {
      return refuse({ code: 'receipt-mismatch', chain, seq: receipt.seq });
    }
  }
  return ok({ chains: chains.length, entries, erased });
}
