import { ok, refuse, type Result } from '../../shared/result.ts';
import { signHead, verifyOwnText, wireText } from '../../shared/sync/chain.ts';
import type { Head } from '../../shared/sync/wire.ts';
import type { ChainView } from '../journal/chain-view.ts';
import type { TextRow } from '../journal/sqlite/entry-table.ts';
import type { Client, Content } from './client.ts';
import { fault, type SyncFault } from './fault.ts';

export type Limits = { readonly maxEntries: number; readonly maxBytes: number };

/** Verified entries after `from`, and the request that carries them. */
export type Batch = {
  readonly chain: string;
  readonly from: Head | null;
  readonly rows: readonly TextRow[];
  readonly head: Head;
  /** An `EntriesRequest`, signed. */
  readonly content: Content;
};

export type BatchOrder = {
  readonly view: ChainView;
  readonly client: Client;
  /** The entry before the first; null at the start of the chain, undefined if missing. */
  readonly from: Head | null | undefined;
  readonly limits: Limits;
  /** The seq of an entry to send as a skeleton, or null. */
  readonly withoutBody: number | null;
  /** Yields about every millisecond, so that a request in flight is not held up. */
  readonly inSteps?: boolean;
};

/** Bytes of a request besides its entries. */
const ENVELOPE_BYTES = 1024;
const STEP = 50;

/** The head at a seq: null for seq 0, undefined if missing. */
export function headAt(view: ChainView, seq: number): Head | null | undefined {
  if (seq === 0) return null;
  const hash = view.hashAt(seq);
  return hash === null ? undefined : { seq, hash };
}

/** Reads, verifies and signs the next entries: at least one, at most what `limits` allow. */
export async function readBatch(order: BatchOrder): Promise<Result<Batch, SyncFault>> {
  const { view, client, from, limits, withoutBody, inSteps = false } = order;
  const { chain } = view;
  if (from === undefined) return refuse(fault('journal-damaged'));
  const rows: TextRow[] = [];
  const texts: string[] = [];
  let head = from;
  let bytes = ENVELOPE_BYTES;
  const isFull = (): boolean => rows.length === limits.maxEntries || bytes > limits.maxBytes;
  while (!isFull()) {
    const step = Math.min(STEP, limits.maxEntries - rows.length);
    const read = view.readTexts((head?.seq ?? 0) + 1, step);
    for (const row of read) {
      const text = row.seq === withoutBody ? { ...row.text, salt: null, body: null } : row.text;
      const wire = wireText(text);
      bytes += Buffer.byteLength(wire, 'utf8') + 1;
      if (rows.length > 0 && isFull()) break;
      // Verified before it is signed: a flipped bit must not leave this machine.
      const verified = verifyOwnText(chain, head, text);
      if (!verified.ok || verified.value.seq !== row.seq) return refuse(fault('journal-damaged'));
      head = verified.value;
      rows.push(row);
      texts.push(wire);
    }
    if (read.length < step) break;
    if (inSteps) await yieldToEventLoop();
  }
  if (head === null || rows.length === 0) return refuse(fault('journal-damaged'));
  const signed = JSON.stringify(signHead(chain, head, view.signer));
  const json = `{"from":${JSON.stringify(from)},"entries":[${texts.join(',')}],"head":${signed}}`;
  return ok({ chain, from, rows, head, content: await client.content(json) });
}

/** Lets pending network events run. */
export function yieldToEventLoop(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}
