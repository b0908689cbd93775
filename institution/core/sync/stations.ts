import { toInstant } from '../../../shared/clock.ts';
import { ok } from '../../../shared/result.ts';
import type { Enrolment } from '../../../shared/sync/rows.ts';
import type { EnrolmentRequest, KeyRequest } from '../../../shared/sync/wire.ts';
import { CODE_LENGTH, codeHashOf, oneTimeCode } from '../one-time-code.ts';
import type { Caller, SyncContext } from './context.ts';
import { refuseSync, type SyncOutcome } from './refusal.ts';
import { verifyEnrolment, verifyKeyChange } from './signatures.ts';
import type { SyncWriter } from './sync-store.ts';

export type CodeWish = {
  readonly institution: string;
  /** Of the station that will spend it. */
  readonly location: Enrolment['location'];
  /** The only machine, by name, that may spend it; null for any. */
  readonly device: string | null;
  /** A known code, for tests; otherwise a random one. */
  readonly code?: string;
};

const CODE_VALID_MS = 24 * 3_600_000;

const FREE_TRIES = 5;
const FIRST_WAIT_MS = 15_000;
const MAX_WAIT_MS = 15 * 60_000;
const FORGET_MS = 24 * 3_600_000;

/** Returns a fresh enrolment code: one use, 24 hours, 80 bits. Only its hash is kept. */
export async function issueCode(context: SyncContext, wish: CodeWish): Promise<string> {
  const { store, clock, randomBytes } = context;
  const code = wish.code ?? oneTimeCode(randomBytes(CODE_LENGTH));
  const { institution, device } = wish;
  const location = JSON.stringify(wish.location);
  const issuedAt = toInstant(clock.now());
  const expiresAt = toInstant(clock.now() + CODE_VALID_MS);
  await store.write((writer) =>
    writer.addCode(codeHashOf(code), { institution, location, device, issuedAt, expiresAt }),
  );
  return code;
}

/**
 * Enrols a station. One refusal for every cause: more detail would help only an attacker. Wrong codes are delayed by address:
 * five free, then 15 s doubling to 15 min; other addresses are not affected.
 */
export async function enrol(
  context: SyncContext,
  request: EnrolmentRequest,
  address: string,
): Promise<SyncOutcome<Enrolment>> {
  const { store, clock, limits } = context;
  const isSigned = verifyEnrolment(request);
  const enrolled = await store.write(async (writer): Promise<SyncOutcome<Enrolled>> => {
    const nowMs = clock.now();
    const waitSeconds = await secondsToWait(writer, address, nowMs);
    if (waitSeconds > 0) {
      return refuseSync({
        code: 'too-many-requests',
        detail: 'Too many wrong codes came from there.',
        retryAfterSeconds: waitSeconds,
      });
    }
    const spent = isSigned ? await spend(writer, request, nowMs) : null;
    if (spent !== null) return ok({ ...spent, epoch: await writer.epoch() });
    await writer.forgetFailuresBefore(nowMs - FORGET_MS);
    await writer.recordFailure(address, nowMs);
    return refuseSync({ code: 'enrolment-refused', detail: 'The code is not valid, or no longer.' });
  });
  if (!enrolled.ok) return enrolled;
  const { institution: id, location: text, ...rest } = enrolled.value;
  const location: Enrolment['location'] = JSON.parse(text);
  const { institution, keyId, signer } = await context.institution(id);
  return ok({ ...rest, location, institution, serverKey: { keyId, publicKey: signer.publicKey }, limits });
}

type Enrolled = Pick<Enrolment, 'station' | 'keyId' | 'epoch'> & {
  readonly institution: string;
  /** JSON. */
  readonly location: string;
};

async function secondsToWait(writer: SyncWriter, address: string, nowMs: number): Promise<number> {
  const last = await writer.attempts(address);
  if (last === null || last.failures < FREE_TRIES || nowMs - last.atMs > FORGET_MS) return 0;
  const waitMs = Math.min(MAX_WAIT_MS, FIRST_WAIT_MS * 2 ** (last.failures - FREE_TRIES));
  return Math.max(0, Math.ceil((last.atMs + waitMs - nowMs) / 1000));
}

/** Spends the code, or returns what it was spent for by the same request: its answer may have been lost. */
async function spend(
  writer: SyncWriter,
  { code, publicKey, install, platform, appVersion, device }: EnrolmentRequest,
  nowMs: number,
): Promise<Omit<Enrolled, 'epoch'> | null> {
  const hash = codeHashOf(code);
  const known = await writer.lockCode(hash);
  if (known === null) return null;
  const { institution, location } = known;
  if (known.usedBy !== null) {
    const keyId = await writer.enrolledKey(known.usedBy, install, publicKey);
    return keyId === null ? null : { institution, location, station: known.usedBy, keyId };
  }
  if (Date.parse(known.expiresAt) <= nowMs) return null;
  if (known.device !== null && known.device.toLowerCase() !== (device ?? '').toLowerCase()) return null;
  const at = toInstant(nowMs);
  const station = await writer.addStation({ institution, location, install, platform, appVersion, at });
  const keyId = await writer.addKey(station, publicKey, at);
  await writer.spendCode(hash, station);
  return { institution, location, station, keyId };
}

/** Adds a station's next key. Both stay good until the new one is used: the answer with its id may be lost. */
export async function rotateKey(
  { store, clock }: SyncContext,
  { station, publicKey }: Caller,
  request: KeyRequest,
): Promise<SyncOutcome<{ readonly keyId: string }>> {
  if (!verifyKeyChange(request.publicKey, request.signature, publicKey)) {
    return refuseSync({ code: 'signature-invalid', detail: 'The new key is not signed by the old one.' });
  }
  const at = toInstant(clock.now());
  return ok({ keyId: await store.write((writer) => writer.addKey(station, request.publicKey, at)) });
}
