import { z } from 'zod';
import { jcs } from '../../../shared/sync/encoding.ts';
import { Genesis, type Head, Receipt } from '../../../shared/sync/wire.ts';
import type { Connection } from './database.ts';
import { JournalFault } from './faults.ts';

/** What the server said about a chain (SYNC.md): acknowledged, in every backup, and its newest receipt. */
export type SyncState = {
  readonly ackedSeq: number;
  readonly settledSeq: number;
  readonly receipt: Receipt | null;
};

export type ChainRecord = SyncState & {
  readonly chain: string;
  readonly genesis: Genesis;
  readonly signature: string;
  /** The last seq that a former chain shares with the server; later entries were copied to the next chain. Null for the newest chain. */
  readonly commonSeq: number | null;
  /** No erasable body is left up to this seq. */
  readonly erasedSeq: number;
  /** The last entry whose header was removed after 400 days; null if none. */
  readonly pruned: Head | null;
};

/** The chains of the file. Reading throws {@link JournalFault} `corrupt` at a damaged row. */
export type ChainTable = {
  insert(chain: Pick<ChainRecord, 'chain' | 'genesis' | 'signature'>): ChainRecord;
  saveSyncState(chain: string, syncState: SyncState): void;
  /** Closes a chain; up to `commonSeq` it is still synced. */
  leave(chain: string, commonSeq: number): void;
  keepErased(chain: string, erasedSeq: number): void;
  keepPruned(chain: string, pruned: Head): void;
  find(chain: string): ChainRecord | null;
  newest(): ChainRecord | null;
  /** Oldest first. */
  all(): readonly ChainRecord[];
};

const Row = z.object({
  chain: z.string(),
  genesis: z.string(),
  signature: z.string(),
  acked_seq: z.int(),
  settled_seq: z.int(),
  receipt: z.string().nullable(),
  common_seq: z.int().nullable(),
  erased_seq: z.int(),
  pruned_seq: z.int(),
  pruned_hash: z.string().nullable(),
});

export function chainTable(connection: Connection): ChainTable {
  const select = 'SELECT * FROM chains';
  const insert = connection.prepare('INSERT INTO chains (chain, genesis, signature) VALUES (?, ?, ?)');
  const keep = connection.prepare(
    'UPDATE chains SET acked_seq = ?, settled_seq = ?, receipt = ? WHERE chain = ?',
  );
  const leave = connection.prepare('UPDATE chains SET common_seq = ? WHERE chain = ?');
  const keepErased = connection.prepare('UPDATE chains SET erased_seq = ? WHERE chain = ?');
  const keepPruned = connection.prepare('UPDATE chains SET pruned_seq = ?, pruned_hash = ? WHERE chain = ?');
  const find = connection.prepare(`${select} WHERE chain = ?`);
  const newest = connection.prepare(`${select} ORDER BY ordinal DESC LIMIT 1`);
  const all = connection.prepare(`${select} ORDER BY ordinal`);
  return {
    insert({ chain, genesis, signature }) {
      insert.run(chain, Buffer.from(jcs(genesis)).toString('utf8'), signature);
      const syncState: SyncState = { ackedSeq: 0, settledSeq: 0, receipt: null };
      return { chain, genesis, signature, ...syncState, commonSeq: null, erasedSeq: 0, pruned: null };
    },
    saveSyncState(chain, { ackedSeq, settledSeq, receipt }) {
      keep.run(ackedSeq, settledSeq, receipt === null ? null : JSON.stringify(receipt), chain);
    },
    leave: (chain, commonSeq) => void leave.run(commonSeq, chain),
    keepErased: (chain, erasedSeq) => void keepErased.run(erasedSeq, chain),
    keepPruned: (chain, { seq, hash }) => void keepPruned.run(seq, hash, chain),
    find(chain) {
      const row = find.get(chain);
      return row === undefined ? null : readRow(row);
    },
    newest() {
      const row = newest.get();
      return row === undefined ? null : readRow(row);
    },
    all: () => all.all().map(readRow),
  };
}

function readRow(found: unknown): ChainRecord {
  try {
    const row = Row.parse(found);
    return {
      chain: row.chain,
      genesis: Genesis.parse(JSON.parse(row.genesis)),
      signature: row.signature,
      ackedSeq: row.acked_seq,
      settledSeq: row.settled_seq,
      receipt: row.receipt === null ? null : Receipt.parse(JSON.parse(row.receipt)),
      commonSeq: row.common_seq,
      erasedSeq: row.erased_seq,
      pruned: row.pruned_hash === null ? null : { seq: row.pruned_seq, hash: row.pruned_hash },
    };
  } catch (error) {
    // Only this program writes these rows: one that does not parse is damaged.
    throw new JournalFault('corrupt', error);
  }
}
