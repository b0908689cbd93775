import { z } from 'zod';
import { jcs } from '../../shared/sync/encoding.ts';
import { Genesis, Receipt } from '../../shared/sync/wire.ts';
import type { Connection } from './database.ts';
import { JournalFault } from './faults.ts';

/** What the server told of a chain (SYNC.md): acknowledged, in every backup, and its newest signed promise. */
export type Travel = {
  readonly ackedSeq: number;
  readonly settledSeq: number;
  readonly receipt: Receipt | null;
};

export type ChainRecord = Travel & {
  readonly chain: string;
  readonly genesis: Genesis;
  readonly signature: string;
};

/** The chains of the file. Reading throws {@link JournalFault} `corrupt` at a row that cannot be read. */
export type ChainTable = {
  insert(record: ChainRecord): void;
  keepTravel(chain: string, told: Travel): void;
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
});

export function chainTable(connection: Connection): ChainTable {
  const select = 'SELECT chain, genesis, signature, acked_seq, settled_seq, receipt FROM chains';
  const insert = connection.prepare(
    'INSERT INTO chains (chain, genesis, signature, acked_seq, settled_seq, receipt) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const keep = connection.prepare(
    'UPDATE chains SET acked_seq = ?, settled_seq = ?, receipt = ? WHERE chain = ?',
  );
  const newest = connection.prepare(`${select} ORDER BY ordinal DESC LIMIT 1`);
  const all = connection.prepare(`${select} ORDER BY ordinal`);
  return {
    insert({ chain, genesis, signature, ackedSeq, settledSeq, receipt }) {
      const genesisText = Buffer.from(jcs(genesis)).toString('utf8');
      insert.run(chain, genesisText, signature, ackedSeq, settledSeq, receiptText(receipt));
    },
    keepTravel(chain, { ackedSeq, settledSeq, receipt }) {
      keep.run(ackedSeq, settledSeq, receiptText(receipt), chain);
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
    };
  } catch (error) {
    // Only this program writes these rows: what does not parse was damaged on the disk.
    throw new JournalFault('corrupt', error);
  }
}

function receiptText(receipt: Receipt | null): string | null {
  return receipt === null ? null : JSON.stringify(receipt);
}
