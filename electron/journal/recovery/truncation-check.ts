import { z } from 'zod';
import { Receipt } from '../../../shared/sync/wire.ts';
import type { Connection } from '../sqlite/database.ts';
import { columnsOf } from '../sqlite/faults.ts';
import type { LastKnown } from './head-checkpoint.ts';

/** A file that SQLite believes intact lost its tail. `emptied`: it has no chain left. */
export type MissingTail = { readonly emptied: boolean; readonly known: LastKnown };

const NewestRow = z.object({ chain: z.string(), receipt: z.string().nullable() });

/**
 * Compares the file with the head checkpoint and with the newest receipt, before anything is written: a journal that
 * lost its tail still has valid hashes (R60). Null when nothing is missing.
 */
export function findMissingTail(connection: Connection, known: LastKnown | null): MissingTail | null {
  const newest = newestChain(connection);
  if (newest === null) return known === null ? null : { emptied: true, known };
  const receipt = newest.receipt === null ? null : Receipt.safeParse(parseJson(newest.receipt));
  if (receipt?.success === true && hashAt(connection, newest.chain, receipt.data.seq) !== receipt.data.hash) {
    const { seq, hash } = receipt.data;
    const signed = { chain: newest.chain, head: { seq, hash } };
    const isFurther = known?.chain === newest.chain && (known.head?.seq ?? 0) > seq;
    return { emptied: false, known: isFurther ? known : signed };
  }
  if (known === null) return null;
  const prunedSeq = prunedSeqOf(connection, known.chain);
  if (prunedSeq === null) return { emptied: false, known };
  if (known.head === null || known.head.seq <= prunedSeq) return null;
  return hashAt(connection, known.chain, known.head.seq) === known.head.hash
    ? null
    : { emptied: false, known };
}

function newestChain(connection: Connection): z.infer<typeof NewestRow> | null {
  const tables = "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name IN ('chains', 'entries')";
  if (connection.prepare(tables).pluck().get() !== 2) return null;
  const row = connection.prepare('SELECT chain, receipt FROM chains ORDER BY ordinal DESC LIMIT 1').get();
  return row === undefined ? null : columnsOf(NewestRow, row);
}

/** Null when the file does not know the chain. The column is not there before version 2. */
function prunedSeqOf(connection: Connection, chain: string): number | null {
  const row = connection.prepare('SELECT * FROM chains WHERE chain = ?').get(chain);
  if (row === undefined) return null;
  const read = z.object({ pruned_seq: z.int() }).safeParse(row);
  return read.success ? read.data.pruned_seq : 0;
}

function hashAt(connection: Connection, chain: string, seq: number): unknown {
  return connection.prepare('SELECT hash FROM entries WHERE chain = ? AND seq = ?').pluck().get(chain, seq);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
