import { ok, refuse, type Result } from '../../shared/result.ts';
import type { Enrolment } from '../../shared/sync/rows.ts';
import { HashAnswer, StateAnswer } from '../../shared/sync/wire.ts';
import { syncEntry } from '../journal/entry-bodies.ts';
import type { ChainView, LedgerDraft } from '../journal/chain-view.ts';
import type { Caller, Client } from './client.ts';
import { callFault, fault, type SyncFault } from './fault.ts';

/** One chain and the connection to the server. */
export type ChainContext = {
  readonly client: Client;
  readonly caller: Caller;
  readonly serverKey: Enrolment['serverKey'];
  readonly view: ChainView;
};

/** Asks for the server's state of a chain, and registers the chain if unknown. */
export async function handshake({
  client,
  caller,
  view,
}: ChainContext): Promise<Result<StateAnswer, SyncFault>> {
  const path = `/v1/state?chain=${view.chain}`;
  const ask = (): ReturnType<typeof client.call<StateAnswer>> =>
    client.call(caller, { method: 'GET', path, body: null, answer: StateAnswer });
  let asked = await ask();
  const unknown = asked.ok ? asked.value?.status === 'unknown' : asked.refusal.code === 'chain-unknown';
  if (unknown) {
    const { genesis, signature } = view.record;
    const call = { method: 'POST', path: '/v1/chains', body: { genesis, signature }, answer: null } as const;
    const opened = await client.call(caller, call);
    if (!opened.ok) return refuse(callFault(opened.refusal));
    asked = await ask();
  }
  if (!asked.ok) return refuse(callFault(asked.refusal));
  if (asked.value === null || asked.value.chain !== view.chain) return refuse(fault('answer-malformed'));
  if (asked.value.status === 'unknown') return refuse(fault('chain-unknown'));
  return ok(asked.value);
}

/** Disagreements after which a chain cannot continue (SYNC.md, What the station does before each push). */
export type Divergence = 'station-went-back' | 'forked' | 'chain-closed';
export type Comparison = 'level' | 'server-went-back' | Divergence;

/**
 * Compares heads; for a former chain, only up to what it shares with the server. When both agree, saves the server's
 * state: this covers a lost answer, and a restored server gets everything again.
 */
export async function compareHeads(
  state: StateAnswer,
  context: ChainContext,
): Promise<Result<Comparison, SyncFault>> {
  const { view } = context;
  const isFormer = view.record.commonSeq !== null;
  const lastSeq = view.head?.seq ?? 0;
  const theirSeq = state.head?.seq ?? 0;
  const seq = Math.min(theirSeq, lastSeq);
  const theirs = seq === theirSeq ? ok(state.head?.hash ?? null) : await askHash(seq, context);
  if (!theirs.ok) return theirs;
  if (seq > 0 && !isSame(view, seq, theirs.value)) return ok('forked');
  if (!isFormer && theirSeq > lastSeq) return ok('station-went-back');
  if (!isFormer && state.status === 'forked') return ok('forked');
  if (!isFormer && state.status === 'closed') return ok('chain-closed');

  const { ackedSeq, settledSeq, receipt } = view.record;
  const syncState = { ackedSeq: seq, settledSeq: Math.min(state.settledSeq, seq), receipt };
  if (seq < ackedSeq) {
    view.saveSyncState(syncState, [wentBackDraft(view.record, seq, state.epoch)]);
    return ok('server-went-back');
  }
  if (seq !== ackedSeq || syncState.settledSeq !== settledSeq) view.saveSyncState(syncState);
  return ok('level');
}

/** Finds the last seq with the same hash on both sides, in O(log n) calls. */
export async function findCommonSeq(
  theirSeq: number,
  context: ChainContext,
): Promise<Result<number, SyncFault>> {
  const { view } = context;
  let common = 0;
  let most = Math.min(theirSeq, view.head?.seq ?? 0);
  while (common < most) {
    const middle = Math.ceil((common + most) / 2);
    const theirs = await askHash(middle, context);
    if (!theirs.ok) return theirs;
    if (isSame(view, middle, theirs.value)) common = middle;
    else most = middle - 1;
  }
  return ok(common);
}

/** Null when the server has no entry there. */
async function askHash(
  seq: number,
  { client, caller, view }: ChainContext,
): Promise<Result<string | null, SyncFault>> {
  if (seq === 0) return ok(null);
  const path = `/v1/chains/${view.chain}/hash?seq=${seq}`;
  const answered = await client.call(caller, { method: 'GET', path, body: null, answer: HashAnswer });
  if (answered.ok) {
    if (answered.value?.seq === seq) return ok(answered.value.hash);
    return refuse(fault('answer-malformed'));
  }
  return answered.refusal.code === 'no-such-entry' ? ok(null) : refuse(callFault(answered.refusal));
}

function isSame(view: ChainView, seq: number, theirs: string | null): boolean {
  const { pruned } = view.record;
  // Pruned headers were in every backup; there is no hash left to compare.
  if (pruned !== null && seq < pruned.seq) return theirs !== null;
  return theirs !== null && view.hashAt(seq) === theirs;
}

export function wentBackDraft(
  { ackedSeq, receipt }: ChainView['record'],
  found: number,
  epoch: string,
): LedgerDraft {
  const epochs = { epoch: epoch.slice(0, 200), receiptEpoch: receipt?.epoch.slice(0, 200) ?? null };
  return syncEntry({ type: 'sync.server-went-back', body: { acked: ackedSeq, found, ...epochs } });
}
