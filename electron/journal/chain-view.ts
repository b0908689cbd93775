import type { Signer } from '../../shared/sync/keys.ts';
import type { Head, JsonObject } from '../../shared/sync/wire.ts';
import type { ChainRecord, SyncState } from './sqlite/chain-table.ts';
import type { DamagedRow, StoredRow, TextRow } from './sqlite/entry-table.ts';
import type { Ledger } from './ledger.ts';

/** What may be written: type and body are validated by whoever calls (`bodies.ts`). */
export type LedgerDraft = {
  readonly type: string;
  readonly body: JsonObject;
  readonly actor: string;
  readonly session: string | null;
};

/** One chain as sync sees it: the newest, or a former one as far as it belongs to the server. */
export interface ChainView {
  readonly chain: string;
  readonly record: ChainRecord;
  /** The last entry that the server should have. */
  readonly head: Head | null;
  readonly signer: Signer;
  hashAt(seq: number): string | null;
  /** By seq; a row that cannot be read is among them as one. */
  rows(fromSeq: number, limit: number): readonly (StoredRow | DamagedRow)[];
  /** The same entries as text, neither read as JSON nor checked. */
  readTexts(fromSeq: number, limit: number): readonly TextRow[];
  /**
   * What the server told of this chain; `entries` is written into the newest chain in the same transaction, and the
   * entries at `withheld` are marked: the server has them without their bodies.
   */
  saveSyncState(told: SyncState, entries?: readonly LedgerDraft[], withheld?: readonly number[]): void;
}

/** A chain that is written no more, up to the last seq that it shares with the server. */
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
    saveSyncState(told, entries = [], withheld = []) {
      ledger.write(entries, {
        within: () => {
          ledger.chains.saveSyncState(chain, told);
          for (const seq of withheld) ledger.entries.withhold(chain, seq);
        },
        committed: () => {
          record = { ...record, ...told };
        },
      });
    },
  };
}
