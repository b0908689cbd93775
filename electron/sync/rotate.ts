import { ok, refuse, type Result } from '../../shared/result.ts';
import { signKeyChange } from '../../shared/sync/key-change.ts';
import type { Enrolment } from '../../shared/sync/rows.ts';
import { KeyAnswer } from '../../shared/sync/wire.ts';
import { syncEntry } from '../journal/entry-bodies.ts';
import type { Ledger } from '../journal/ledger.ts';
import type { CallCode, Caller, Client } from './client.ts';
import type { IdentityRefusal, IdentityStore } from './identity.ts';

export type RotateRefusal = { readonly code: CallCode | IdentityRefusal['code'] | 'not-enrolled' };

export type RotateOptions = {
  readonly client: Client;
  readonly identity: IdentityStore;
  readonly ledger: Ledger;
};

/**
 * Rotates the station's key in the same chain (SYNC.md, `POST /v1/keys`). The new key is on disk before it is sent, so
 * that a retry after a lost answer uses the same key.
 */
export async function rotateKey(
  parts: RotateOptions,
): Promise<Result<{ readonly keyId: string }, RotateRefusal>> {
  const { identity, ledger } = parts;
  const enrolment = identity.enrolment();
  if (enrolment === null) return refuse({ code: 'not-enrolled' });
  const next = identity.nextKey();
  if (!next.ok) return refuse({ code: next.refusal.code });
  const { publicKey } = next.value;
  const caller = { station: enrolment.station, keyId: enrolment.keyId, signer: identity.current() };
  const named = await registerKey(publicKey, caller, parts.client);
  if (!named.ok) return named;
  const { keyId } = named.value;
  ledger.write([syncEntry({ type: 'key.rotated', body: { keyId, publicKey } })]);
  const used = identity.useNextKey(keyId);
  if (!used.ok) return refuse({ code: used.refusal.code });
  ledger.adopt(identity.current());
  return ok({ keyId });
}

/** After `key-unknown`: a restored server may know only the previous key. Registers the present one; returns whether that worked. */
export async function renewKey({ client, identity }: Omit<RotateOptions, 'ledger'>): Promise<boolean> {
  const former = identity.formerKey();
  const station = identity.enrolment()?.station;
  if (former === null || station === undefined) return false;
  const named = await registerKey(identity.current().publicKey, { station, ...former }, client);
  return named.ok && identity.nameKey(named.value.keyId).ok;
}

async function registerKey(
  publicKey: string,
  caller: Caller,
  client: Client,
): Promise<Result<{ readonly keyId: Enrolment['keyId'] }, RotateRefusal>> {
  const body = { publicKey, signature: signKeyChange(publicKey, caller.signer) };
  const answered = await client.call(caller, { method: 'POST', path: '/v1/keys', body, answer: KeyAnswer });
  if (!answered.ok) return refuse({ code: answered.refusal.code });
  return answered.value === null ? refuse({ code: 'answer-malformed' }) : ok({ keyId: answered.value.keyId });
}
