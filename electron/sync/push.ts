import { ok, refuse, type Result } from '../../shared/result.ts';
import { signHead, skeletonOf, verifyEntry, wireBytes } from '../../shared/sync/chain.ts';
import { verifyReceipt } from '../../shared/sync/receipt.ts';
import type { Enrolment } from '../../shared/sync/rows.ts';
import {
  EntriesAnswer,
  type EntriesRequest,
  type Head,
  type Receipt,
  StateAnswer,
  type WireEntry,
} from '../../shared/sync/wire.ts';
import { bodyOf, type TravelDraft } from '../journal/bodies.ts';
import type { StoredRow } from '../journal/entry-table.ts';
import type { LedgerDraft } from '../journal/chain-view.ts';
import type { Ledger } from '../journal/ledger.ts';
import type { Caller, Client } from './client.ts';
import { callFault, fault, type SyncFault } from './fault.ts';

export type PushOptions = {
  readonly client: Client;
  readonly caller: Caller;
  readonly serverKey: Enrolment['serverKey'];
  readonly ledger: Ledger;
};

type Limits = { readonly maxEntries: number; readonly maxBytes: number };

/** The members around the entries of a request. */
const ENVELOPE_BYTES = 1024;
/** What this station is willing to hold in memory, whatever the server's limits. */
const MOST_ENTRIES = 2000;
const MOST_BYTES = 4 * 1024 * 1024;

/** Asks where the server stands, and makes our chain known to it when it is not. */
export async function handshake(options: PushOptions): Promise<Result<StateAnswer, SyncFault>> {
  const { client, caller, ledger } = options;
  const ask = (): ReturnType<typeof client.call<StateAnswer>> =>
    client.call(caller, {
      method: 'GET',
      path: `/v1/state?chain=${ledger.chain}`,
      body: null,
      answer: StateAnswer,
    });
  let asked = await ask();
  const unknown = asked.ok ? asked.value?.status === 'unknown' : asked.refusal.code === 'chain-unknown';
  if (unknown) {
    const { genesis, signature } = ledger.record;
    const call = { method: 'POST', path: '/v1/chains', body: { genesis, signature }, answer: null } as const;
    const opened = await client.call(caller, call);
    if (!opened.ok) return refuse(callFault(opened.refusal));
    asked = await ask();
  }
  if (!asked.ok) return refuse(callFault(asked.refusal));
  if (asked.value === null || asked.value.chain !== ledger.chain) return refuse(fault('answer-malformed'));
  if (asked.value.status === 'unknown') return refuse(fault('chain-unknown'));
  return ok(asked.value);
}

/**
 * Compares heads, then sends what the server lacks until it has everything and has signed for it
 * (SYNC.md, What the station does before each push). Gives how many entries were acknowledged.
 */
export async function push(state: StateAnswer, options: PushOptions): Promise<Result<number, SyncFault>> {
  const { ledger } = options;
  const compared = compareHeads(state, ledger);
  if (!compared.ok) return compared;

  let sent = 0;
  const most = Math.min(state.limits.maxEntries, MOST_ENTRIES);
  const maxBytes = Math.min(state.limits.maxBytes, MOST_BYTES);
  let limit = most;
  let gapsMet = 0;
  let withheld: SyncFault | null = null;
  let withoutBody: number | null = null;
  while (needsPush(ledger)) {
    const from = startOf(ledger);
    const batch = readBatch(ledger, from, { maxEntries: limit, maxBytes }, withoutBody);
    if (!batch.ok) return batch;
    const { entries, request } = batch.value;
    const pushed = await send(request, options);
    if (pushed.ok) {
      sent += pushed.value.ackedSeq - from;
      const missing = entries.filter(
        (row) => row.bodyState === 'unreadable' || row.wire.header.seq === withoutBody,
      );
      ledger.keepTravel(
        pushed.value,
        missing.map((row) => bodilessDraft(row)),
      );
      if (missing.length > 0) withheld = fault('sent-without-body');
      limit = most;
      withoutBody = null;
      continue;
    }
    const { code, head } = pushed.refusal;
    if (code === 'gap' && gapsMet === 0 && stepBack(ledger, head, state.epoch)) {
      gapsMet += 1;
      continue;
    }
    // Asked only for the receipt of an answer that was lost, and this server does not give it again.
    if (code === 'gap' && from < ledger.record.ackedSeq) return refuse(fault('receipt-missing'));
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
export function safeSeq({ record }: Pick<Ledger, 'record'>): number {
  return Math.min(record.ackedSeq, record.receipt?.seq ?? 0);
}

function needsPush(ledger: Ledger): boolean {
  return safeSeq(ledger) < (ledger.head?.seq ?? 0);
}

/** The seq after which to send. When only a receipt is missing, the last entry goes again to bring it. */
function startOf(ledger: Ledger): number {
  const { ackedSeq } = ledger.record;
  return ackedSeq < (ledger.head?.seq ?? 0) ? ackedSeq : ackedSeq - 1;
}

function compareHeads(state: StateAnswer, ledger: Ledger): Result<void, SyncFault> {
  const { ackedSeq, settledSeq, receipt } = ledger.record;
  const theirs = state.head?.seq ?? 0;
  if (theirs > (ledger.head?.seq ?? 0)) return refuse(fault('station-went-back'));
  if (state.head !== null && ledger.hashAt(theirs) !== state.head.hash) return refuse(fault('forked'));
  if (state.status === 'forked') return refuse(fault('forked'));
  if (state.status === 'closed') return refuse(fault('chain-closed'));
  const told = { ackedSeq: theirs, settledSeq: Math.min(state.settledSeq, theirs), receipt };
  if (theirs < ackedSeq) ledger.keepTravel(told, [wentBackDraft(ackedSeq, theirs, state.epoch)]);
  else if (theirs !== ackedSeq || told.settledSeq !== settledSeq) ledger.keepTravel(told);
  return ok(undefined);
}

/** After a `gap`: goes back to the server's head when it is one of ours. Gives whether that changes anything. */
function stepBack(ledger: Ledger, head: Head | null, epoch: string): boolean {
  const { ackedSeq, settledSeq, receipt } = ledger.record;
  const seq = head?.seq ?? 0;
  if (seq === ackedSeq || (head !== null && ledger.hashAt(seq) !== head.hash)) return false;
  const told = { ackedSeq: seq, settledSeq: Math.min(settledSeq, seq), receipt };
  ledger.keepTravel(told, seq < ackedSeq ? [wentBackDraft(ackedSeq, seq, epoch)] : []);
  return true;
}

type Batch = { readonly entries: readonly StoredRow[]; readonly request: EntriesRequest };

/** Reads, verifies and signs the next entries. `withoutBody` names one that travels as a skeleton. */
function readBatch(
  ledger: Ledger,
  fromSeq: number,
  limits: Limits,
  withoutBody: number | null,
): Result<Batch, SyncFault> {
  const fromHash = fromSeq === 0 ? null : ledger.hashAt(fromSeq);
  if (fromSeq > 0 && fromHash === null) return refuse(fault('journal-damaged'));
  const from = fromHash === null ? null : { seq: fromSeq, hash: fromHash };
  const entries: StoredRow[] = [];
  const wires: WireEntry[] = [];
  let head: Head | null = from;
  let bytes = ENVELOPE_BYTES;
  for (const row of ledger.read(fromSeq + 1, limits.maxEntries)) {
    const wire = row.wire.header.seq === withoutBody ? skeletonOf(row.wire) : row.wire;
    bytes += wireBytes(wire) + 1;
    if (entries.length > 0 && bytes > limits.maxBytes) break;
    // What is read back is verified before it is signed for: a flipped bit must not leave this machine.
    const verified = verifyEntry(ledger.chain, head, wire);
    if (!verified.ok) return refuse(fault('journal-damaged'));
    head = verified.value;
    entries.push(row);
    wires.push(wire);
  }
  if (head === null || entries.length === 0) return refuse(fault('journal-damaged'));
  return ok({
    entries,
    request: { from, entries: wires, head: signHead(ledger.chain, head, ledger.signer) },
  });
}

type Acknowledged = { readonly ackedSeq: number; readonly settledSeq: number; readonly receipt: Receipt };
type PushRefusal = SyncFault & { readonly head: Head | null };

/** Posts one batch and believes the answer only with a receipt that fits it. */
async function send(
  request: EntriesRequest,
  options: PushOptions,
): Promise<Result<Acknowledged, PushRefusal>> {
  const { client, caller, ledger, serverKey } = options;
  const path = `/v1/chains/${ledger.chain}/entries`;
  const answered = await client.call(caller, { method: 'POST', path, body: request, answer: EntriesAnswer });
  if (!answered.ok) return refuse({ ...callFault(answered.refusal), head: answered.refusal.head });
  if (answered.value === null) return refuse({ ...fault('answer-malformed'), head: null });
  const { head, settledSeq, receipt } = answered.value;
  const isOurs = head.seq >= request.head.seq && ledger.hashAt(head.seq) === head.hash;
  const covers = receipt.chain === ledger.chain && receipt.seq === head.seq && receipt.hash === head.hash;
  if (!isOurs) return refuse({ ...fault('forked'), head });
  if (!covers || receipt.keyId !== serverKey.keyId || !verifyReceipt(receipt, serverKey.publicKey)) {
    return refuse({ ...fault('receipt-invalid'), head });
  }
  return ok({ ackedSeq: head.seq, settledSeq: Math.min(settledSeq, head.seq), receipt });
}

function wentBackDraft(acked: number, found: number, epoch: string): LedgerDraft {
  return ledgerDraft({ type: 'sync.server-went-back', body: { acked, found, epoch } });
}

function bodilessDraft({ wire, bodyState }: StoredRow): LedgerDraft {
  const why = bodyState === 'unreadable' ? 'unreadable' : 'refused';
  return ledgerDraft({
    type: 'sync.sent-without-body',
    body: { chain: wire.header.chain, seq: wire.header.seq, why },
  });
}

function ledgerDraft(draft: TravelDraft): LedgerDraft {
  return { type: draft.type, body: bodyOf(draft), actor: 'station', session: null };
}
