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
 * A copy of a descriptor of a process that this one started, or null where the kernel does not give it (before 5.6).
 * A hold on a device lasts until the last copy is closed.
 */
export function copyDescriptor(pid: number, descriptor: number): number | null {
  const process = Number(syscall(SYS_PIDFD_OPEN, 'int', pid, 'int', 0));
  if (process < 0) return null;
  const copy = Number(syscall(SYS_PIDFD_GETFD, 'int', process, 'int', descriptor, 'int', 0));
  closeSync(process);
  return copy < 0 ? null : copy;
}

/**
 * Whether this process is the only one that asks for `file`, until it ends. The file is made; its content is the
 * number of the one process.
 */
export function isOnlyOne(file: string): boolean {
  // Not emptied before the lock is had: another's number may stand in it.
  const descriptor = openSync(file, constants.O_RDWR | constants.O_CREAT, 0o644);
  if (Number(flock(descriptor, LOCK_EXCLUSIVE | LOCK_WITHOUT_WAITING)) === 0) {
    ftruncateSync(descriptor);
    writeSync(descriptor, String(process.pid), 0);
    return true;
  }
  closeSync(descriptor);
  return false;
}
