import { writeSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { unreachable } from '../../shared/result.ts';
import type { Program } from '../cli/command.ts';
import { runCommand } from '../cli/run.ts';
import { checkInstallation, type Installation } from '../diagnostics/integrity.ts';
import { SystemClock } from '../platform/system-clock.ts';

/** What the main process has a thread do for it. */
export type WorkerTask =
  | {
      /** One verb of the command line. The main thread waits for `ended` to change; its second cell is the exit code. */
      readonly kind: 'command';
      readonly args: readonly string[];
      readonly program: Program;
      readonly ended: Int32Array;
      /** The process ends with the verb, and the thread stands still until then; without it the thread ends by itself. */
      readonly stays?: true;
    }
  /** Answers with what {@link checkInstallation} gives. */
  | { readonly kind: 'check-installation'; readonly place: Installation };

/** Whatever the pipe takes at once. */
function writeAll(descriptor: 1 | 2, text: string): void {
  const bytes = Buffer.from(text, 'utf8');
  for (let at = 0; at < bytes.length;) at += writeSync(descriptor, bytes, at);
}

async function command(args: readonly string[], program: Program): Promise<number> {
  try {
    return await runCommand(args, {
      clock: new SystemClock(),
      platform: process.platform,
      environment: process.env,
      program,
      out: (text) => writeAll(1, text),
      err: (text) => writeAll(2, text),
    });
  } catch (error) {
    // A bug: one line for whoever reports it, and never a page of it.
    writeAll(2, `${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  }
}

async function perform(task: WorkerTask): Promise<void> {
  switch (task.kind) {
    case 'command': {
      const code = await command(task.args, task.program);
      Atomics.store(task.ended, 1, code);
      Atomics.store(task.ended, 0, 1);
      Atomics.notify(task.ended, 0);
      // A thread that unloads itself while the process ends can take the process with it (exit code 139).
      if (task.stays === true) Atomics.wait(task.ended, 0, 1);
      return;
    }
    case 'check-installation':
      // The archive is one file here, not the folder that Electron shows in its place.
      process.noAsar = true;
      parentPort?.postMessage(await checkInstallation(task.place));
      return;
    default:
      unreachable(task);
  }
}

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- our own main process started this thread with it
void perform(workerData as WorkerTask);
