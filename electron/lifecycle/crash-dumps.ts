import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { errorCode } from '../platform/atomic-file.ts';

/** A dump holds memory, a meeting's pictures perhaps: few, small and not for long. */
const MOST_DUMPS = 5;
const MOST_BYTES = 32 * 1024 * 1024;
const KEPT_MS = 7 * 24 * 3_600_000;

/** How often {@link pruneDumps} is to be asked, in milliseconds. */
export const PRUNE_EVERY_MS = 3_600_000;

/**
 * Erases crash dumps that are too old, too many or too much, the oldest first, with what lies beside each. Gives how many
 * are left. They never leave the machine: nothing is told where to send them.
 *
 * @param now in milliseconds since 1970
 */
export function pruneDumps(folder: string, now: number): number {
  let [kept, bytes] = [0, 0];
  for (const dump of dumpsOf(folder)) {
    bytes += dump.bytes;
    const keep = kept < MOST_DUMPS && bytes <= MOST_BYTES && now - dump.at < KEPT_MS;
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
        // Chromium's handler moves them about meanwhile.
        if (errorCode(error) === 'ENOENT') return [];
        throw error;
      }
    })
    .toSorted((a, b) => b.at - a.at);
}
