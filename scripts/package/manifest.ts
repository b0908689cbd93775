// The signed list of everything in the folder, which the station compares itself with (electron/diagnostics/integrity.ts).
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign,
  type KeyObject,
} from 'node:crypto';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';

type ManifestKey = {
  readonly privateKey: KeyObject;
  readonly publicKey: string;
  readonly forThisRunOnly: boolean;
};

/** The key that signs: the file that CHILD_LINK_MANIFEST_KEY names (Ed25519, PKCS 8 in PEM), else one for this run only. */
export function manifestKey(environment = process.env): ManifestKey {
  const file = environment['CHILD_LINK_MANIFEST_KEY'];
  const privateKey = file ? createPrivateKey(readFileSync(file)) : generateKeyPairSync('ed25519').privateKey;
  const publicKey = createPublicKey(privateKey).export({ type: 'spki', format: 'der' }).toString('base64');
  return { privateKey, publicKey, forThisRunOnly: !file };
}

/** Every file below a folder, sorted, by its path with slashes. */
export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .sort();
}

/** Writes manifest.json and manifest.sig into the folder's `resources`. */
export function writeManifest(folder: string, version: string, privateKey: KeyObject): void {
  const [list, signature] = ['resources/manifest.json', 'resources/manifest.sig'] as const;
  const files = filesBelow(folder).filter((file) => file !== list && file !== signature);
  const hash = (file: string) =>
    createHash('sha256')
      .update(readFileSync(join(folder, file)))
      .digest('hex');
  const text = `${JSON.stringify({ version, files: Object.fromEntries(files.map((file) => [file, hash(file)])) })}\n`;
  writeFileSync(join(folder, list), text);
  writeFileSync(join(folder, signature), `${sign(null, Buffer.from(text), privateKey).toString('base64')}\n`);
}
