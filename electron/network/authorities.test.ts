import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type Authorities,
  CHROMIUM_VERDICT,
  DATE_INVALID,
  NAME_INVALID,
  readAuthorities,
  TRUSTED,
  verdictWith,
} from './authorities.ts';

let folder: string;
let authorities: Authorities;
const DAY_MS = 24 * 3_600_000;
/** After the certificates were made, which are valid from that second on. */
const NOW = Date.now() + 3_600_000;

const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
const pem = (name: string) => readFileSync(join(folder, `${name}.pem`), 'utf8');

function makeAuthority(name: string): void {
  openssl(
    ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '30', '-subj', `/CN=${name}`],
    ...['-keyout', `${name}.key`, '-out', `${name}.pem`, '-addext', 'basicConstraints=critical,CA:TRUE'],
  );
}

function makeCertificate(name: string, issuer: string, extensions: string): void {
  writeFileSync(join(folder, `${name}.ext`), extensions);
  openssl(
    'req',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-subj',
    `/CN=${name}`,
    '-keyout',
    `${name}.key`,
    '-out',
    `${name}.csr`,
  );
  openssl(
    ...['x509', '-req', '-in', `${name}.csr`, '-CA', `${issuer}.pem`, '-CAkey', `${issuer}.key`],
    ...['-days', '20', '-extfile', `${name}.ext`, '-out', `${name}.pem`],
  );
}

const LEAF = 'extendedKeyUsage=serverAuth\nsubjectAltName=DNS:institution.example,IP:127.0.0.1\n';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'authorities-'));
  for (const name of ['root', 'stranger']) makeAuthority(name);
  makeCertificate('middle', 'root', 'basicConstraints=critical,CA:TRUE\n');
  makeCertificate('leaf', 'root', LEAF);
  makeCertificate('deep', 'middle', LEAF);
  makeCertificate('foreign', 'stranger', LEAF);
  makeCertificate('mail', 'root', LEAF.replace('serverAuth', 'emailProtection'));
  makeCertificate('under-leaf', 'leaf', LEAF);
  const read = readAuthorities(pem('root'));
  if (!read.ok) throw new Error(read.refusal);
  authorities = read.value;
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Asked = { chain: readonly string[]; hostname?: string; verificationResult?: string; now?: number };
function ask({ chain, hostname = 'institution.example', verificationResult, now = NOW }: Asked): number {
  const certificate = chain
    .toReversed()
    .reduce<{ data: string; issuerCert?: { data: string } } | undefined>(
      (issuerCert, name) => ({ data: pem(name), ...(issuerCert === undefined ? {} : { issuerCert }) }),
      undefined,
    );
  if (certificate === undefined) throw new Error('no chain');
  const result = verificationResult ?? 'net::ERR_CERT_AUTHORITY_INVALID';
  return verdictWith(authorities, { hostname, certificate, verificationResult: result }, now);
}

describe('An added authority', () => {
  it.each<[string, number, Asked]>([
    ['is trusted for its certificate', TRUSTED, { chain: ['leaf'] }],
    ['is trusted for an address in the certificate', TRUSTED, { chain: ['leaf'], hostname: '127.0.0.1' }],
    ['is trusted through an intermediate that was sent', TRUSTED, { chain: ['deep', 'middle'] }],
    ['is trusted when it was sent along', TRUSTED, { chain: ['leaf', 'root'] }],
    ['is not trusted without the intermediate', CHROMIUM_VERDICT, { chain: ['deep'] }],
    ['is not trusted for another name', NAME_INVALID, { chain: ['leaf'], hostname: 'other.example' }],
    ['is not trusted after the end', DATE_INVALID, { chain: ['leaf'], now: NOW + 25 * DAY_MS }],
    ['is not trusted before the beginning', DATE_INVALID, { chain: ['leaf'], now: NOW - 2 * DAY_MS }],
    ['is not trusted for another authority’s certificate', CHROMIUM_VERDICT, { chain: ['foreign'] }],
    [
      'is not trusted because its certificate was sent along',
      CHROMIUM_VERDICT,
      { chain: ['foreign', 'root'] },
    ],
    ['is not trusted for another purpose', CHROMIUM_VERDICT, { chain: ['mail'] }],
    ['is not trusted below a certificate of a server', CHROMIUM_VERDICT, { chain: ['under-leaf', 'leaf'] }],
    ['is not a server itself', CHROMIUM_VERDICT, { chain: ['root'] }],
    [
      'changes no other verdict',
      CHROMIUM_VERDICT,
      { chain: ['leaf'], verificationResult: 'net::ERR_CERT_REVOKED' },
    ],
    ['leaves a good verdict alone', CHROMIUM_VERDICT, { chain: ['leaf'], verificationResult: 'net::OK' }],
  ])('%s', (_, verdict, asked) => {
    expect(ask(asked)).toBe(verdict);
  });
});

it.each([
  ['', 'no-certificate'],
  ['-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----', 'no-certificate'],
])('a file of authorities must be one', (text, refusal) => {
  expect(readAuthorities(text)).toEqual({ ok: false, refusal });
});

it('a server’s certificate is no authority', () => {
  expect(readAuthorities(pem('root') + pem('leaf'))).toEqual({ ok: false, refusal: 'not-an-authority' });
});
