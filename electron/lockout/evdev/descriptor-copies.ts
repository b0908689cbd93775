import { closeSync, constants, ftruncateSync, openSync, writeSync } from 'node:fs';
import koffi from 'koffi';

const SYS_PIDFD_OPEN = 434;
const SYS_PIDFD_GETFD = 438;

const LOCK_EXCLUSIVE = 2;
const LOCK_WITHOUT_WAITING = 4;

const libc = koffi.load('libc.so.6');
const syscall = libc.func('long syscall(long, ...)');
const flock = libc.func('int flock(int, int)');

/**
 * Copies a descriptor out of a child process, or returns null where the kernel cannot (before 5.6). A grab
 * lasts until its last copy is closed.
 */
export function copyDescriptor(pid: number, descriptor: number): number | null {
  const process = Number(syscall(SYS_PIDFD_OPEN, 'int', pid, 'int', 0));
  if (process < 0) return null;
  const copy = Number(syscall(SYS_PIDFD_GETFD, 'int', process, 'int', descriptor, 'int', 0));
  closeSync(process);
  return copy < 0 ? null : copy;
}

/**
 * Tries to become the only holder of `file` until this process ends. The file contains the holder's process id.
 */
export function isOnlyOne(file: string): boolean {
  // Truncated only once the lock is held: until then it may contain another process's id.
  const descriptor = openSync(file, constants.O_RDWR | constants.O_CREAT, 0o644);
  if (Number(flock(descriptor, LOCK_EXCLUSIVE | LOCK_WITHOUT_WAITING)) === 0) {
    ftruncateSync(descriptor);
    writeSync(descriptor, String(process.pid), 0);
    return true;
  }
  closeSync(descriptor);
  return false;
}
