import { timingSafeEqual } from 'node:crypto';
import { ok, refuse, type Result } from '../../shared/result.ts';
import { ascii } from '../../shared/sync/encoding.ts';
import { verifyBytes } from '../../shared/sync/keys.ts';
import { COMPONENTS, contentDigest, signatureBase } from '../../shared/sync/request-signature.ts';

/** A request as the server received it. Header names in lower case. */
export type RequestToVerify = {
  readonly method: string;
  /** The `Host` header as received, or the name that stations sign for, where a gateway rewrites it. */
  readonly authority: string;
  /** Path and query as received, `/v1/state?chain=C`. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The bytes received, before decompression; null or empty for none. */
  readonly body: Uint8Array | null;
};

export type SignatureFault = 'signature-missing' | 'signature-invalid' | 'digest-mismatch' | 'key-unknown';

/** The claims of a valid signature. */
export type RequestProof = {
  readonly keyId: string;
  readonly createdSeconds: number | null;
  readonly station: string | null;
};

/**
 * Verifies the signature and digest of a received request (SYNC.md, Requests). `publicKeyOf` returns the key of a key id
 * (b64u), or null when unknown. Every component of the profile must be covered. Does not judge `created`.
 */
export async function verifyRequest(
  request: RequestToVerify,
  publicKeyOf: (keyId: string, station: string | null) => Promise<string | null>,
): Promise<Result<RequestProof, SignatureFault>> {
  const input = request.headers['signature-input'];
  const given = request.headers['signature'];
  if (input === undefined || given === undefined) return refuse('signature-missing');
  const parsed = parseInput(input);
  const signature = /^\s*station=:([A-Za-z0-9+/]{86}==):\s*$/.exec(given)?.[1];
  if (parsed === null || signature === undefined) return refuse('signature-invalid');

  const body = request.body === null || request.body.length === 0 ? null : request.body;
  const digest = request.headers['content-digest'];
  if (body !== null && (digest === undefined || !sameText(digest.trim(), contentDigest(body)))) {
    return refuse('digest-mismatch');
  }
  // As it is signed, without blanks around it.
  const station = request.headers['child-link-station']?.trim() ?? null;
  const required = COMPONENTS.filter(
    (name) =>
      (name !== 'content-digest' || body !== null) && (name !== 'child-link-station' || station !== null),
  );
  if (!required.every((name) => parsed.components.includes(name))) return refuse('signature-invalid');

  const base = signatureBase(parsed.components, parsed.raw, request);
  if (base === null) return refuse('signature-invalid');
  const publicKey = await publicKeyOf(parsed.keyId, station);
  if (publicKey === null) return refuse('key-unknown');
  if (!verifyBytes(publicKey, Buffer.from(base, 'utf8'), Buffer.from(signature, 'base64'))) {
    return refuse('signature-invalid');
  }
  return ok({ keyId: parsed.keyId, createdSeconds: parsed.createdSeconds, station });
}

type SignatureInput = {
  readonly raw: string;
  readonly components: readonly string[];
  readonly keyId: string;
  readonly createdSeconds: number | null;
};

function parseInput(header: string): SignatureInput | null {
  const match = /^\s*station=(\(("[^"\\]+"(?: "[^"\\]+")*)\)((?:;[a-z]+=(?:"[^"\\]*"|\d+))*))\s*$/.exec(
    header,
  );
  const [, raw, list, parameters] = match ?? [];
  if (raw === undefined || list === undefined || parameters === undefined) return null;
  const components = list.slice(1, -1).split('" "');
  if (new Set(components).size !== components.length) return null;
  const values = new Map<string, string>();
  for (const [, name, value] of parameters.matchAll(/;([a-z]+)=("[^"]*"|\d+)/g)) {
    if (name === undefined || value === undefined || values.has(name)) return null;
    values.set(name, value);
  }
  const keyId = values.get('keyid');
  const created = values.get('created');
  if (values.get('alg') !== '"ed25519"' || keyId === undefined || !/^"[^"]+"$/.test(keyId)) return null;
  if (created !== undefined && !/^\d{1,12}$/.test(created)) return null;
  return {
    raw,
    components,
    keyId: keyId.slice(1, -1),
    createdSeconds: created === undefined ? null : Number(created),
  };
}

function sameText(a: string, b: string): boolean {
  const [left, right] = [ascii(a), ascii(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
