// The signed list of everything in the folder, which the station compares itself with (electron/diagnostics/integrity.ts).
import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/**
 * The key that signs: the file that CHILD_LINK_MANIFEST_KEY names (Ed25519, PKCS 8 in PEM), else one for this run only.
 *
 * @returns {{ privateKey: import('node:crypto').KeyObject, publicKey: string, forThisRunOnly: boolean }}
 */
export function manifestKey(environment = process.env) {
  const file = environment.CHILD_LINK_MANIFEST_KEY;
  const privateKey = file ? createPrivateKey(readFileSync(file)) : generateKeyPairSync('ed25519').privateKey;
  const publicKey = createPublicKey(privateKey).export({ type: 'spki', format: 'der' }).toString('base64');
  return { privateKey, publicKey, forThisRunOnly: !file };
}

/** Every file below a folder, sorted, by its path with slashes. */
export function filesBelow(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .sort();
}

/** Writes manifest.json and manifest.sig into the folder's `resources`. */
export function writeManifest(folder, version, privateKey) {
  const own = ['resources/manifest.json', 'resources/manifest.sig'];
  const files = filesBelow(folder).filter((file) => !own.includes(file));
  const hash = (file) =>
    createHash('sha256')
      .update(readFileSync(join(folder, file)))
      .digest('hex');
  const text = `${JSON.stringify({ version, files: Object.fromEntries(files.map((file) => [file, hash(file)])) })}\n`;
  writeFileSync(join(folder, own[0]), text);
  writeFileSync(join(folder, own[1]), `${sign(null, Buffer.from(text), privateKey).toString('base64')}\n`);
}
