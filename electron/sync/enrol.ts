import { hostname } from 'node:os';
import { ok, refuse, type Result } from '../../shared/result.ts';
import { signEnrolment } from '../../shared/sync/enrolment.ts';
import { Enrolment } from '../../shared/sync/rows.ts';
import { type CallCode, createClient } from './client.ts';
import type { Clock } from '../../shared/clock.ts';
import type { Http } from '../network/http.ts';
import type { IdentityRefusal, IdentityStore } from './identity.ts';

export type EnrolRefusal = {
  readonly code: CallCode | IdentityRefusal['code'] | 'already-enrolled' | 'server-unknown';
};

export type EnrolOptions = {
  readonly http: Http;
  readonly clock: Clock;
  readonly serverUrl: URL;
  readonly identity: IdentityStore;
  readonly appVersion: string;
  readonly platform: string;
  readonly signal: AbortSignal;
  readonly signedAuthority?: string | null;
};

/**
 * Redeems an enrolment code (R3). The enrolment is on disk when this returns. When the answer was lost, the same code
 * may be tried again with the same key.
 */
export async function enrol(code: string, options: EnrolOptions): Promise<Result<Enrolment, EnrolRefusal>> {
  const { identity, appVersion, platform } = options;
  if (identity.enrolment() !== null) return refuse({ code: 'already-enrolled' });
  const me = identity.current();
  const spent = code.trim();
  const client = createClient({ ...options, signal: () => options.signal });
  const body = {
    code: spent,
    publicKey: me.publicKey,
    install: me.install,
    appVersion,
    platform,
    device: hostname(),
    signature: signEnrolment(spent, me.install, me),
  };
  // The server has not named the key yet, so the key is its own id.
  const answered = await client.call(
    { station: null, keyId: me.publicKey, signer: me },
    { method: 'POST', path: '/v1/enrolments', body, answer: Enrolment },
  );
  if (!answered.ok) return refuse({ code: answered.refusal.code });
  if (answered.value === null) return refuse({ code: 'answer-malformed' });
  const kept = identity.enrol(answered.value);
  return kept.ok ? ok(answered.value) : refuse({ code: kept.refusal.code });
}
