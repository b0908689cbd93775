/** How long to wait before the next attempt (SYNC.md, What the station does). */

const BASE_MS = 2_000;
const MAX_MS = 300_000;

/** Full jitter after `failures` attempts in a row (1 or more). `random` returns [0, 1). Milliseconds. */
export function backOffMs(failures: number, random: () => number): number {
  const ceiling = Math.min(MAX_MS, BASE_MS * 2 ** Math.min(failures - 1, 20));
  return Math.round(random() * ceiling);
}
