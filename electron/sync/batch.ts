import { ok, refuse, type Result } from '../../shared/result.ts';
import { signHead, verifyOwnText, wireText } from '../../shared/sync/chain.ts';
import type { Head } from '../../shared/sync/wire.ts';
import type { ChainView } from '../journal/chain-view.ts';
import type { TextRow } from '../journal/sqlite/entry-table.ts';
import type { Client, Content } from './client.ts';
import { fault, type SyncFault } from './fault.ts';

export type Limits = { readonly maxEntries: number; readonly maxBytes: number };

/** Entries that follow on `from`, verified, with the request that carries them. */
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
  /** The entry before the first; null for the beginning of the chain, undefined when it is not there. */
  readonly from: Head | null | undefined;
  readonly limits: Limits;
  /** The seq of one that travels as a skeleton, or null. */
  readonly withoutBody: number | null;
  /** In steps of about a millisecond: what is being sent meanwhile would otherwise wait in this process. */
  readonly inSteps?: boolean;
};

/** The members around the entries of a request. */
const ENVELOPE_BYTES = 1024;
const STEP = 50;

/** The entry at a seq that was read before: null for none, undefined when it is not there. */
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
      // What is read back is verified before it is signed for: a flipped bit must not leave this machine.
      const verified = verifyOwnText(chain, head, text);
      if (!verified.ok || verified.value.seq !== row.seq) return refuse(fault('journal-damaged'));
      head = verified.value;
      rows.push(row);
      texts.push(wire);
    }
    if (read.length < step) break;
    if (inSteps) await aTurn();
  }
  if (head === null || rows.length === 0) return refuse(fault('journal-damaged'));
  const signed = JSON.stringify(signHead(chain, head, view.signer));
  const json = `{"from":${JSON.stringify(from)},"entries":[${texts.join(',')}],"head":${signed}}`;
  return ok({ chain, from, rows, head, content: await client.content(json) });
}

/** Lets the network have its turn. */
export function aTurn(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}
