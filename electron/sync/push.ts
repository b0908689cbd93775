import { ok, refuse, type Result } from '../../shared/result.ts';
import { verifyReceipt } from '../../shared/sync/receipt.ts';
import { EntriesAnswer, type Head, type Receipt, type StateAnswer } from '../../shared/sync/wire.ts';
import { syncEntry } from '../journal/entry-bodies.ts';
import type { ChainView, LedgerDraft } from '../journal/chain-view.ts';
import type { TextRow } from '../journal/sqlite/entry-table.ts';
import { yieldToEventLoop, type Batch, headAt, readBatch } from './batch.ts';
import { callFault, fault, type SyncFault } from './fault.ts';
import { type ChainContext, wentBackDraft } from './handshake.ts';
import type { BatchSizer } from './batch-sizer.ts';

/** Most entries per request, whatever the server's limits, to bound memory. */
const MAX_ENTRIES = 2000;

/** The first request is small and each may be twice as large as the last, so that the next is ready when one is answered. */
const INITIAL_ENTRIES = 100;

/**
 * Sends entries until the server has signed for all of them. Call after {@link compareHeads} (SYNC.md, What the station
 * does before each push). One request is in flight; the next is prepared meanwhile. Returns how many entries were
 * acknowledged.
 */
export async function push(
  state: StateAnswer,
  context: ChainContext,
  batchSizer: BatchSizer,
): Promise<Result<number, SyncFault>> {
  const { view, client } = context;
  let sent = 0;
  const most = Math.min(state.limits.maxEntries, MAX_ENTRIES);
  const mostBytes = (): number => Math.min(state.limits.maxBytes, batchSizer.bytes);
  let limit = Math.min(most, INITIAL_ENTRIES);
  let gapsSeen = 0;
  let withheld: SyncFault | null = null;
  let withoutBody: number | null = null;
  let ready: Ready | null = null;
  while (needsPush(view)) {
    const from = startOf(view);
    const limits = { maxEntries: limit, maxBytes: mostBytes() };
    const made: Ready | null = follows(ready, view, from) ? ready : null;
    ready = null;
    const read: Result<Batch, SyncFault> =
      made === null
        ? await readBatch({ view, client, from: headAt(view, from), limits, withoutBody })
        : ok(made.batch);
    if (!read.ok) return read;
    const batch: Batch = read.value;
    const { rows } = batch;
    const sending = made?.sending ?? send(batch, context);
    if (withoutBody === null && batch.head.seq < (view.head?.seq ?? 0)) {
      const next = { maxEntries: Math.min(most, 2 * rows.length), maxBytes: mostBytes() };
      const order = { view, client, from: batch.head, limits: next, withoutBody: null, inSteps: true };
      const after = await readBatch(order);
      if (after.ok) ready = { batch: after.value, sending: null };
    }
    const pushed = await sending;
    batchSizer.learn(pushed.ok ? 'arrived' : pushed.refusal.code);
    if (pushed.ok) {
      sent += pushed.value.ackedSeq - from;
      const missing = rows.filter(({ bodyState, seq }) => bodyState === 'unreadable' || seq === withoutBody);
      const seqs = missing.map(({ seq }) => seq);
      if (ready !== null && missing.length === 0 && pushed.value.ackedSeq === batch.head.seq) {
        // Sent before the receipt is saved, which waits for the disk. If saving fails, the next handshake recovers.
        ready = { batch: ready.batch, sending: send(ready.batch, context) };
        await yieldToEventLoop();
      }
      view.saveSyncState(
        pushed.value,
        missing.map((row) => bodilessDraft(view.chain, row)),
        seqs,
      );
      if (missing.length > 0) withheld = fault('sent-without-body');
      limit = most;
      withoutBody = null;
      continue;
    }
    ready = null;
    const { code, head } = pushed.refusal;
    if (code === 'gap' && gapsSeen === 0 && stepBack(view, head, state.epoch)) {
      gapsSeen += 1;
      continue;
    }
    // The last entry was sent again for a missing receipt, and the server does not repeat it.
    if (code === 'gap' && from < view.record.ackedSeq) return refuse(fault('receipt-missing'));
    if (code === 'fork') return refuse(fault('forked'));
    if (code !== 'malformed' && code !== 'hash-mismatch' && code !== 'too-large')
      return refuse(pushed.refusal);
    if (rows.length > 1) {
      limit = Math.max(1, Math.floor(rows.length / 2));
      continue;
    }
    // Intact here but refused even alone: send its commitment only, so that it does not block later entries.
    const only = rows[0];
    if (only === undefined || only.text.body === null || only.seq === withoutBody || code === 'too-large') {
      return refuse(fault('entry-refused'));
    }
    withoutBody = only.seq;
  }
  return withheld === null ? ok(sent) : refuse(withheld);
}

/** The last seq that the server has signed for: nothing is safe without a receipt. */
export function safeSeq({ record }: Pick<ChainView, 'record'>): number {
  return Math.min(record.ackedSeq, record.receipt?.seq ?? 0);
}

/** Entries that the server has not signed for. */
export function unsafeCount(view: ChainView): number {
  return Math.max(0, (view.head?.seq ?? 0) - safeSeq(view));
}

function needsPush(view: ChainView): boolean {
  return unsafeCount(view) > 0;
}

/** The seq after which to send. When only a receipt is missing, the last entry is sent again. */
function startOf(view: ChainView): number {
  const { ackedSeq } = view.record;
  return ackedSeq < (view.head?.seq ?? 0) ? ackedSeq : ackedSeq - 1;
}

/** After a `gap`: goes back to the server's head if this chain contains it. Returns whether anything changed. */
function stepBack(view: ChainView, head: Head | null, epoch: string): boolean {
  const { ackedSeq, settledSeq, receipt } = view.record;
  const seq = head?.seq ?? 0;
  if (seq === ackedSeq || (head !== null && view.hashAt(seq) !== head.hash)) return false;
  const syncState = { ackedSeq: seq, settledSeq: Math.min(settledSeq, seq), receipt };
  view.saveSyncState(syncState, seq < ackedSeq ? [wentBackDraft(view.record, seq, epoch)] : []);
  return true;
}

/** The next batch, prepared while one was in flight; `sending` once that one was acknowledged. */
type Ready = { readonly batch: Batch; readonly sending: Sending | null };

/** Whether a prepared batch follows `from`. */
function follows(ready: Ready | null, view: ChainView, from: number): boolean {
  return ready !== null && ready.batch.chain === view.chain && ready.batch.from?.seq === from;
}

type Sending = Promise<Result<Acknowledged, PushRefusal>>;
type Acknowledged = { readonly ackedSeq: number; readonly settledSeq: number; readonly receipt: Receipt };
type PushRefusal = SyncFault & { readonly head: Head | null };

/** Posts one batch and accepts the answer only with a matching receipt. */
async function send(batch: Batch, { client, caller, view, serverKey }: ChainContext): Sending {
  const path = `/v1/chains/${batch.chain}/entries`;
  const call = { method: 'POST', path, body: null, content: batch.content, answer: EntriesAnswer } as const;
  const answered = await client.call(caller, call);
  if (!answered.ok) return refuse({ ...callFault(answered.refusal), head: answered.refusal.head });
  if (answered.value === null) return refuse({ ...fault('answer-malformed'), head: null });
  const { head, settledSeq, receipt } = answered.value;
  const lastSeq = view.head?.seq ?? 0;
  // Of a former chain the server may have more, on another branch; the shared part was compared before.
  const isBeyond = view.record.commonSeq !== null && head.seq > lastSeq;
  const isOurs = head.seq >= batch.head.seq && (isBeyond || view.hashAt(head.seq) === head.hash);
  const covers = receipt.chain === view.chain && receipt.seq === head.seq && receipt.hash === head.hash;
  if (!isOurs) return refuse({ ...fault('forked'), head });
  if (!covers || receipt.keyId !== serverKey.keyId || !verifyReceipt(receipt, serverKey.publicKey)) {
    return refuse({ ...fault('receipt-invalid'), head });
  }
  const ackedSeq = Math.min(head.seq, lastSeq);
  return ok({ ackedSeq, settledSeq: Math.min(settledSeq, ackedSeq), receipt });
}

function bodilessDraft(chain: string, { seq, bodyState }: TextRow): LedgerDraft {
  const why = bodyState === 'unreadable' ? 'unreadable' : 'refused';
  return syncEntry({ type: 'sync.sent-without-body', body: { chain, seq, why } });
}
