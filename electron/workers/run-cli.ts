import { endAtOnce } from './exit-now.ts';
import { beginWorker, program } from './spawn-worker.ts';

/** Longer than any verb takes; a thread that could not even start must not be waited for without end. */
const MOST_COMMAND_MS = 15 * 60_000;
const EXIT_PROBLEM = 1;

/**
 * Runs a verb of the packaged program to its end and ends the process with its exit code. The main thread stands still
 * meanwhile, so that Electron comes to open neither a display nor a profile.
 */
export function runVerb(args: readonly string[]): never {
  const ended = new Int32Array(new SharedArrayBuffer(8));
  beginWorker({ kind: 'command', args, program: program(), ended, stays: true });
  const answered = Atomics.wait(ended, 0, 0, MOST_COMMAND_MS) !== 'timed-out';
  return endAtOnce(answered ? (ended[1] ?? EXIT_PROBLEM) : EXIT_PROBLEM);
}
