import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const PASSWORD = 'of tests';
const PIN = '4321';
const MODULE = '/usr/lib/softhsm/libsofthsm2.so';
export const PUBLISHER = 'Tests of the station';

/** A certificate for this run alone, its key once in a file and once in a PKCS#11 token. */
export interface Certificate {
  /** For `npm run package`. */
  readonly byFile: Readonly<Record<string, string>>;
  readonly byToken: Readonly<Record<string, string>>;
  /** Whether a file is signed by it, whole. */
  signed(file: string): boolean;
}

export function makeCertificate(folder: string): Certificate {
  const file = (name: string): string => path.join(folder, name);
  const openssl = (...parameters: readonly string[]): void =>
    void execFileSync('openssl', parameters, { stdio: 'ignore' });
  openssl(
    ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', `/CN=${PUBLISHER}`],
    ...['-addext', 'extendedKeyUsage=codeSigning', '-keyout', file('key.pem'), '-out', file('cert.pem')],
  );
  openssl(
    ...['pkcs12', '-export', '-inkey', file('key.pem'), '-in', file('cert.pem')],
    ...['-passout', `pass:${PASSWORD}`, '-out', file('certificate.p12')],
  );
  mkdirSync(file('tokens'));
  writeFileSync(file('softhsm2.conf'), `directories.tokendir = ${file('tokens')}\n`);
  const token = { SOFTHSM2_CONF: file('softhsm2.conf') };
  const softhsm = (...parameters: readonly string[]): void =>
    void execFileSync('softhsm2-util', [...parameters, '--pin', PIN], {
      env: { ...process.env, ...token },
      stdio: 'ignore',
    });
  softhsm('--init-token', '--free', '--label', 'station', '--so-pin', PIN);
  softhsm('--import', file('key.pem'), '--token', 'station', '--label', 'signing', '--id', '01');
  return {
    byFile: { WIN_CSC_LINK: file('certificate.p12'), WIN_CSC_KEY_PASSWORD: PASSWORD },
    byToken: {
      ...token,
      CHILD_LINK_PKCS11_MODULE: MODULE,
      CHILD_LINK_PKCS11_KEY: 'pkcs11:token=station;object=signing;type=private',
      CHILD_LINK_PKCS11_CERTIFICATES: file('cert.pem'),
      CHILD_LINK_PKCS11_PIN: PIN,
    },
    signed(signedFile) {
      const verify = ['verify', '-CAfile', file('cert.pem'), '-in', signedFile];
      return spawnSync('osslsigncode', verify).status === 0;
    },
  };
}
