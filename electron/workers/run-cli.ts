import { spawnSync } from 'node:child_process';
import { app } from 'electron';
import { NETWORK_VERBS, networkVerbArguments } from '../cli/network-verb-start.ts';
import { exitNow } from '../platform/exit-now.ts';
import { packagedProgram, spawnWorker } from './spawn-worker.ts';

/** Longer than any command takes; a worker that never starts must not hang the terminal. */
const TIMEOUT_MS = 15 * 60_000;
const EXIT_PROBLEM = 1;

/**
 * Runs a command of the packaged program and exits with its code. Blocks the main thread, so that Electron opens neither
 * a display nor a profile. A verb that uses the network runs in a process of its own.
 */
export function runCli(args: readonly string[]): never {
  if (NETWORK_VERBS.includes(args[0] ?? '')) return exitNow(runInOwnProcess(args));
  const ended = new Int32Array(new SharedArrayBuffer(8));
  spawnWorker({ kind: 'command', args, program: packagedProgram(), ended, stays: true });
  const answered = Atomics.wait(ended, 0, 0, TIMEOUT_MS) !== 'timed-out';
  return exitNow(answered ? (ended[1] ?? EXIT_PROBLEM) : EXIT_PROBLEM);
}

function runInOwnProcess(args: readonly string[]): number {
  const appPath = app.isPackaged ? [] : [app.getAppPath()];
  const parameters = [...appPath, ...networkVerbArguments(args)];
  const { status } = spawnSync(process.execPath, parameters, { stdio: 'inherit', timeout: TIMEOUT_MS });
  return status ?? EXIT_PROBLEM;
}
