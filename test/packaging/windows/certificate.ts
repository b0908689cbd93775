import { execFileSync, spawnSync } from 'node:child_process';
import path from 'node:path';

const PASSWORD = 'of tests';
export const PUBLISHER = 'Tests of the station';

/** A certificate for this run alone. */
export interface Certificate {
  /** For `npm run package`. */
  readonly environment: Readonly<Record<string, string>>;
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
  return {
    environment: { WIN_CSC_LINK: file('certificate.p12'), WIN_CSC_KEY_PASSWORD: PASSWORD },
    signed(signedFile) {
      const verify = ['verify', '-CAfile', file('cert.pem'), '-in', signedFile];
      return spawnSync('osslsigncode', verify).status === 0;
    },
  };
}
