import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { hostRules } from '../../../electron/meeting/host-rules.ts';
import { electronRuntime } from '../../../scripts/electron-path.ts';
import { bundleProgram } from './bundle-program.ts';
import type { BareAnswer, BareCalls, BareOptions } from './calls.ts';

const PATIENCE_MS = 30_000;

/** The program of `main.ts`, built and started for one test; `call` asks it, `close` ends it and its files. */
export class BareMeeting {
  readonly #child: ChildProcess;
  readonly #folder: string;
  readonly #waiting = new Map<number, (answer: BareAnswer) => void>();
  #last = 0;

  private constructor(child: ChildProcess, folder: string) {
    this.#child = child;
    this.#folder = folder;
    if (child.stdout === null) throw new Error('The program has no output.');
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (!line.startsWith('{')) return;
      const answer = JSON.parse(line) as BareAnswer;
      this.#waiting.get(answer.id)?.(answer);
      this.#waiting.delete(answer.id);
    });
  }

  static async start(options: BareOptions, switches: readonly string[] = []): Promise<BareMeeting> {
    const folder = mkdtempSync(path.join(tmpdir(), 'child-link-bare-'));
    await bundleProgram(fileURLToPath(new URL('./main.ts', import.meta.url)), folder);
    const rootSwitches = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    // As `setChromiumSwitches` has it in practice; a test may bring other rules.
    const rules = `${hostRules(options.sites ?? [], [])}, EXCLUDE localhost, EXCLUDE 127.0.0.1`;
    const hasRules =
      options.unguarded === true || switches.some((one) => one.includes('host-resolver-rules'));
    const args = [
      ...rootSwitches,
      ...(hasRules ? [] : [`--host-resolver-rules=${rules}`]),
      '--disable-features=HardwareMediaKeyHandling,MediaSessionService',
      '--use-fake-device-for-media-stream',
      '--allow-loopback-in-peer-connection',
      '--disable-audio-output',
      `--user-data-dir=${path.join(folder, 'data')}`,
      ...switches,
      folder,
    ];
    const env = { ...process.env, BARE_MEETING: JSON.stringify(options) };
    const child = spawn(electronRuntime().binary, args, { env, stdio: ['pipe', 'pipe', 'ignore'] });
    const meeting = new BareMeeting(child, folder);
    const ready = await meeting.#answer(0);
    if (ready.value !== 'ready') throw new Error('The program did not start.');
    return meeting;
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  async call<N extends keyof BareCalls>(
    name: N,
    ...args: Parameters<BareCalls[N]>
  ): Promise<Awaited<ReturnType<BareCalls[N]>>> {
    this.#last += 1;
    const answer = this.#answer(this.#last);
    this.#child.stdin?.write(`${JSON.stringify({ id: this.#last, name, args })}\n`);
    const { value, error } = await answer;
    if (error !== undefined) throw new Error(`${name}: ${error}`);
    return value as Awaited<ReturnType<BareCalls[N]>>;
  }

  /** Waits until the page or the meeting is as wanted; throws with what it was last. */
  async until<T>(
    what: string,
    ask: () => Promise<T>,
    wanted: (value: T) => boolean,
    patienceMs = PATIENCE_MS,
  ): Promise<T> {
    const deadline = performance.now() + patienceMs;
    for (;;) {
      const value = await ask();
      if (wanted(value)) return value;
      if (performance.now() > deadline)
        throw new Error(`Waited for ${what} in vain: ${JSON.stringify(value)}`);
      await delay(50);
    }
  }

  async close(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      const gone = once(this.#child, 'exit');
      this.#child.kill('SIGKILL');
      await gone;
    }
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 5 });
  }

  #answer(id: number): Promise<BareAnswer> {
    return new Promise((resolve, reject) => {
      const patience = setTimeout(() => reject(new Error('The program does not answer.')), PATIENCE_MS);
      this.#waiting.set(id, (answer) => {
        clearTimeout(patience);
        resolve(answer);
      });
    });
  }
}
