import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { ok, refuse, type Result } from '../../shared/result.ts';

/**
 * Compares the installed files with the manifest that packaging signed. On Linux nothing else does: Electron does not
 * check its archive there (measured on 33.2.1). Detects damage and unsigned changes. Anyone who can replace every file
 * can replace this check too; file ownership keeps them out.
 */

export const MANIFEST_FILE = 'manifest.json';
export const SIGNATURE_FILE = 'manifest.sig';

const Manifest = z.strictObject({
  version: z.string(),
  /** The SHA-256 of every file, in hex, by its path with slashes. */
  files: z.record(z.string(), z.string().regex(/^[0-9a-f]{64}$/u)),
});

/** Why the installation differs from the package, and the first such file. */
export interface IntegrityRefusal {
  readonly code:
    | 'installation-unsigned'
    | 'installation-changed'
    | 'installation-incomplete'
    | 'installation-has-more'
    | 'installation-writable';
  readonly file: string;
}

export interface Installation {
  /** The folder that was installed, `/opt/child-link-station`. */
  readonly folder: string;
  /** The folder below it with manifest and signature, `resources`. */
  readonly manifestFolder: string;
  /** Ed25519, SPKI in DER in base64; from inside the archive. */
  readonly publicKey: string;
  /** The user who must own the files and alone may write them; null for no check. */
  readonly owner: number | null;
}

/**
 * Reads every file of the installation. Returns their number; refuses with the first that differs from the package.
 * Reads in chunks, so that the station can start in the meantime.
 */
export async function checkInstallation(place: Installation): Promise<Result<number, IntegrityRefusal>> {
  const manifest = await readManifest(place);
  if (!manifest.ok) return manifest;
  const here = await filesBelow(place.folder);
  const own = [MANIFEST_FILE, SIGNATURE_FILE].map((name) => path.posix.join(place.manifestFolder, name));
  const more = here.find((file) => !Object.hasOwn(manifest.value.files, file) && !own.includes(file));
  if (more !== undefined) return refuse({ code: 'installation-has-more', file: more });
  for (const [file, hash] of Object.entries(manifest.value.files)) {
    if (!here.includes(file)) return refuse({ code: 'installation-incomplete', file });
    const full = path.join(place.folder, file);
    if (place.owner !== null && (await mayBeChanged(full, place.owner)))
      return refuse({ code: 'installation-writable', file });
    if ((await sha256(full)) !== hash) return refuse({ code: 'installation-changed', file });
  }
  return ok(Object.keys(manifest.value.files).length);
}

/** The key, or null for invalid text: OpenSSL's error has a code only in some versions. */
function keyOf(base64: string): KeyObject | null {
  try {
    return createPublicKey({ key: Buffer.from(base64, 'base64'), format: 'der', type: 'spki' });
  } catch {
    return null;
  }
}

async function readManifest(
  place: Installation,
): Promise<Result<z.infer<typeof Manifest>, IntegrityRefusal>> {
  const folder = path.join(place.folder, place.manifestFolder);
  const unsigned = refuse({ code: 'installation-unsigned' as const, file: MANIFEST_FILE });
  try {
    const text = await readFile(path.join(folder, MANIFEST_FILE));
    const signature = Buffer.from(await readFile(path.join(folder, SIGNATURE_FILE), 'utf8'), 'base64');
    const key = keyOf(place.publicKey);
    if (key === null || !verify(null, text, key, signature)) return unsigned;
    const parsed = Manifest.safeParse(JSON.parse(text.toString('utf8')));
    return parsed.success ? ok(parsed.data) : unsigned;
  } catch (error) {
    // Missing or unreadable.
    if (error instanceof Error && 'code' in error) return unsigned;
    throw error;
  }
}

/** Every file and link below the folder, by its path with slashes. */
async function filesBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).replaceAll('\\', '/'));
}

/** A link can point anywhere, so it counts as changeable. */
async function mayBeChanged(file: string, owner: number): Promise<boolean> {
  const about = await lstat(file);
  return !about.isFile() || about.uid !== owner || (about.mode & 0o022) !== 0;
}

async function sha256(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file, { highWaterMark: 1024 * 1024 }), hash);
  return hash.digest('hex');
}
