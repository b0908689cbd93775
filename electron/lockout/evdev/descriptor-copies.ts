import { closeSync } from 'node:fs';
import koffi from 'koffi';

const SYS_PIDFD_OPEN = 434;
const SYS_PIDFD_GETFD = 438;

const libc = koffi.load('libc.so.6');
const syscall = libc.func('long syscall(long, ...)');

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
