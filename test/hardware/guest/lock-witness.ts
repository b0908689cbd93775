import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { FOLDER } from './lock-maker.ts';

/** How much reached others than the lock. */
export type Arrivals = {
  readonly console: number;
  readonly presses: number;
  readonly releases: number;
  readonly repeats: number;
  readonly moves: number;
};

/** All of it since the witness started. */
type Arrived = Arrivals & { readonly lastConsoleAtMs: number };

/** Time for a leaked key to become visible. */
const QUIET_MS = 250;

export const NOTHING: Arrivals = { console: 0, presses: 0, releases: 0, repeats: 0, moves: 0 };

/** The program that represents everybody else on the machine. */
export class Witness {
  readonly #process: ChildProcess;
  readonly #lines: AsyncIterator<string>;

  constructor() {
    this.#process = spawn(process.execPath, ['build/hardware/witness.mjs'], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    assert.ok(this.#process.stdout);
    this.#lines = createInterface({ input: this.#process.stdout })[Symbol.asyncIterator]();
  }

  async line(): Promise<string> {
    const { value } = await this.#lines.next();
    return String(value);
  }

  async arrived(): Promise<Arrived> {
    this.#process.stdin?.write('\n');
    return JSON.parse(await this.line());
  }

  /** What reaches others while `action` runs. */
  async during(action: () => Promise<void>): Promise<Arrivals> {
    const first = await this.arrived();
    await action();
    await pause(QUIET_MS);
    const last = await this.arrived();
    return {
      console: last.console - first.console,
      presses: last.presses - first.presses,
      releases: last.releases - first.releases,
      repeats: last.repeats - first.repeats,
      moves: last.moves - first.moves,
    };
  }

  stop(): void {
    this.#process.kill('SIGKILL');
  }
}

/** The serving helper: the worker without a worker of its own, and the process that started it. */
export function helpers(folder: string = FOLDER): {
  readonly guardian: number | null;
  readonly worker: number | null;
} {
  const parents = new Map<number, number>();
  const workers: number[] = [];
  for (const name of readdirSync('/proc').filter((one) => /^\d+$/.test(one))) {
    try {
      const parameters = readFileSync(`/proc/${name}/cmdline`, 'latin1').split(/[\0 ]/u);
      if (!parameters.includes('--lock-helper') || !parameters.includes(folder)) continue;
      const parent = / (\d+) /.exec(
        readFileSync(`/proc/${name}/stat`, 'latin1').replace(/^.*\) \S/, ''),
      )?.[1];
      parents.set(Number(name), Number(parent));
      if (parameters.includes('--worker')) workers.push(Number(name));
    } catch {
      // Gone meanwhile.
    }
  }
  const worker = workers.find((pid) => ![...parents.values()].includes(pid)) ?? null;
  const parent = worker === null ? undefined : parents.get(worker);
  return { worker, guardian: parent !== undefined && parents.has(parent) ? parent : null };
}
