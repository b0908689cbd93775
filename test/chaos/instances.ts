import { readdirSync, readFileSync } from 'node:fs';
import type { ClientConfig } from 'pg';
import { type Child, startChild } from './processes.ts';

/** One instance of the service in a process of its own. */
export interface Instance {
  readonly url: string;
  code(): Promise<string>;
  codes(count: number): Promise<readonly string[]>;
  /** Enrols a station for each public key (b64u). */
  enrol(publicKeys: readonly string[]): Promise<EnrolledFleet>;
  /** Issues a directive; resolves when it is saved. Throws where it may not be. */
  direct(id: string, action: 'message' | 'suspend' | 'resume'): Promise<void>;
  /** Processor time so far, microseconds. */
  usage(): Promise<number>;
  /** Bytes held after collecting garbage, and those of the process. */
  memory(): Promise<{ readonly held: number; readonly rss: number }>;
  stop(): Promise<void>;
  /** Ends it as a crash does. */
  kill(): Promise<void>;
}

export type EnrolledFleet = {
  /** b64u. */
  readonly serverKey: string;
  /** In the order of their keys. */
  readonly stations: readonly { readonly station: string; readonly keyId: string }[];
};

/** `where`: a data folder for SQLite, or how to reach a PostgreSQL database. */
export async function startInstance(where: string | ClientConfig): Promise<Instance> {
  const text = typeof where === 'string' ? where : JSON.stringify(where);
  const child: Child = startChild('instance.fixture.ts', { args: [text] });
  const line = await child.line('{');
  if (line === null) throw new Error('The instance did not start');
  const { url }: { readonly url: string } = JSON.parse(line);
  const asked = new Map<string, number>();
  const ask = async (message: string, start: string): Promise<string> => {
    const count = (asked.get(start) ?? 0) + 1;
    asked.set(start, count);
    child.send(message);
    const answer = await child.nth(start, count);
    if (answer === null) throw new Error('The instance ended');
    return answer.slice(start.length);
  };
  return {
    url,
    code: () => ask('codes 1', 'CODES '),
    codes: async (count) => (await ask(`codes ${count}`, 'CODES ')).split(' '),
    enrol: async (publicKeys) => JSON.parse(await ask(`enrol ${JSON.stringify(publicKeys)}`, 'ENROLLED ')),
    async direct(id, action) {
      if ((await ask(`order ${id} ${action}`, 'ORDER ')) !== 'saved')
        throw new Error('The order was not saved');
    },
    usage: async () => Number(await ask('usage', 'USAGE ')),
    memory: async () => {
      const [held, rss] = (await ask('memory', 'MEMORY ')).split(' ').map(Number);
      return { held: held ?? Number.NaN, rss: rss ?? Number.NaN };
    },
    stop: () => child.kill('SIGTERM'),
    kill: () => child.kill('SIGKILL'),
  };
}

const TICK_US = 10_000;

/**
 * Processor time of a PostgreSQL server so far, microseconds: its first process, with those that it has waited for, and
 * those that still run. Linux only.
 */
export function postgresUsage({ host = '' }: ClientConfig): number {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => statOf(pid));
  const first = all.find(({ pid }) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(`\0${host}/d\0`));
  if (first === undefined) throw new Error('PostgreSQL does not run');
  const children = all.filter(({ parent }) => parent === first.pid);
  const ticks = children.reduce((sum, { own }) => sum + own, first.own + first.waited);
  return ticks * TICK_US;
}

type Stat = { readonly pid: string; readonly parent: string; readonly own: number; readonly waited: number };

/** Nothing for a process that has just ended. */
function statOf(pid: string): readonly Stat[] {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in brackets may contain blanks; utime is the 14th field.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const [user = 0, system = 0, childUser = 0, childSystem = 0] = fields.slice(11, 15).map(Number);
    return [{ pid, parent: fields[1] ?? '', own: user + system, waited: childUser + childSystem }];
  } catch {
    return [];
  }
}
