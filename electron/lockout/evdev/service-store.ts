import koffi from 'koffi';
import { messageOf } from '../step-stack.ts';
import type { Report } from '../../platform/log.ts';

/**
 * systemd keeps a copy of each descriptor (`FileDescriptorStoreMax=`), so that killing every process of the
 * lock at once releases nothing: process 1 cannot be killed, and a grab lasts until its last copy is closed. It
 * passes them to the service's next start (R33).
 */
export interface DescriptorStore {
  keep(node: string, descriptor: number): void;
  drop(node: string): void;
}

/** For a helper that the station started: only its own processes hold the descriptors. */
export const NO_STORE: DescriptorStore = { keep: () => undefined, drop: () => undefined };

type Environment = Readonly<Record<string, string | undefined>>;

/** The first descriptor passed to a service, by systemd's contract. */
const FIRST_HANDED = 3;
const SET_DESCRIPTOR_FLAGS = 2;
const CLOSE_ON_EXEC = 1;

/** The store of the service this process belongs to, or {@link NO_STORE}. */
export function serviceStore(environment: Environment, report: Report): DescriptorStore {
  const { NOTIFY_SOCKET: socket } = environment;
  if (socket === undefined || socket === '') return NO_STORE;
  try {
    const systemd = koffi.load('libsystemd.so.0');
    const notify = systemd.func(
      'int sd_pid_notify_with_fds(int pid, int unset, const char *state, const int *descriptors, uint32_t count)',
    );
    const sendState = (what: string, node: string, descriptors: readonly number[]): void => {
      const sent = Number(notify(0, 0, `${what}=1\nFDNAME=${node}`, descriptors, descriptors.length));
      if (sent <= 0) report('lock-not-stored', `${node}: ${what} ${sent}`);
    };
    return {
      keep: (node, descriptor) => sendState('FDSTORE', node, [descriptor]),
      drop: (node) => sendState('FDSTOREREMOVE', node, []),
    };
  } catch (error) {
    // A system without the library: the two processes hold the devices as before.
    report('lock-not-stored', messageOf(error));
    return NO_STORE;
  }
}

/** What systemd stored for this start, by node. Empty for any other process. */
export function handedDescriptors(environment: Environment, pid: number): ReadonlyMap<string, number> {
  const { LISTEN_PID: whose, LISTEN_FDS: count, LISTEN_FDNAMES: names = '' } = environment;
  if (whose !== String(pid)) return new Map();
  const nodes = names.split(':').slice(0, Number(count) || 0);
  return new Map(nodes.map((node, index) => [node, FIRST_HANDED + index]));
}

/** Marks these descriptors close-on-exec, so that only programs they are passed to by name inherit them. */
export function keepFromChildren(descriptors: Iterable<number>): void {
  const control = koffi.load('libc.so.6').func('int fcntl(int descriptor, int what, ...)');
  for (const descriptor of descriptors) control(descriptor, SET_DESCRIPTOR_FLAGS, 'int', CLOSE_ON_EXEC);
}
