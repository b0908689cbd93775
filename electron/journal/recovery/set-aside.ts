import { constants, copyFileSync, existsSync, renameSync } from 'node:fs';
import { ok, refuse, type Result } from '../../../shared/result.ts';
import { fileFaultOf, type FileFault } from '../sqlite/faults.ts';

/**
 * Renames a file that cannot be used, with its -wal and -shm, so that nothing of it is ever overwritten.
 * Gives the new name.
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

/** Copies a file that goes on being used, with its -wal, before anything is written to it. Gives the copy's name. Throws errors of node:fs. */
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

/** A moment as file names have it, UTC: `20260301T140500Z`. */
export function stamp(nowMs: number): string {
  return new Date(nowMs).toISOString().replaceAll(/[-:]|\.\d+/g, '');
}
