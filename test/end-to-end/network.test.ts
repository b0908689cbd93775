import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { electronRuntime } from '../../scripts/electron-path.ts';

let folder: string;
let hasStore = false;
let rows: ReadonlyMap<string, string>;

/** The Electron that reports a server's question to the station's own requests too (`client-certificate.ts`). */
const ASKS_FOR_OWN_REQUESTS = 44;
/** A desktop's settings, in a file of its own below HOME. */
const DESKTOP = { XDG_CURRENT_DESKTOP: 'GNOME', XDG_CONFIG_HOME: '', GSETTINGS_BACKEND: 'keyfile' };
const SWITCHES = ['--no-sandbox', '--disable-gpu'];

/**
 * Whether the authority and the client certificates could be put into the store that Chromium reads on Linux: the account's
 * NSS database.
 */
function trustInStore(authority: string): boolean {
  const store = join(folder, '.pki', 'nssdb');
  mkdirSync(store, { recursive: true });
  const database = ['-d', `sql:${store}`];
  const certutil = (...args: readonly string[]): boolean =>
    spawnSync('certutil', [...database, ...args], { cwd: folder, stdio: 'pipe' }).status === 0;
  const put = (file: string): boolean =>
    spawnSync('pk12util', [...database, '-i', file, '-W', ''], { cwd: folder, stdio: 'pipe' }).status === 0;
  return (
    certutil('-N', '--empty-password') &&
    certutil('-A', '-t', 'C,,', '-n', 'institution', '-i', authority) &&
    ['old', 'current', 'personal'].every((name) => put(`${name}.p12`))
  );
}

function makeCertificates(): void {
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
  const key = ['-newkey', 'rsa:2048', '-nodes'];
  openssl(
    ...['req', '-x509', ...key, '-days', '30', '-subj', '/CN=Private authority', '-keyout', 'root.key'],
    ...['-out', 'root.pem', '-addext', 'basicConstraints=critical,CA:TRUE'],
  );
  openssl(
    ...['req', '-x509', ...key, '-days', '30', '-subj', '/CN=Authority in the store', '-keyout', 'store.key'],
    ...['-out', 'store.pem', '-addext', 'basicConstraints=critical,CA:TRUE'],
  );
  for (const [file, name] of Object.entries({ devices: 'Institution Devices', persons: 'Persons' }))
    openssl(
      ...['req', '-x509', ...key, '-days', '30', '-subj', `/CN=${name}`, '-keyout', `${file}.key`],
      ...['-out', `${file}.pem`, '-addext', 'basicConstraints=critical,CA:TRUE'],
    );
  const clients = [
    ['old', 'devices', '10'],
    ['current', 'devices', '20'],
    ['personal', 'persons', '25'],
  ] as const;
  for (const [name, authority, days] of clients) {
    openssl('req', ...key, '-subj', `/CN=${name}`, '-keyout', `${name}.key`, '-out', `${name}.csr`);
    openssl(
      ...['x509', '-req', '-in', `${name}.csr`, '-days', days, '-CA', `${authority}.pem`],
      ...['-CAkey', `${authority}.key`, '-out', `${name}.pem`],
    );
    openssl(
      ...['pkcs12', '-export', '-in', `${name}.pem`, '-inkey', `${name}.key`, '-name', name],
      ...['-passout', 'pass:', '-out', `${name}.p12`],
    );
  }
  const names = {
    stored: 'IP:127.0.0.1',
    leaf: 'DNS:institution.example,IP:127.0.0.1',
    other: 'DNS:other.example',
    expired: 'IP:127.0.0.1',
    'stored-expired': 'IP:127.0.0.1',
    meeting: 'DNS:meeting.example',
  };
  for (const [name, san] of Object.entries(names)) {
    const authority = name.startsWith('stored') ? 'store' : 'root';
    const days = name.endsWith('expired') ? '-1' : '20';
    writeFileSync(join(folder, `${name}.ext`), `extendedKeyUsage=serverAuth\nsubjectAltName=${san}\n`);
    openssl('req', ...key, '-subj', `/CN=${name}`, '-keyout', `${name}.key`, '-out', `${name}.csr`);
    openssl(
      ...['x509', '-req', '-in', `${name}.csr`, '-days', days],
      ...['-CA', `${authority}.pem`, '-CAkey', `${authority}.key`],
      ...['-extfile', `${name}.ext`, '-out', `${name}.pem`],
    );
  }
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'network-'));
  makeCertificates();
  hasStore = trustInStore('store.pem');
  await build({
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    ssr: { noExternal: true, external: ['electron'], target: 'node' },
    build: {
      outDir: folder,
      emptyOutDir: false,
      ssr: true,
      target: 'node20',
      minify: false,
      rolldownOptions: {
        input: { main: join(import.meta.dirname, 'network.fixture.ts') },
        external: ['electron'],
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  });
  writeFileSync(join(folder, 'package.json'), '{"name":"network-test","main":"main.cjs"}');
  const {
    NODE_EXTRA_CA_CERTS: _extra,
    SSL_CERT_FILE: _file,
    SSL_CERT_DIR: _directory,
    ...environment
  } = process.env;
  const { stdout } = await promisify(execFile)(electronRuntime().binary, [...SWITCHES, folder], {
    env: { ...environment, ...DESKTOP, NETWORK_TEST_FOLDER: folder, HOME: folder },
    timeout: 90_000,
  });
  const lines = stdout.split('\n').filter((line) => line.startsWith('['));
  rows = new Map(lines.map((line): [string, string] => JSON.parse(line)));
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

// A private authority, a name that only the proxy knows, proxies with and without a password (R63).
it.each([
  ['plain', '200 institution'],
  ['redirect', 'redirected'],
  ['login page', 'portal'],
  ['silent', 'timed-out'],
  ['closed', 'unreachable'],
  ['unknown name', 'name-unknown'],
  ['no route', 'no-route'],
  ['password asked by no proxy', 'proxy'],
  ['no TLS', 'tls'],
  ['unknown authority', 'certificate-authority'],
  ['added authority', '200 institution'],
  ['another name', 'certificate-name'],
  ['expired', 'certificate-date'],
  ['proxy', '200 institution'],
  ['PAC', '200 institution'],
  ['proxy of the environment', '200 institution'],
  ['PAC of the environment', '200 institution'],
  ['no proxy in the environment', 'name-unknown'],
  ['PAC missing', 'proxy'],
  ['proxy refuses', 'proxy'],
  ['proxy closed', 'proxy'],
  ['no password', 'proxy-password'],
  ['wrong password', 'proxy-password'],
  ['right password', '200 institution'],
  ['meeting', 'reached'],
  ['meeting, inspected by an unknown authority', 'certificate-authority'],
  ['meeting, proxy refuses', 'proxy'],
  ['meeting, no password', 'proxy-password'],
  ['meeting, right password', 'reached'],
  ['meeting, a host that is not listed', 'unreachable'],
  ['meeting, no proxy', 'name-unknown'],
  ['page', 'loaded'],
  ['page, right password', 'loaded'],
  ['page, asks for a name', 'loaded'],
  ['page, unknown authority', 'refused'],
  ['page, wrong password', 'refused'],
  ['page, no password', 'refused'],
  // Two guards that answer the same question end the station.
  ['uncaught', undefined],
])('From the field (R63): the station’s network: %s gives %s', (name, got) => {
  expect(rows.get(name)).toBe(got);
});

it('From the field (R63): the station’s network: an address of IPv6 alone is reached, where this machine has it', ({
  skip,
}) => {
  skip(!rows.has('IPv6 only'), 'this machine has no IPv6');
  expect(rows.get('IPv6 only')).toBe('200 institution');
});

it('R63: the station’s network: an authority in the account’s store counts, where certutil is at hand', ({
  skip,
}) => {
  skip(!hasStore, 'there is no certutil (libnss3-tools)');
  expect(rows.get('authority in the store')).toBe('200 institution');
  expect(rows.get('authority in the store, expired')).toBe('certificate-date');
});

it('R63: the station’s network: the proxy of the desktop’s settings counts, also one that is set later', ({
  skip,
}) => {
  skip(
    !rows.has('proxy of the desktop'),
    'there are no desktop settings (libglib2.0-bin, gsettings-desktop-schemas)',
  );
  expect(rows.get('desktop without a proxy')).toBe('name-unknown');
  expect(rows.get('proxy of the desktop')).toBe('200 institution');
});

describe('R63: a server that asks for a client certificate', () => {
  it('is not shown one of another issuer', ({ skip }) => {
    skip(!hasStore, 'there is no certutil (libnss3-tools)');
    expect(rows.get('client certificate of another issuer')).toBe('client-certificate');
  });

  it('is shown the one of the named issuer that lasts longest', ({ skip }) => {
    skip(!hasStore, 'there is no certutil (libnss3-tools)');
    // The same choice, asked for by a page: Electron passes it on in every version.
    expect(rows.get('client certificate, chosen')).toBe('current');
    expect(rows.get('client certificate')).toBe(
      Number(electronRuntime().version.split('.')[0]) < ASKS_FOR_OWN_REQUESTS
        ? 'client-certificate'
        : '200 current',
    );
  });
});
