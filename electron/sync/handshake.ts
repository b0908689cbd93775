import { ok, refuse, type Result } from '../../shared/result.ts';
import type { Enrolment } from '../../shared/sync/rows.ts';
import { HashAnswer, StateAnswer } from '../../shared/sync/wire.ts';
import { syncEntry } from '../journal/entry-bodies.ts';
import type { ChainView, LedgerDraft } from '../journal/chain-view.ts';
import type { Caller, Client } from './client.ts';
import { callFault, fault, type SyncFault } from './fault.ts';

/** One chain and the way to the server: what comparing, sending and evidence need. */
export type ChainContext = {
  readonly client: Client;
  readonly caller: Caller;
  readonly serverKey: Enrolment['serverKey'];
  readonly view: ChainView;
};

/** Asks where the server stands, and makes our chain known to it when it is not. */
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

/** How the two sides can disagree so that this chain cannot go on (SYNC.md, What the station does before each push). */
export type Divergence = 'station-went-back' | 'forked' | 'chain-closed';
export type Comparison = 'level' | 'server-went-back' | Divergence;

/**
 * Compares heads. Of a former chain only what it shares with the server counts. When the two agree, what the server
 * says is kept: an answer that was lost is made up for, and a server that went back gets everything again.
 */
export async function compareHeads(
  state: StateAnswer,
  trip: ChainContext,
): Promise<Result<Comparison, SyncFault>> {
  const { view } = trip;
  const isFormer = view.record.commonSeq !== null;
  const lastSeq = view.head?.seq ?? 0;
  const theirSeq = state.head?.seq ?? 0;
  const seq = Math.min(theirSeq, lastSeq);
  const theirs = seq === theirSeq ? ok(state.head?.hash ?? null) : await askHash(seq, trip);
  if (!theirs.ok) return theirs;
  if (seq > 0 && !isSame(view, seq, theirs.value)) return ok('forked');
  if (!isFormer && theirSeq > lastSeq) return ok('station-went-back');
  if (!isFormer && state.status === 'forked') return ok('forked');
  if (!isFormer && state.status === 'closed') return ok('chain-closed');

  const { ackedSeq, settledSeq, receipt } = view.record;
  const told = { ackedSeq: seq, settledSeq: Math.min(state.settledSeq, seq), receipt };
  if (seq < ackedSeq) {
    view.saveSyncState(told, [wentBackDraft(ackedSeq, seq, state.epoch)]);
    return ok('server-went-back');
  }
  if (seq !== ackedSeq || told.settledSeq !== settledSeq) view.saveSyncState(told);
  return ok('level');
}

/** The last seq at which both sides have the same hash, in O(log n) calls. */
export async function findCommonSeq(
  theirSeq: number,
  trip: ChainContext,
): Promise<Result<number, SyncFault>> {
  const { view } = trip;
  let common = 0;
  let most = Math.min(theirSeq, view.head?.seq ?? 0);
  while (common < most) {
    const middle = Math.ceil((common + most) / 2);
    const theirs = await askHash(middle, trip);
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
  // Headers that are gone after 400 days were in every backup: there is nothing left to hold against them.
  if (pruned !== null && seq < pruned.seq) return theirs !== null;
  return theirs !== null && view.hashAt(seq) === theirs;
}

export function wentBackDraft(acked: number, found: number, epoch: string): LedgerDraft {
  return syncEntry({ type: 'sync.server-went-back', body: { acked, found, epoch: epoch.slice(0, 200) } });
}
