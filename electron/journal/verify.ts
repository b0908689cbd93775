import { ok, refuse, type Result } from '../../shared/result.ts';
import { chainId, type EntryFault, verifyEntry, verifyGenesis } from '../../shared/sync/chain.ts';
import type { Head } from '../../shared/sync/wire.ts';
import type { ChainRecord } from './sqlite/chain-table.ts';
import type { Ledger } from './ledger.ts';

export type Verified = { readonly chains: number; readonly entries: number; readonly erased: number };

/** The first thing that is wrong: in which chain, at which seq (0: its genesis), and what. */
export type VerifyRefusal = {
  readonly code:
    | EntryFault
    | 'genesis-mismatch'
    | 'header-unreadable'
    | 'body-unreadable'
    | 'row-mismatch'
    | 'receipt-mismatch'
    | 'file-damaged';
  readonly chain: string;
  readonly seq: number;
};

/** Each step verifies some hundred entries; the last one returns the result. */
export type Verification = Generator<undefined, Result<Verified, VerifyRefusal>, undefined>;

const BATCH = 500;

/** Verifies every chain of the file: hashes, bodies and the server's newest receipt (R60). */
export function verifyLedger(ledger: Ledger): Result<Verified, VerifyRefusal> {
  // Includes the indexes: an entry that no query finds is as good as lost.
  if (ledger.connection.pragma('integrity_check(1)', { simple: true }) !== 'ok') {
    return refuse({ code: 'file-damaged', chain: ledger.chain, seq: 0 });
  }
  const steps = verifyInSteps(ledger);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** The same in steps, without SQLite's own check of the file, for callers that must not block. */
export function* verifyInSteps(ledger: Ledger): Verification {
  let verified: Verified = { chains: 0, entries: 0, erased: 0 };
  for (const record of ledger.chains.all()) {
    const checked = yield* verifyChain(ledger, record, verified);
    if (!checked.ok) return checked;
    verified = checked.value;
  }
  return ok(verified);
}

function* verifyChain(
  ledger: Ledger,
  { chain, genesis, signature, receipt, commonSeq, pruned }: ChainRecord,
  { chains: chainsBefore, entries: entriesBefore, erased: erasedBefore }: Verified,
): Verification {
  const wrong = (code: VerifyRefusal['code'], seq: number): Result<never, VerifyRefusal> =>
    refuse({ code, chain, seq });
  if (chainId(genesis) !== chain || !verifyGenesis(genesis, signature)) return wrong('genesis-mismatch', 0);
  let [count, erased] = [entriesBefore, erasedBefore];
  // After pruning, a chain begins after the last header that was removed.
  let head: Head | null = pruned;
  for (;;) {
    // Looked up at each step: the file may have been reopened in between.
    const rows = ledger.entries.range(chain, (head?.seq ?? 0) + 1, BATCH);
    if (rows.length === 0) break;
    for (const row of rows) {
      if (row.wire === null) return wrong('header-unreadable', row.seq);
      const checked = verifyEntry(chain, head, row.wire);
      const { seq } = row.wire.header;
      if (!checked.ok) {
        const nowPruned: Head | null = ledger.chains.find(chain)?.pruned ?? null;
        // Headers were pruned between two steps.
        const isFloor = nowPruned !== null && nowPruned.seq === seq - 1;
        const again = isFloor ? verifyEntry(chain, nowPruned, row.wire) : checked;
        if (!again.ok) return wrong(again.refusal, seq);
      }
      if (!row.isFaithful) return wrong('row-mismatch', seq);
      if (row.bodyState === 'unreadable') return wrong('body-unreadable', seq);
      if (row.bodyState === 'erased') erased += 1;
      head = { seq, hash: row.wire.hash };
      count += 1;
    }
    yield;
  }
  // The receipt must match: a file that lost its tail has valid hashes. For a former chain the receipt may cover entries
  // of another branch.
  const isOurs = receipt !== null && (commonSeq === null || receipt.seq <= commonSeq);
  if (isOurs && ledger.entries.hashAt(chain, receipt.seq) !== receipt.hash) {
    return wrong('receipt-mismatch', receipt.seq);
  }
  return ok({ chains: chainsBefore + 1, entries: count, erased });
}
