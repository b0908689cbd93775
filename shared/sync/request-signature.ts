import { timingSafeEqual } from 'node:crypto';
import { ok, refuse, type Result } from '../result.ts';
import { ascii, sha256 } from './encoding.ts';
import { type Signer, verifyBytes } from './keys.ts';

/** Signing and verifying of requests: RFC 9421 with the label `station`, RFC 9530 for the body (SYNC.md, Requests). */

export const PROTOCOL_VERSION = '1';

export type RequestToSign = {
  readonly method: string;
  /** The origin and path with its query, `https://institution.example/v1/state?chain=C`. */
  readonly url: URL;
  /** The bytes sent (after compression), or null for a request without a body. */
  readonly body: Uint8Array | null;
  /** The {@link contentDigest} of the body, where it is known already. */
  readonly digest?: string | undefined;
  /** Null on enrolment, when the station has no name yet. */
  readonly station: string | null;
  readonly keyId: string;
  /** Seconds since 1970; logged by the server, never judged. */
  readonly createdSeconds: number;
};

/** A request as the server received it. Header names in lower case. */
export type RequestToVerify = {
  readonly method: string;
  /** The `Host` header as received. */
  readonly authority: string;
  /** Path and query as received, `/v1/state?chain=C`. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The bytes received, before decompression; null or empty for none. */
  readonly body: Uint8Array | null;
};

export type SignatureFault = 'signature-missing' | 'signature-invalid' | 'digest-mismatch' | 'key-unknown';

/** What a good signature says. */
export type RequestProof = {
  readonly keyId: string;
  readonly createdSeconds: number | null;
  readonly station: string | null;
};

/** The `Content-Digest` of a body's bytes. */
export function contentDigest(body: Uint8Array): string {
  return `sha-256=:${Buffer.from(sha256(body)).toString('base64')}:`;
}

/** The headers that make a request authentic: version, station, digest and signature. */
export function signRequest(request: RequestToSign, signer: Signer): Record<string, string> {
  const headers: Record<string, string> = { 'child-link-version': PROTOCOL_VERSION };
  if (request.station !== null) headers['child-link-station'] = request.station;
  if (request.body !== null) headers['content-digest'] = request.digest ?? contentDigest(request.body);

  const components = COMPONENTS.filter((name) => name.startsWith('@') || headers[name] !== undefined);
  const parameters = `(${components.map((name) => `"${name}"`).join(' ')});created=${request.createdSeconds};keyid="${request.keyId}";alg="ed25519"`;
  const base = signatureBase(components, parameters, {
    method: request.method,
    authority: request.url.host,
    target: `${request.url.pathname}${request.url.search}`,
    headers,
  });
  if (base === null) throw new Error('A component of the profile has no value');
  const signature = Buffer.from(signer.sign(Buffer.from(base, 'utf8'))).toString('base64');
  return { ...headers, 'signature-input': `station=${parameters}`, signature: `station=:${signature}:` };
}

/**
 * Holds a received request against its signature and digest. `publicKeyOf` gives the key of a key id (b64u), or
 * null when it is not known. Every component of the profile must be covered; replays and old dates are let through.
 */
export function verifyRequest(
  request: RequestToVerify,
  publicKeyOf: (keyId: string, station: string | null) => string | null,
): Result<RequestProof, SignatureFault> {
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
  const station = request.headers['child-link-station'] ?? null;
  const required = COMPONENTS.filter(
    (name) =>
      (name !== 'content-digest' || body !== null) && (name !== 'child-link-station' || station !== null),
  );
  if (!required.every((name) => parsed.components.includes(name))) return refuse('signature-invalid');

  const base = signatureBase(parsed.components, parsed.raw, request);
  if (base === null) return refuse('signature-invalid');
  const publicKey = publicKeyOf(parsed.keyId, station);
  if (publicKey === null) return refuse('key-unknown');
  if (!verifyBytes(publicKey, Buffer.from(base, 'utf8'), Buffer.from(signature, 'base64'))) {
    return refuse('signature-invalid');
  }
  return ok({ keyId: parsed.keyId, createdSeconds: parsed.createdSeconds, station });
}

const COMPONENTS: readonly string[] = [
  '@method',
  '@authority',
  '@path',
  '@query',
  'content-digest',
  'child-link-version',
  'child-link-station',
];

type SignedParts = {
  readonly method: string;
  readonly authority: string;
  readonly target: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
};

/** The lines that are signed (RFC 9421, 2.5); null when a component is unknown or absent. */
function signatureBase(components: readonly string[], parameters: string, parts: SignedParts): string | null {
  const lines: string[] = [];
  for (const name of components) {
    const value = componentValue(name, parts);
    if (value === null) return null;
    lines.push(`"${name}": ${value}`);
  }
  lines.push(`"@signature-params": ${parameters}`);
  return lines.join('\n');
}

function componentValue(name: string, { method, authority, target, headers }: SignedParts): string | null {
  const queryStart = target.indexOf('?');
  switch (name) {
    case '@method':
      return method;
    case '@authority':
      return authority.trim().toLowerCase();
    case '@path':
      return (queryStart === -1 ? target : target.slice(0, queryStart)) || '/';
    case '@query':
      return queryStart === -1 ? '?' : target.slice(queryStart);
    default:
      return name.startsWith('@') ? null : (headers[name]?.trim() ?? null);
  }
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
