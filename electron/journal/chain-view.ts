import type { Signer } from '../../shared/sync/keys.ts';
import type { Head, JsonObject } from '../../shared/sync/wire.ts';
import type { ChainRecord, SyncState } from './sqlite/chain-table.ts';
import type { DamagedRow, StoredRow, TextRow } from './sqlite/entry-table.ts';
import type { Ledger } from './ledger.ts';

/** An entry to be written; the caller has validated type and body (`entry-bodies.ts`). */
export type LedgerDraft = {
  readonly type: string;
  readonly body: JsonObject;
  readonly actor: string;
  readonly session: string | null;
};

/** One chain as sync sees it: the newest, or a former one up to what it shares with the server. */
export interface ChainView {
  readonly chain: string;
  readonly record: ChainRecord;
  /** The last entry that the server should have. */
  readonly head: Head | null;
  readonly signer: Signer;
  hashAt(seq: number): string | null;
  /** By seq; a damaged row is returned as such. */
  rows(fromSeq: number, limit: number): readonly (StoredRow | DamagedRow)[];
  /** The same entries as text, neither parsed nor checked. */
  readTexts(fromSeq: number, limit: number): readonly TextRow[];
  /**
   * Saves what the server said about this chain. In the same transaction writes `entries` into the newest chain and marks
   * the entries at `withheld`, which the server has without their bodies.
   */
  saveSyncState(syncState: SyncState, entries?: readonly LedgerDraft[], withheld?: readonly number[]): void;
}

/** A closed chain, up to the last seq that it shares with the server. */
export function formerChain(ledger: Ledger, first: ChainRecord): ChainView {
  let record = first;
  const { chain } = first;
  const lastSeq = record.commonSeq ?? 0;
  const hashAt = (seq: number): string | null => (seq > lastSeq ? null : ledger.entries.hashAt(chain, seq));
  const hash = hashAt(lastSeq);
  return {
    chain,
    get record() {
      return record;
    },
    head: hash === null ? null : { seq: lastSeq, hash },
    get signer() {
      return ledger.signer;
    },
    hashAt,
    rows(fromSeq, limit) {
      const most = Math.min(limit, lastSeq - fromSeq + 1);
      return most < 1 ? [] : ledger.entries.range(chain, fromSeq, most);
    },
    readTexts(fromSeq, limit) {
      const most = Math.min(limit, lastSeq - fromSeq + 1);
      return most < 1 ? [] : ledger.entries.texts(chain, fromSeq, most);
    },
    saveSyncState(syncState, entries = [], withheld = []) {
      ledger.write(entries, {
        within: () => {
          ledger.chains.saveSyncState(chain, syncState);
          for (const seq of withheld) ledger.entries.withhold(chain, seq);
        },
        committed: () => {
          record = { ...record, ...syncState };
        },
      });
    },
  };
}
