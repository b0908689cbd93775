import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** A child process whose lines of stdout are kept, and which is killed. */
export type Child = {
  readonly lines: readonly string[];
  /** Resolves at the next line, old ones included, that begins with `start`; null when the process ended before. */
  readonly line: (start: string) => Promise<string | null>;
  /** The nth such line, from 1 on. */
  readonly nth: (start: string, n: number) => Promise<string | null>;
  readonly send: (message: string) => void;
  readonly kill: (signal?: NodeJS.Signals) => Promise<void>;
  readonly ended: Promise<number | null>;
};

export type ChildOptions = {
  readonly args: readonly string[];
  /** Added to the environment: the shim and its settings. */
  readonly environment?: Readonly<Record<string, string>>;
};

/** Starts one of this folder's fixtures with this Node. */
export function startChild(fixture: string, { args, environment = {} }: ChildOptions): Child {
  const file = join(import.meta.dirname, fixture);
  const child: ChildProcess = spawn(process.execPath, [...process.execArgv, file, ...args], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    env: { ...process.env, ...environment },
  });
  const lines: string[] = [];
  const waiting = new Set<() => void>();
  let rest = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    const parts = (rest + text).split('\n');
    rest = parts.pop() ?? '';
    lines.push(...parts);
    for (const wake of [...waiting]) wake();
  });
  let isOver = false;
  const ended = once(child, 'close').then(([code]: unknown[]) => {
    isOver = true;
    for (const wake of [...waiting]) wake();
    return typeof code === 'number' ? code : null;
  });
  const nth = (start: string, n: number): Promise<string | null> =>
    new Promise((resolve) => {
      const look = (): void => {
        const found = lines.filter((line) => line.startsWith(start))[n - 1] ?? null;
        if (found === null && !isOver) return;
        waiting.delete(look);
        resolve(found);
      };
      waiting.add(look);
      look();
    });
  return {
    lines,
    line: (start) => nth(start, 1),
    nth,
    send: (message) => {
      if (child.connected) child.send(message, () => undefined);
    },
    kill: async (signal = 'SIGKILL') => {
      if (!isOver) child.kill(signal);
      await ended;
    },
    ended,
  };
}

/** The entries that a station's process reported durable: id, seq and hash. */
export function written(child: Child): readonly { readonly id: string; readonly hash: string }[] {
  return child.lines
    .filter((line) => line.startsWith('W '))
    .map((line) => {
      const [, id = '', , hash = ''] = line.split(' ');
      return { id, hash };
    });
}

export type InstitutionProcess = {
  readonly child: Child;
  readonly url: string;
  /** A first enrolment code. */
  readonly code: string;
  /** One more. */
  readonly nextCode: () => Promise<string>;
};

/** The institution in its own process. */
export async function startInstitutionProcess(
  dataDir: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<InstitutionProcess> {
  const child = startChild('institution.fixture.ts', { args: [dataDir], environment });
  const line = await child.line('{');
  const said = line === null ? {} : (JSON.parse(line) as { url?: string; code?: string });
  if (said.url === undefined) throw new Error(`The institution did not start: ${line}`);
  let asked = 0;
  const nextCode = async (): Promise<string> => {
    asked += 1;
    child.send('code');
    return (await child.nth('CODE ', asked))?.slice(5) ?? '';
  };
  return { child, url: said.url, code: said.code ?? '', nextCode };
}
