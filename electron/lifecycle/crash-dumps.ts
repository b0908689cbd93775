import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { errorCode } from '../platform/atomic-file.ts';

/** A dump holds memory, possibly a picture of the meeting: keep few, small ones, not for long. */
const MAX_DUMPS = 5;
const MAX_BYTES = 32 * 1024 * 1024;
const MAX_AGE_MS = 7 * 24 * 3_600_000;

/** How often to call {@link pruneDumps}. */
export const PRUNE_EVERY_MS = 3_600_000;

/**
 * Deletes crash dumps beyond the limits of age, number and size, oldest first, each with its metadata. Returns how many
 * remain. Dumps never leave the machine: no upload address is configured.
 *
 * @param now milliseconds since 1970
 */
export function pruneDumps(folder: string, now: number): number {
  let [kept, bytes] = [0, 0];
  for (const dump of dumpsOf(folder)) {
    bytes += dump.bytes;
    const keep = kept < MAX_DUMPS && bytes <= MAX_BYTES && now - dump.at < MAX_AGE_MS;
    if (keep) kept += 1;
    else for (const file of [dump.file, `${dump.file.slice(0, -4)}.meta`]) rmSync(file, { force: true });
  }
  return kept;
}

/** Newest first. */
function dumpsOf(
  folder: string,
): readonly { readonly file: string; readonly at: number; readonly bytes: number }[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.dmp'))
    .flatMap((name) => {
      const file = path.join(folder, name);
      try {
        const { mtimeMs, size } = statSync(file);
        return [{ file, at: mtimeMs, bytes: size }];
      } catch (error) {
        // Crashpad may move a dump between the listing and this call.
        if (errorCode(error) === 'ENOENT') return [];
        throw error;
      }
    })
    .toSorted((a, b) => b.at - a.at);
}
