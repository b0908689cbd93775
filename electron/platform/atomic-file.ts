import { closeSync, fsyncSync, linkSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/** Replaces a file: after a power cut it has either the old or the new content. Mode 0600. Throws errors of node:fs. */
export function writeFileAtomically(file: string, content: Uint8Array): void {
  const temporary = writeTemporary(file, content);
  renameSync(temporary, file);
  syncFolder(dirname(file));
}

/** Like {@link writeFileAtomically}, but throws `EEXIST` if the file exists. */
export function createFileAtomically(file: string, content: Uint8Array): void {
  const temporary = writeTemporary(file, content);
  try {
    linkSync(temporary, file);
  } finally {
    rmSync(temporary);
  }
  syncFolder(dirname(file));
}

/** Returns the `code` of an error of node:fs or SQLite (`ENOENT`, `SQLITE_FULL`), or null. */
export function errorCode(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error)) return null;
  return typeof error.code === 'string' ? error.code : null;
}

function writeTemporary(file: string, content: Uint8Array): string {
  const temporary = `${file}.${process.pid}.tmp`;
  rmSync(temporary, { force: true });
  const handle = openSync(temporary, 'wx', 0o600);
  try {
    writeSync(handle, content);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  return temporary;
}

/** Makes a rename durable. Windows cannot open a folder and does not need to. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
