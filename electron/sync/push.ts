import { ok, refuse, type Result } from '../../shared/result.ts';
import { signHead, skeletonOf, verifyEntry, wireBytes } from '../../shared/sync/chain.ts';
import { verifyReceipt } from '../../shared/sync/receipt.ts';
import {
  EntriesAnswer,
  type EntriesRequest,
  type Head,
  type Receipt,
  type StateAnswer,
  type WireEntry,
} from '../../shared/sync/wire.ts';
import { travelDraft } from '../journal/bodies.ts';
import type { ChainView, LedgerDraft } from '../journal/chain-view.ts';
import type { StoredRow } from '../journal/entry-table.ts';
import { JournalFault } from '../journal/faults.ts';
import { callFault, fault, type SyncFault } from './fault.ts';
import { type ChainTrip, wentBackDraft } from './handshake.ts';

type Limits = { readonly maxEntries: number; readonly maxBytes: number };

/** The members around the entries of a request. */
const ENVELOPE_BYTES = 1024;
/** What this station is willing to hold in memory, whatever the server's limits. */
const MOST_ENTRIES = 2000;
const MOST_BYTES = 4 * 1024 * 1024;

/**
 * Sends what the server lacks until it has everything and has signed for it; the heads were compared before
 * (SYNC.md, What the station does before each push). Gives how many entries were acknowledged.
 */
export async function push(state: StateAnswer, trip: ChainTrip): Promise<Result<number, SyncFault>> {
  const { view } = trip;
  let sent = 0;
  const most = Math.min(state.limits.maxEntries, MOST_ENTRIES);
  const maxBytes = Math.min(state.limits.maxBytes, MOST_BYTES);
  let limit = most;
  let gapsMet = 0;
  let withheld: SyncFault | null = null;
  let withoutBody: number | null = null;
  while (needsPush(view)) {
    const from = startOf(view);
    const batch = readBatch(view, from, { maxEntries: limit, maxBytes }, withoutBody);
    if (!batch.ok) return batch;
    const { entries, request } = batch.value;
    const pushed = await send(request, trip);
    if (pushed.ok) {
      sent += pushed.value.ackedSeq - from;
      const missing = entries.filter(
        (row) => row.bodyState === 'unreadable' || row.wire.header.seq === withoutBody,
      );
      const seqs = missing.map((row) => row.wire.header.seq);
      view.keepTravel(pushed.value, missing.map(bodilessDraft), seqs);
      if (missing.length > 0) withheld = fault('sent-without-body');
      limit = most;
      withoutBody = null;
      continue;
    }
    const { code, head } = pushed.refusal;
    if (code === 'gap' && gapsMet === 0 && stepBack(view, head, state.epoch)) {
      gapsMet += 1;
      continue;
    }
    // Asked only for the receipt of an answer that was lost, and this server does not give it again.
    if (code === 'gap' && from < view.record.ackedSeq) return refuse(fault('receipt-missing'));
    if (code === 'fork') return refuse(fault('forked'));
    if (code !== 'malformed' && code !== 'hash-mismatch' && code !== 'too-large')
      return refuse(pushed.refusal);
    if (entries.length > 1) {
      limit = Math.max(1, Math.floor(entries.length / 2));
      continue;
    }
    // Whole, verified here, and refused alone: its commitment goes, so that what follows is not held up for ever.
    const only = entries[0]?.wire;
    if (only === undefined || only.body === null || only.header.seq === withoutBody || code === 'too-large') {
      return refuse(fault('entry-refused'));
    }
    withoutBody = only.header.seq;
  }
  return withheld === null ? ok(sent) : refuse(withheld);
}

/** How far the server has signed for this chain: nothing is safe without a receipt. */
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

/** The seq after which to send. When only a receipt is missing, the last entry goes again to bring it. */
function startOf(view: ChainView): number {
  const { ackedSeq } = view.record;
  return ackedSeq < (view.head?.seq ?? 0) ? ackedSeq : ackedSeq - 1;
}

/** After a `gap`: goes back to the server's head when it is one of ours. Gives whether that changes anything. */
function stepBack(view: ChainView, head: Head | null, epoch: string): boolean {
  const { ackedSeq, settledSeq, receipt } = view.record;
  const seq = head?.seq ?? 0;
  if (seq === ackedSeq || (head !== null && view.hashAt(seq) !== head.hash)) return false;
  const told = { ackedSeq: seq, settledSeq: Math.min(settledSeq, seq), receipt };
  view.keepTravel(told, seq < ackedSeq ? [wentBackDraft(ackedSeq, seq, epoch)] : []);
  return true;
}

type Batch = { readonly entries: readonly StoredRow[]; readonly request: EntriesRequest };

/** Reads, verifies and signs the next entries. `withoutBody` names one that travels as a skeleton. */
function readBatch(
  view: ChainView,
  fromSeq: number,
  limits: Limits,
  withoutBody: number | null,
): Result<Batch, SyncFault> {
  const fromHash = fromSeq === 0 ? null : view.hashAt(fromSeq);
  if (fromSeq > 0 && fromHash === null) return refuse(fault('journal-damaged'));
  const from = fromHash === null ? null : { seq: fromSeq, hash: fromHash };
  const entries: StoredRow[] = [];
  const wires: WireEntry[] = [];
  let head: Head | null = from;
  let bytes = ENVELOPE_BYTES;
  const rows = readRows(view, fromSeq + 1, limits.maxEntries);
  if (rows === null) return refuse(fault('journal-damaged'));
  for (const row of rows) {
    const wire = row.wire.header.seq === withoutBody ? skeletonOf(row.wire) : row.wire;
    bytes += wireBytes(wire) + 1;
    if (entries.length > 0 && bytes > limits.maxBytes) break;
    // What is read back is verified before it is signed for: a flipped bit must not leave this machine.
    const verified = verifyEntry(view.chain, head, wire);
    if (!verified.ok) return refuse(fault('journal-damaged'));
    head = verified.value;
    entries.push(row);
    wires.push(wire);
  }
  if (head === null || entries.length === 0) return refuse(fault('journal-damaged'));
  return ok({
    entries,
    request: { from, entries: wires, head: signHead(view.chain, head, view.signer) },
  });
}

/** Null when a row cannot be read although the file as a whole can. */
function readRows(view: ChainView, fromSeq: number, limit: number): readonly StoredRow[] | null {
  try {
    return view.read(fromSeq, limit);
  } catch (error) {
    if (error instanceof JournalFault && error.code === 'corrupt' && error.isOfRow) return null;
    throw error;
  }
}

type Acknowledged = { readonly ackedSeq: number; readonly settledSeq: number; readonly receipt: Receipt };
type PushRefusal = SyncFault & { readonly head: Head | null };

/** Posts one batch and believes the answer only with a receipt that fits it. */
async function send(request: EntriesRequest, trip: ChainTrip): Promise<Result<Acknowledged, PushRefusal>> {
  const { client, caller, view, serverKey } = trip;
  const path = `/v1/chains/${view.chain}/entries`;
  const answered = await client.call(caller, { method: 'POST', path, body: request, answer: EntriesAnswer });
  if (!answered.ok) return refuse({ ...callFault(answered.refusal), head: answered.refusal.head });
  if (answered.value === null) return refuse({ ...fault('answer-malformed'), head: null });
  const { head, settledSeq, receipt } = answered.value;
  const lastSeq = view.head?.seq ?? 0;
  // Of a former chain the server may hold more, on a branch that is not ours; what both share was compared before.
  const isBeyond = view.record.commonSeq !== null && head.seq > lastSeq;
  const isOurs = head.seq >= request.head.seq && (isBeyond || view.hashAt(head.seq) === head.hash);
  const covers = receipt.chain === view.chain && receipt.seq === head.seq && receipt.hash === head.hash;
  if (!isOurs) return refuse({ ...fault('forked'), head });
  if (!covers || receipt.keyId !== serverKey.keyId || !verifyReceipt(receipt, serverKey.publicKey)) {
    return refuse({ ...fault('receipt-invalid'), head });
  }
  const ackedSeq = Math.min(head.seq, lastSeq);
  return ok({ ackedSeq, settledSeq: Math.min(settledSeq, ackedSeq), receipt });
}

function bodilessDraft({ wire, bodyState }: StoredRow): LedgerDraft {
  const why = bodyState === 'unreadable' ? 'unreadable' : 'refused';
  const { chain, seq } = wire.header;
  return travelDraft({ type: 'sync.sent-without-body', body: { chain, seq, why } });
}
