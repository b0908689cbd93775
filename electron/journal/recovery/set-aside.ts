import { constants, copyFileSync, existsSync, renameSync } from 'node:fs';
import { ok, refuse, type Result } from '../../../shared/result.ts';
import { fileFaultOf, type FileFault } from '../sqlite/faults.ts';

/**
 * Renames an unusable file with its -wal and -shm, so that it is never overwritten. Returns the new path.
 */
export function setAside(
  file: string,
  nowMs: number,
): Result<string, { readonly code: FileFault; readonly detail: string }> {
  const target = nameAside(file, nowMs);
  try {
    for (const suffix of ['-wal', '-shm', '']) {
      if (existsSync(file + suffix)) renameSync(file + suffix, target + suffix);
    }
    return ok(target);
  } catch (error) {
    const code = fileFaultOf(error);
    if (code === null) throw error;
    return refuse({ code, detail: error instanceof Error ? error.message : '' });
  }
}

/** Copies a file that stays in use, with its -wal, before anything is written to it. Returns the copy's path. Throws errors of node:fs. */
export function copyAside(file: string, nowMs: number): string {
  const target = nameAside(file, nowMs);
  for (const suffix of ['-wal', '']) {
    if (existsSync(file + suffix)) copyFileSync(file + suffix, target + suffix, constants.COPYFILE_EXCL);
  }
  return target;
}

function nameAside(file: string, nowMs: number): string {
  const base = `${file}.set-aside-${stamp(nowMs)}`;
  let target = base;
  for (let count = 2; existsSync(target); count += 1) target = `${base}-${count}`;
  return target;
}

/** An instant for file names, UTC: `20260301T140500Z`. */
export function stamp(nowMs: number): string {
  return new Date(nowMs).toISOString().replaceAll(/[-:]|\.\d+/g, '');
}
