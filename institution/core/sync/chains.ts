import { toInstant } from '../../../shared/clock.ts';
import { ok } from '../../../shared/result.ts';
import { chainId, verifyGenesis } from '../../../shared/sync/chain.ts';
import type {
  ChainRequest,
  EvidenceRequest,
  HeartbeatRequest,
  SignedHead,
} from '../../../shared/sync/wire.ts';
import type { Caller, SyncContext } from './context.ts';
import { markRestored } from './epoch.ts';
import { CHAIN_UNKNOWN, refuseSync, type SyncOutcome } from './refusal.ts';
import { verifyHead } from './signatures.ts';
import type { LockedChain, SyncWriter } from './sync-store.ts';

/** Opens a chain, unless it is open already. Closes the chain that it follows. */
export async function openChain(
  context: SyncContext,
  caller: Caller,
  { genesis, signature }: ChainRequest,
): Promise<SyncOutcome<'created' | 'known'>> {
  const { institution, station, publicKey } = caller;
  if (genesis.station !== station) {
    return refuseSync({ code: 'malformed', detail: 'The genesis names another station.' });
  }
  const isSigned = verifyGenesis(genesis, signature);
  const chain = chainId(genesis);
  const at = toInstant(context.clock.now());
  return context.store.write(async (writer) => {
    if (genesis.publicKey !== publicKey && !(await writer.hasKey(station, genesis.publicKey))) {
      return refuseSync({
        code: 'key-unknown',
        detail: 'The genesis names a key that this station does not have.',
      });
    }
    if (!isSigned) {
      return refuseSync({ code: 'signature-invalid', detail: 'The signature of the genesis is not good.' });
    }
    if (!(await writer.addChain(chain, { station, genesis: JSON.stringify(genesis), signature, at }))) {
      return ok('known');
    }
    if (genesis.previousChain !== null) {
      await writer.closeChain(station, genesis.previousChain);
      const alarm = { code: `chain-${genesis.reason}`, detail: `Follows ${genesis.previousChain}` };
      await writer.addAlarm(institution, { id: context.newId(), at, station, chain, ...alarm });
    }
    return ok('created');
  });
}

/** Keeps diverging entries as they were sent, unjudged. */
export function keepEvidence(
  { store, clock, newId }: SyncContext,
  { station }: Caller,
  chain: string,
  { entries }: EvidenceRequest,
): Promise<SyncOutcome<null>> {
  return store.write(async (writer) => {
    if ((await writer.chain(station, chain)) === null) return refuseSync(CHAIN_UNKNOWN);
    const at = toInstant(clock.now());
    await writer.addEvidence({ id: newId(), chain, at, entries: JSON.stringify(entries) });
    return ok(null);
  });
}

/** The head of a heartbeat must be signed by the key that signed the request. */
export function takeHeartbeat(
  context: SyncContext,
  caller: Caller,
  heartbeat: HeartbeatRequest,
): Promise<SyncOutcome<null>> {
  const { station, publicKey } = caller;
  const { chain, head, ackedSeq, appVersion } = heartbeat;
  const isSigned = head === null || verifyHead(chain, head, publicKey);
  return context.store.write(async (writer) => {
    const row = await writer.lockChain(station, chain);
    if (row === null) return refuseSync(CHAIN_UNKNOWN);
    // A receipt for more than is here proves that the data was restored; once is enough for each position.
    if (ackedSeq > Math.max(row.head?.seq ?? 0, row.ackedSeq)) {
      await writer.recordAcked(chain, ackedSeq);
      await markRestored(context, writer);
    }
    if (!isSigned) {
      return refuseSync({ code: 'signature-invalid', detail: 'The signature of the head is not good.' });
    }
    if (head !== null && (await isHighestSigned(context, writer, caller, row, head)))
      await writer.recordSignedHead(chain, head);
    const at = toInstant(context.clock.now());
    await writer.recordHeartbeat(station, { at, appVersion, text: JSON.stringify(heartbeat) });
    return ok(null);
  });
}

/**
 * Whether it is the highest head that the station ever signed, which is kept: a lower one later proves lost entries, and
 * raises an alarm.
 */
export async function isHighestSigned(
  { clock, newId }: SyncContext,
  writer: SyncWriter,
  { institution, station }: Caller,
  { chain, signed }: LockedChain,
  head: SignedHead,
): Promise<boolean> {
  const alarm = (code: string, detail: string): Promise<void> =>
    writer.addAlarm(institution, {
      id: newId(),
      at: toInstant(clock.now()),
      ...{ station, chain, code, detail },
    });
  if (signed === null || head.seq > signed.seq) return true;
  if (head.seq < signed.seq) await alarm('head-went-back', `Signed ${signed.seq} before, ${head.seq} now`);
  else if (head.hash !== signed.hash) await alarm('two-heads', `Two signed heads at ${head.seq}`);
  return false;
}
