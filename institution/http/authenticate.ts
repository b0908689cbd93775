import type { FastifyRequest } from 'fastify';
import type { Clock } from '../../shared/clock.ts';
import { ok } from '../../shared/result.ts';
import { PROTOCOL_VERSION } from '../../shared/sync/request-signature.ts';
import type { Caller } from '../core/sync/context.ts';
import { refuseSync, type SyncOutcome, type SyncRefusal } from '../core/sync/refusal.ts';
import type { SyncService } from '../core/sync/sync-service.ts';
import { rawBody } from './read-body.ts';
import { type RequestProof, verifyRequest } from './verify-request.ts';

export interface AuthenticateParts {
  readonly sync: Pick<SyncService, 'findKey' | 'keyUsed'>;
  readonly clock: Clock;
  /** The name that stations sign for, where a gateway rewrites `Host`; null to take `Host`. */
  readonly authority: string | null;
}

/** How far `created` of a read may be from this server's clock (SYNC.md, Requests). */
const MAX_READ_AGE_SECONDS = 300;

export function checkVersion(request: FastifyRequest): SyncRefusal | null {
  return request.headers['child-link-version'] === PROTOCOL_VERSION
    ? null
    : { code: 'version-unsupported', detail: `This server speaks version ${PROTOCOL_VERSION}.` };
}

/** Identifies the caller: version, signature, then whether the station is still allowed. */
export async function identify(
  { sync, clock, authority }: AuthenticateParts,
  request: FastifyRequest,
): Promise<SyncOutcome<Caller>> {
  const version = checkVersion(request);
  if (version !== null) return refuseSync(version);
  let known: Awaited<ReturnType<SyncService['findKey']>> = null;
  const proof = await verifySignature(request, authority, async (keyId, station) => {
    known = station === null ? null : await sync.findKey(station, keyId);
    return known?.caller.publicKey ?? null;
  });
  if (!proof.ok) return proof;
  // A replayed read must expire; writes are idempotent, so their time is never checked.
  const ageSeconds = Math.abs(clock.now() / 1000 - (proof.value.createdSeconds ?? 0));
  if (request.method === 'GET' && ageSeconds > MAX_READ_AGE_SECONDS)
    return refuseSync({
      code: 'clock-skewed',
      detail: 'The time of the request is not that of this server.',
    });
  return allow(sync, known);
}

async function allow(
  sync: Pick<SyncService, 'keyUsed'>,
  known: Awaited<ReturnType<SyncService['findKey']>>,
): Promise<SyncOutcome<Caller>> {
  if (known === null) return refuseSync({ code: 'key-unknown', detail: 'The request names no station.' });
  if (known.isRevoked) return refuseSync({ code: 'station-revoked', detail: 'This station was revoked.' });
  if (known.hasOlder) await sync.keyUsed(known.caller);
  return ok(known.caller);
}

/** Verifies the request's digest and signature, for an enrolment with the key that it brings. */
export async function verifySignature(
  request: FastifyRequest,
  authority: string | null,
  publicKeyOf: (keyId: string, station: string | null) => Promise<string | null>,
): Promise<SyncOutcome<RequestProof>> {
  const proof = await verifyRequest(
    {
      method: request.method,
      authority: authority ?? request.headers.host ?? '',
      target: request.raw.url ?? '/',
      headers: plainHeaders(request),
      body: rawBody(request),
    },
    publicKeyOf,
  );
  if (proof.ok) return proof;
  return proof.refusal === 'key-unknown'
    ? refuseSync({ code: 'key-unknown', detail: 'No such station or key.' })
    : refuseSync({ code: 'signature-invalid', detail: `The request fails with ${proof.refusal}.` });
}

export function isSigned(request: FastifyRequest): boolean {
  return request.headers['signature-input'] !== undefined || request.headers['signature'] !== undefined;
}

function plainHeaders(request: FastifyRequest): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : value,
    ]),
  );
}
