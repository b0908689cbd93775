import { closeSync, openSync, rmSync, statfsSync, statSync, writeSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { dirname } from 'node:path';
import { errorCode } from '../../platform/atomic-file.ts';
import { fileFaultOf } from '../sqlite/faults.ts';

/**
 * Disk space kept in reserve. SQLite cannot even delete on a full disk; removing this file lets an open session be
 * recorded to its end. Refilled once there is space again.
 */
export interface DiskReserve {
  /** Bytes held now. */
  held(): number;
  /** Returns the room back to the disk. False when there was none. */
  release(): boolean;
  /** Grows by at most `mostBytes`, and only while the disk keeps as much free besides. Returns whether it is full. */
  topUp(mostBytes: number): boolean;
}

export const DEFAULT_RESERVE_BYTES = 64 * 1024 * 1024;
const CHUNK_BYTES = 1024 * 1024;

/** Opens the reserve of a journal, `<file>.ballast` since the first release. Never throws for a disk fault. */
export function openDiskReserve(
  journalFile: string,
  wholeBytes: number = DEFAULT_RESERVE_BYTES,
): DiskReserve {
  const file = `${journalFile}.ballast`;
  const held = (): number => {
    try {
      return statSync(file).size;
    } catch (error) {
      return onlyFileFault(error, 0);
    }
  };
  return {
    held,
    release() {
      try {
        if (held() === 0) return false;
        rmSync(file, { force: true });
        return true;
      } catch (error) {
        return onlyFileFault(error, false);
      }
    },
    topUp(mostBytes) {
      try {
        let size = held();
        const until = Math.min(wholeBytes, size + mostBytes);
        while (size < until) {
          const chunk = Math.min(CHUNK_BYTES, until - size);
          if (freeBytes(file) < chunk + wholeBytes) return false;
          append(file, chunk);
          size += chunk;
        }
        return size >= wholeBytes;
      } catch (error) {
        return onlyFileFault(error, false);
      }
    },
  };
}

function append(file: string, bytes: number): void {
  const handle = openSync(file, 'a', 0o600);
  try {
    // Random, because a compressing file system would reserve nothing for zeros.
    writeSync(handle, randomBytes(bytes));
  } finally {
    closeSync(handle);
  }
}

function freeBytes(file: string): number {
  const { bavail, bsize } = statfsSync(dirname(file));
  return bavail * bsize;
}

function onlyFileFault<T>(error: unknown, value: T): T {
  if (errorCode(error) === 'ENOENT' || fileFaultOf(error) !== null) return value;
  throw error;
}
