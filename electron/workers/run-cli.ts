import { exitNow } from './exit-now.ts';
import { packagedProgram, spawnWorker } from './spawn-worker.ts';

/** Longer than any command takes; a worker that never starts must not hang the terminal. */
const TIMEOUT_MS = 15 * 60_000;
const EXIT_PROBLEM = 1;

/**
 * Runs a command of the packaged program and exits with its code. Blocks the main thread, so that Electron opens neither
 * a display nor a profile.
 */
export function runCli(args: readonly string[]): never {
  const ended = new Int32Array(new SharedArrayBuffer(8));
  spawnWorker({ kind: 'command', args, program: packagedProgram(), ended, stays: true });
  const answered = Atomics.wait(ended, 0, 0, TIMEOUT_MS) !== 'timed-out';
  return exitNow(answered ? (ended[1] ?? EXIT_PROBLEM) : EXIT_PROBLEM);
}
