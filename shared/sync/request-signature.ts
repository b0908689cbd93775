import { sha256 } from './encoding.ts';
import type { Signer } from './keys.ts';

/** Signing of requests: RFC 9421 with the label `station`, RFC 9530 for the body (SYNC.md, Requests). */

export const PROTOCOL_VERSION = '1';

export type RequestToSign = {
  readonly method: string;
  /** The origin and path with its query, `https://institution.example/v1/state?chain=C`. */
  readonly url: URL;
  /** The authority to sign for, where a gateway rewrites `Host`; otherwise that of the URL. */
  readonly authority?: string | null | undefined;
  /** The bytes sent (after compression), or null for a request without a body. */
  readonly body: Uint8Array | null;
  /** The {@link contentDigest} of the body, where it is known already. */
  readonly digest?: string | undefined;
  /** Null on enrolment, when the station has no name yet. */
  readonly station: string | null;
  readonly keyId: string;
  /** Seconds since 1970; for a read within 300 s of the server's clock (SYNC.md, Requests). */
  readonly createdSeconds: number;
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
    authority: request.authority ?? request.url.host,
    target: `${request.url.pathname}${request.url.search}`,
    headers,
  });
  if (base === null) throw new Error('A component of the profile has no value');
  const signature = Buffer.from(signer.sign(Buffer.from(base, 'utf8'))).toString('base64');
  return { ...headers, 'signature-input': `station=${parameters}`, signature: `station=:${signature}:` };
}

/** The components that a signature covers, where present. */
export const COMPONENTS: readonly string[] = [
  '@method',
  '@authority',
  '@path',
  '@query',
  'content-digest',
  'child-link-version',
  'child-link-station',
];

export type SignedParts = {
  readonly method: string;
  readonly authority: string;
  readonly target: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
};

/** The lines that are signed (RFC 9421, 2.5); null when a component is unknown or absent. */
export function signatureBase(
  components: readonly string[],
  parameters: string,
  parts: SignedParts,
): string | null {
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
