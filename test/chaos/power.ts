import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Dice } from './random.ts';

/** What is on the disk once the power is back: only what was synced, or some unsynced blocks as well. */
export type PowerCut = 'only-synced' | 'torn';

const BLOCK = 4096;

/** Compiles the shim into `folder`. Returns its path, or null where there is no compiler or no Linux. */
export function buildShim(folder: string): string | null {
  if (process.platform !== 'linux') return null;
  const target = join(folder, 'power-shim.so');
  try {
    execFileSync(
      'gcc',
      ['-O1', '-shared', '-fPIC', '-o', target, join(import.meta.dirname, 'power-shim.c'), '-ldl'],
      { stdio: 'pipe' },
    );
    return target;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

/** The environment of a process whose folder the shim records. */
export function shimEnvironment(options: {
  readonly shim: string;
  readonly root: string;
  readonly image: string | null;
  readonly fault?: string;
}): Readonly<Record<string, string>> {
  const { shim, root, image, fault } = options;
  if (image !== null) mkdirSync(image, { recursive: true });
  return {
    LD_PRELOAD: shim,
    POWER_ROOT: root,
    ...(image === null ? {} : { POWER_IMAGE: image }),
    ...(fault === undefined ? {} : { POWER_FAULT: fault }),
  };
}

/**
 * Builds, in `target`, the folder as it is found after a power cut. Of `torn` files each unsynced block may be there or
 * not, as with real disks.
 */
export function cutPower(
  folder: string,
  image: string,
  target: string,
  how: PowerCut,
  dice: Dice,
): readonly string[] {
  mkdirSync(target, { recursive: true });
  const listing = readdirSync(image)
    .filter((name) => /^names-[0-9a-f]+$/.test(name))
    .map((name) => readFileSync(join(image, name), 'utf8').split('\n'))
    .find(([path]) => path === folder);
  const kept: string[] = [];
  for (const line of listing?.slice(1) ?? []) {
    const [inode = '', name = ''] = line.split(/ (.*)/s);
    if (name === '') continue;
    const synced = join(image, `inode-${inode}`);
    const content = existsSync(synced) ? readFileSync(synced) : Buffer.alloc(0);
    const now = contentOf(join(folder, name), inode);
    writeFileSync(
      join(target, basename(name)),
      how === 'torn' && now !== null ? torn(content, now, dice) : content,
    );
    kept.push(name);
  }
  return kept;
}

/** The file's unsynced content, if the name still means the same file. */
function contentOf(path: string, inode: string): Buffer | null {
  try {
    return String(statSync(path).ino) === inode ? readFileSync(path) : null;
  } catch {
    // Removed or renamed since: only what was synced can be there.
    return null;
  }
}

/** A file of which each unsynced block may be there or not. */
export function torn(synced: Buffer, now: Buffer, dice: Pick<Dice, 'chance'>): Buffer {
  const longest = Math.max(synced.length, now.length);
  const result = Buffer.alloc(longest);
  let length = synced.length;
  for (let at = 0; at < longest; at += BLOCK) {
    const end = Math.min(at + BLOCK, longest);
    const isNew = dice.chance(0.5);
    const from = isNew ? now : synced;
    if (at < from.length) from.copy(result, at, at, Math.min(end, from.length));
    // Synced content stays, whichever later blocks are there.
    if (isNew) length = Math.max(length, Math.min(end, now.length));
  }
  return result.subarray(0, length);
}
