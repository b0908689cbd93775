import { writeSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { readSiteList } from '../../institution/core/site-list.ts';
import { unreachable } from '../../shared/result.ts';
import type { Program } from '../cli/command.ts';
import { hasDrifted } from '../cli/hardening/hardening.ts';
import { runCommand } from '../cli/run.ts';
import { checkInstallation, type Installation } from '../diagnostics/integrity.ts';
import { SystemClock } from '../platform/system-clock.ts';

/** One task for one worker. */
export type WorkerTask =
  | {
      /** A command of the command line. Sets `ended[0]` to 1 when done, with the exit code in `ended[1]`. */
      readonly kind: 'command';
      readonly args: readonly string[];
      readonly program: Program;
      readonly ended: Int32Array;
      /** Keeps the thread alive after the command, until the process exits. */
      readonly stays?: true;
    }
  /** Posts the result of {@link checkInstallation}. */
  | { readonly kind: 'check-installation'; readonly installation: Installation }
  /** Posts what {@link readSiteList} returns. */
  | { readonly kind: 'read-site-list'; readonly file: Uint8Array }
  /** Posts whether the hardening of the machine was undone. */
  | { readonly kind: 'check-hardening' };

/** A pipe may take only part of a write. */
function writeAll(descriptor: 1 | 2, text: string): void {
  const bytes = Buffer.from(text, 'utf8');
  for (let at = 0; at < bytes.length;) at += writeSync(descriptor, bytes, at);
}

async function runToExitCode(args: readonly string[], program: Program): Promise<number> {
  try {
    return await runCommand(args, {
      clock: new SystemClock(),
      platform: process.platform,
      environment: process.env,
      program,
      http: () => {
        throw new TypeError('A worker has no network: see network-verb-start.ts');
      },
      out: (text) => writeAll(1, text),
      err: (text) => writeAll(2, text),
    });
  } catch (error) {
    // A bug: one line that can be reported, not a stack trace in a terminal.
    writeAll(2, `${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  }
}

async function perform(task: WorkerTask): Promise<void> {
  switch (task.kind) {
    case 'command': {
      const code = await runToExitCode(task.args, task.program);
      Atomics.store(task.ended, 1, code);
      Atomics.store(task.ended, 0, 1);
      Atomics.notify(task.ended, 0);
      // A thread that unloads while the process exits can crash it (exit code 139).
      if (task.stays === true) Atomics.wait(task.ended, 0, 1);
      return;
    }
    case 'check-installation':
      // Checks the archive as the one file that it is, not as the folder that Electron shows.
      process.noAsar = true;
      parentPort?.postMessage(await checkInstallation(task.installation));
      return;
    case 'read-site-list':
      parentPort?.postMessage(readSiteList(task.file));
      return;
    case 'check-hardening':
      parentPort?.postMessage(hasDrifted(process.platform, process.env));
      return;
    default:
      unreachable(task);
  }
}

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only `spawnWorker` starts this thread
void perform(workerData as WorkerTask);
