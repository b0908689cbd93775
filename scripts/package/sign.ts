// Signs everything for Windows by osslsigncode: electron-builder calls `sign` for each program, library, module and its
// installer, msi.ts for the MSI. The key is in a PKCS#12 file (WIN_CSC_LINK, WIN_CSC_KEY_PASSWORD) or stays in a PKCS#11
// module, such as a token, a hardware module or a cloud's (CHILD_LINK_PKCS11_MODULE, _KEY, _CERTIFICATES, _PIN).
import { existsSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../setup/run.mjs';
import { Unmet } from '../setup/unmet.mjs';

type Environment = NodeJS.ProcessEnv;
/** `secret` is the password of the file, or the PIN of the module. */
type Signer = { readonly options: readonly string[]; readonly secret: string };

/** Null where no certificate is named. `work` takes a certificate that the environment itself holds, in base64. */
function signer(environment: Environment, work: string): Signer | null {
  const {
    WIN_CSC_LINK: link,
    CHILD_LINK_PKCS11_MODULE: module,
    CHILD_LINK_PKCS11_KEY: key,
    CHILD_LINK_PKCS11_CERTIFICATES: certificates,
  } = environment;
  if (module) {
    if (!key || !certificates)
      throw new Unmet(
        'CHILD_LINK_PKCS11_KEY names the key (pkcs11:…), CHILD_LINK_PKCS11_CERTIFICATES the file of its certificate and chain.',
      );
    if (/pin-(?:value|source)/u.test(key))
      throw new Unmet('The PIN is in CHILD_LINK_PKCS11_PIN: in the key’s name, every account could read it.');
    return {
      options: ['-pkcs11module', module, '-certs', certificates, '-key', key],
      secret: environment['CHILD_LINK_PKCS11_PIN'] ?? '',
    };
  }
  if (!link) return null;
  const file = existsSync(link) ? link : join(work, 'certificate.p12');
  if (file !== link) writeFileSync(file, Buffer.from(link, 'base64'), { mode: 0o600 });
  return { options: ['-pkcs12', file], secret: environment['WIN_CSC_KEY_PASSWORD'] ?? '' };
}

export const hasSigner = (environment: Environment): boolean =>
  Boolean(environment['CHILD_LINK_PKCS11_MODULE'] || environment['WIN_CSC_LINK']);

/** Refuses a release that would not be signed or not be time-stamped. */
export function demandSigner(environment: Environment): void {
  if (!hasSigner(environment))
    throw new Unmet(
      'A release is signed: name the certificate in WIN_CSC_LINK, or the module in CHILD_LINK_PKCS11_MODULE.',
    );
  if (!environment['CHILD_LINK_TIMESTAMP_URL'])
    throw new Unmet('A release is time-stamped: name the service in CHILD_LINK_TIMESTAMP_URL.');
}

/** Signs the file in place; leaves it as it is where no certificate is named. */
export async function sign(file: {
  readonly path: string;
  readonly environment?: Environment;
}): Promise<void> {
  const { path, environment = process.env } = file;
  const work = mkdtempSync(join(tmpdir(), 'child-link-sign-'));
  try {
    const by = signer(environment, work);
    if (by === null) return;
    // Not among the arguments, which every account of the machine can read.
    const secret = join(work, 'secret');
    writeFileSync(secret, by.secret, { mode: 0o600 });
    const timestamp = environment['CHILD_LINK_TIMESTAMP_URL'];
    const signed = `${path}.signed`;
    const { code, output } = await run('osslsigncode', [
      ...['sign', ...by.options, '-readpass', secret, '-h', 'sha256'],
      ...(timestamp ? ['-ts', timestamp] : []),
      ...['-in', path, '-out', signed],
    ]);
    if (code === 127) throw new Unmet('osslsigncode was not found: install the Debian package of that name.');
    if (code !== 0) throw new Unmet(`osslsigncode could not sign ${path}: see above.`, output);
    renameSync(signed, path);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
