import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { ok, refuse, type Result } from '../../shared/result.ts';

/**
 * Authorities that IT adds by a setting, for machines whose own store Chromium does not read (R63). Weakens nothing: only
 * the verdict "unknown authority" is examined again, and then chain, name, dates and purpose must hold. That verdict
 * hides the others, so a wrong name or date is answered with its own error. Not examined: revocation and name constraints.
 */
export type Authorities = readonly X509Certificate[];

/** Results of `setCertificateVerifyProc`: trusted, Chromium's own verdict, or a net error. */
export const TRUSTED = 0;
export const CHROMIUM_VERDICT = -3;
export const NAME_INVALID = -200;
export const DATE_INVALID = -201;

const UNKNOWN_AUTHORITY = 'net::ERR_CERT_AUTHORITY_INVALID';
const SERVER_AUTH = '1.3.6.1.5.5.7.3.1';
const MAX_CHAIN = 6;
const PEM = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/gu;

export type VerifyRequest = {
  readonly hostname: string;
  readonly verificationResult: string;
  readonly certificate: SentCertificate;
};
export type SentCertificate = { readonly data: string; readonly issuerCert?: SentCertificate | undefined };

/** Reads a PEM file. Refuses text without a certificate, or with one that is no authority. */
export function readAuthorities(pem: string): Result<Authorities, 'no-certificate' | 'not-an-authority'> {
  const texts = pem.match(PEM) ?? [];
  if (texts.length === 0) return refuse('no-certificate');
  try {
    const found = texts.map((text) => new X509Certificate(text));
    return found.every((certificate) => certificate.ca) ? ok(found) : refuse('not-an-authority');
  } catch {
    // OpenSSL's errors for damaged certificates have no common type.
    return refuse('no-certificate');
  }
}

/** Decides a request of `setCertificateVerifyProc`. `nowMs` in milliseconds since 1970. */
export function verdictWith(authorities: Authorities, request: VerifyRequest, nowMs: number): number {
  if (request.verificationResult !== UNKNOWN_AUTHORITY) return CHROMIUM_VERDICT;
  const { hostname } = request;
  const [leaf, ...sent] = sentChain(request.certificate);
  if (leaf === undefined || leaf.ca || leaf.keyUsage?.includes(SERVER_AUTH) !== true) return CHROMIUM_VERDICT;
  const chain = chainToAuthority(leaf, sent, authorities);
  if (chain === null) return CHROMIUM_VERDICT;
  if (!chain.every((certificate) => isValidAt(certificate, nowMs))) return DATE_INVALID;
  const named =
    isIP(hostname) === 0
      ? leaf.checkHost(hostname, { subject: 'never', partialWildcards: false })
      : leaf.checkIP(hostname);
  return named === undefined ? NAME_INVALID : TRUSTED;
}

function sentChain(certificate: SentCertificate): readonly X509Certificate[] {
  const chain: X509Certificate[] = [];
  let next: SentCertificate | undefined = certificate;
  while (next !== undefined && next.data !== '' && chain.length < MAX_CHAIN) {
    chain.push(new X509Certificate(next.data));
    next = next.issuerCert;
  }
  return chain;
}

/** From the leaf up to an added authority; null when there is no such way. */
function chainToAuthority(
  leaf: X509Certificate,
  sent: readonly X509Certificate[],
  authorities: Authorities,
): readonly X509Certificate[] | null {
  const chain = [leaf];
  for (let last = leaf; chain.length <= MAX_CHAIN;) {
    const root = authorities.find((authority) => isSignedBy(last, authority));
    if (root !== undefined) return [...chain, root];
    const next = sent.find(
      (certificate) =>
        certificate.ca &&
        chain.every(({ fingerprint256 }) => fingerprint256 !== certificate.fingerprint256) &&
        isSignedBy(last, certificate),
    );
    if (next === undefined) return null;
    chain.push(next);
    last = next;
  }
  return null;
}

function isSignedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  return certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
}

function isValidAt({ validFrom, validTo }: X509Certificate, nowMs: number): boolean {
  return Date.parse(validFrom) <= nowMs && nowMs <= Date.parse(validTo);
}
