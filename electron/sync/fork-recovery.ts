import { ok, type Result, unreachable } from '../../shared/result.ts';
import type { StateAnswer, WireEntry } from '../../shared/sync/wire.ts';
import { wireBytes } from '../../shared/sync/chain.ts';
import { syncEntry } from '../journal/entry-bodies.ts';
import type { LedgerDraft } from '../journal/chain-view.ts';
import { seqOf } from '../journal/sqlite/entry-table.ts';
import type { Ledger } from '../journal/ledger.ts';
import { callFault, type SyncFault, treatmentOf } from './fault.ts';
import { type ChainContext, type Divergence, findCommonSeq } from './handshake.ts';

/**
 * Handles a divergence from the server (SYNC.md): sends the diverging entries as evidence and continues in a new chain
 * that names the old one. Nothing is deleted or blocked.
 */
export async function startNewChain(
  what: Divergence,
  state: StateAnswer,
  ledger: Ledger,
  context: ChainContext,
): Promise<Result<void, SyncFault>> {
  const found = await findCommonSeq(state.head?.seq ?? 0, context);
  if (!found.ok) return found;
  const lastCommonSeq = found.value;
  const shown = await sendEvidence(lastCommonSeq, state.limits, context);
  if (!shown.ok) return shown;

  const { receipt } = ledger.record;
  const settledSeq = Math.min(state.settledSeq, lastCommonSeq);
  const previousChain = ledger.chain;
  ledger.saveSyncState({ ackedSeq: lastCommonSeq, settledSeq, receipt });
  const reason = reasonOf(what);
  ledger.newChain({
    reason,
    lastCommonSeq,
    firstEntries: (carried) => [
      syncEntry({
        type: 'sync.chain-opened',
        body: { reason, previousChain, lastCommonSeq, carried, incident: null, setAside: null },
      }),
    ],
  });
  return ok(undefined);
}

/** The same for a former chain that a restored server no longer has: its entries are copied to the present chain. */
export async function rejoinFormer(
  state: StateAnswer,
  ledger: Ledger,
  context: ChainContext,
): Promise<Result<void, SyncFault>> {
  const found = await findCommonSeq(state.head?.seq ?? 0, context);
  if (!found.ok) return found;
  const shown = await sendEvidence(found.value, state.limits, context);
  if (!shown.ok) return shown;
  ledger.copyFormer(context.view.record, found.value);
  return ok(undefined);
}

/**
 * Continues in a new chain with the readable entries after an unacknowledged row was found damaged, so that one damaged
 * row does not block sync.
 */
export function leaveDamagedChain(ledger: Ledger): void {
  const lastCommonSeq = ledger.record.ackedSeq;
  const body = { reason: 'corrupt', previousChain: ledger.chain, lastCommonSeq } as const;
  const firstEntries = (carried: number): readonly LedgerDraft[] => [
    syncEntry({
      type: 'sync.chain-opened',
      body: { ...body, carried, incident: 'row-damaged', setAside: null },
    }),
  ];
  ledger.newChain({ reason: 'corrupt', lastCommonSeq, firstEntries });
}

function reasonOf(what: Divergence): 'rolled-back' | 'forked' {
  switch (what) {
    case 'forked':
      return 'forked';
    case 'station-went-back':
    case 'chain-closed':
      return 'rolled-back';
    default:
      return unreachable(what);
  }
}

type Limits = StateAnswer['limits'];

/** Sends all entries after a seq. A passing fault ends it; entries that the server refuses are skipped. */
async function sendEvidence(
  afterSeq: number,
  limits: Limits,
  { client, caller, view }: ChainContext,
): Promise<Result<void, SyncFault>> {
  const path = `/v1/chains/${view.chain}/evidence`;
  let next = afterSeq + 1;
  let most = Math.min(limits.maxEntries, 1000);
  for (;;) {
    const rows = view.rows(next, most);
    const end = rows.at(-1);
    if (end === undefined) return ok(undefined);
    // A damaged row is no evidence.
    const wires = rows.map(({ wire }) => wire).filter((wire) => wire !== null);
    const entries = fitting(wires, limits.maxBytes);
    const last = entries.at(-1);
    if (last === undefined) {
      next = seqOf(end) + 1;
      continue;
    }
    const sent = await client.call(caller, { method: 'POST', path, body: { entries }, answer: null });
    if (!sent.ok) {
      const why = callFault(sent.refusal);
      const isRefused = why.code === 'too-large' || treatmentOf(why.code).kind === 'attention';
      if (!isRefused || isAboutStation(why)) return { ok: false, refusal: why };
      if (entries.length > 1) {
        most = Math.floor(entries.length / 2);
        continue;
      }
    }
    next = last.header.seq + 1;
  }
}

/** Whether every request would be refused, not only these entries. */
function isAboutStation({ code }: SyncFault): boolean {
  return treatmentOf(code).atLeastMs > 0;
}

function fitting(entries: readonly WireEntry[], maxBytes: number): readonly WireEntry[] {
  let bytes = 1024;
  const end = entries.findIndex((entry, index) => {
    bytes += wireBytes(entry) + 1;
    return index > 0 && bytes > maxBytes;
  });
  return end === -1 ? entries : entries.slice(0, end);
}
