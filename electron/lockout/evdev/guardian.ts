import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync } from 'node:fs';
import { z } from 'zod';
import { NO_STORE, type DescriptorStore } from './service-store.ts';

/**
 * Two processes hold the devices together, so that killing either releases nothing (R33). The worker takes the
 * devices and serves the station; the guardian keeps a copy of each descriptor and starts a new worker with
 * them when the worker dies. When the guardian dies, the worker becomes the guardian of a new worker.
 */

/** Messages from the worker to its guardian. */
export const GuardianMessage = z.union([
  z.object({ keep: z.string(), descriptor: z.int() }),
  z.object({ drop: z.string() }),
]);
export type GuardianMessage = z.infer<typeof GuardianMessage>;

/** Environment variable of the worker: the nodes of its inherited descriptors, from `FIRST_INHERITED` on. */
export const INHERITED_VARIABLE = 'CHILD_LINK_INHERITED';
/** After the three standard descriptors and the channel to the guardian. */
export const FIRST_INHERITED = 4;
/** Exit code of a worker that nobody needs. */
export const EXIT_DONE = 64;
/** Exit code of a guardian that hands over: its service restarts at once. */
const EXIT_TURN = 75;
/** The guardian's only message: release everything and exit, because the administrator stops the service. */
export const STOP_MESSAGE = 'stop';

const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;
const PAUSES_MS = [0, 50, 200, 1000, 2000] as const;
const HEALTHY_AFTER_MS = 10_000;
const LOOK_EVERY_MS = 200;

export type GuardianParts = {
  /** The program and arguments that start a worker. */
  readonly command: readonly [string, ...string[]];
  /** Tries to become the only guardian; called until it succeeds. */
  readonly isOnlyOne: () => boolean;
  /** The process id of the current guardian. */
  readonly guardianNow: () => number | null;
  /** A service waits for the guardian it replaces; a station's own helper exits when there is one. */
  readonly isPatient: boolean;
  /** Descriptors this process already holds, by node: it was the worker until its guardian died. */
  readonly inherited: ReadonlyMap<string, number>;
  /** Stores a copy of each for the time when no process of the lock is left. */
  readonly store: DescriptorStore;
  readonly copyDescriptor: (pid: number, descriptor: number) => number | null;
  readonly report: (code: string, detail: string) => void;
};

/** Runs until a worker exits because nobody needs it. Returns the process's exit code. */
export async function guard(parts: GuardianParts): Promise<number> {
  const copies = new Map(parts.inherited);
  if (!parts.isOnlyOne()) {
    // Another guardian holds these; a copy kept here would outlive its release.
    for (const descriptor of copies.values()) closeSync(descriptor);
    copies.clear();
    if (!parts.isPatient) return 0;
    await ownTurn(parts);
    // The service manager hands over what it stores only at a start.
    if (parts.store !== NO_STORE) return EXIT_TURN;
  }
  for (let deaths = 0; ;) {
    const startedMs = performance.now();
    const code = await runWorker(parts, copies);
    if (code === EXIT_DONE) return 0;
    parts.report('lock-helper-died', `exit ${String(code)}; devices that stay held: ${copies.size}`);
    if (performance.now() - startedMs > HEALTHY_AFTER_MS) deaths = 0;
    await pause(PAUSES_MS[Math.min(deaths, PAUSES_MS.length - 1)] ?? 0);
    deaths += 1;
  }
}

/** Waits until there is no other guardian. An administrator's order to stop is the other guardian's to obey. */
async function ownTurn(parts: GuardianParts): Promise<void> {
  const onSignal = (): void => {
    const other = parts.guardianNow();
    if (other !== null && mayStop()) process.kill(other, 'SIGTERM');
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  while (!parts.isOnlyOne()) await pause(LOOK_EVERY_MS);
  for (const signal of SIGNALS) process.off(signal, onSignal);
}

/**
 * Only an administrator can signal a service of root; a signal must not open the lock of a less privileged
 * helper.
 */
function mayStop(): boolean {
  return process.getuid?.() === 0;
}

function runWorker(parts: GuardianParts, copies: Map<string, number>): Promise<number | null> {
  const [program, ...parameters] = parts.command;
  const worker = spawn(program, parameters, {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc', ...copies.values()],
    env: { ...process.env, [INHERITED_VARIABLE]: [...copies.keys()].join(',') },
  });
  const stop = (): void => void worker.send(STOP_MESSAGE);
  const onSignal = (): void => {
    if (mayStop() || copies.size === 0) stop();
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  worker.on('message', (message) => follow(parts, worker, copies, message));
  return new Promise<number | null>((resolve) => {
    worker.once('error', () => resolve(null));
    worker.once('exit', (code) => resolve(code));
  }).finally(() => {
    for (const signal of SIGNALS) process.off(signal, onSignal);
  });
}

function follow(
  parts: GuardianParts,
  worker: ChildProcess,
  copies: Map<string, number>,
  message: unknown,
): void {
  const parsed = GuardianMessage.safeParse(message);
  if (!parsed.success) return;
  if ('drop' in parsed.data) {
    const descriptor = copies.get(parsed.data.drop);
    copies.delete(parsed.data.drop);
    parts.store.drop(parsed.data.drop);
    if (descriptor !== undefined) closeSync(descriptor);
    return;
  }
  const { keep, descriptor } = parsed.data;
  if (copies.has(keep) || worker.pid === undefined) return;
  const copy = parts.copyDescriptor(worker.pid, descriptor);
  if (copy === null) parts.report('lock-no-copy', `${keep}: the hold ends with the helper`);
  else {
    copies.set(keep, copy);
    parts.store.keep(keep, copy);
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
