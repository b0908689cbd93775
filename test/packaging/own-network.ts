import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

const FIXTURE = path.join(import.meta.dirname, 'answering-hosts.fixture.ts');
const WORLD = 'child-link-world';
const MACHINE = 'child-link-machine';

const ip = (...parameters: readonly string[]): void => void execFileSync('ip', parameters);

/** A host of the network that answers every TCP connection or datagram at one port. */
export interface AnsweringHost {
  readonly protocol: 'tcp' | 'udp';
  readonly address: string;
  readonly port: number;
}

/** A network namespace for a machine, whose default route leads to another namespace in which `hosts` answer. */
export class OwnNetwork {
  readonly namespace = MACHINE;
  readonly #hosts: ChildProcess;

  private constructor(hosts: ChildProcess) {
    this.#hosts = hosts;
  }

  static async make(hosts: readonly AnsweringHost[]): Promise<OwnNetwork> {
    ip('netns', 'add', WORLD);
    ip('netns', 'add', MACHINE);
    ip('-n', MACHINE, 'link', 'add', 'outside', 'type', 'veth', 'peer', 'name', 'inside', 'netns', WORLD);
    for (const [namespace, link, last, other] of [
      [MACHINE, 'outside', '2', '1'],
      [WORLD, 'inside', '1', '2'],
    ] as const) {
      ip('-n', namespace, 'address', 'add', `10.99.0.${last}/24`, 'dev', link);
      ip('-n', namespace, 'address', 'add', `fd99::${last}/64`, 'dev', link, 'nodad');
      for (const name of ['lo', link]) ip('-n', namespace, 'link', 'set', name, 'up');
      ip('-n', namespace, 'route', 'add', 'default', 'via', `10.99.0.${other}`);
      ip('-n', namespace, '-6', 'route', 'add', 'default', 'via', `fd99::${other}`);
    }
    for (const address of new Set(hosts.map((host) => host.address)))
      ip('-n', WORLD, 'address', 'add', address, 'dev', 'lo', ...(address.includes(':') ? ['nodad'] : []));
    const answering = spawn(
      'ip',
      ['netns', 'exec', WORLD, process.execPath, FIXTURE, JSON.stringify(hosts)],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    await once(answering.stdout, 'data');
    return new OwnNetwork(answering);
  }

  /** Call after the machine has stopped. Its firewall goes with it, as at the end of a kernel. */
  async remove(): Promise<void> {
    const ended = once(this.#hosts, 'exit');
    this.#hosts.kill();
    await ended;
    for (const namespace of [MACHINE, WORLD]) ip('netns', 'delete', namespace);
  }
}
