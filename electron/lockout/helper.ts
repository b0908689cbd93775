import process from 'node:process';
import { isMainThread, workerData } from 'node:worker_threads';
import { z } from 'zod';
import { helperOptions } from './helper/helper-start.ts';
import { messageOf } from './step-stack.ts';

const HookThreadData = z.object({ hooks: z.instanceof(SharedArrayBuffer) });

/** The process that holds the input while nobody supervises (R32, R33); which one depends on the system. */
async function main(): Promise<void> {
  const started = helperOptions(process.argv);
  if (started.kind !== 'helper') throw new Error(started.kind === 'refused' ? started.why : 'no options');
  if (process.platform === 'win32') {
    const { runWindowsHelper } = await import('./windows/windows-helper.ts');
    return runWindowsHelper(started.options, new URL(import.meta.url));
  }
  const { runLinuxHelper } = await import('./evdev/linux-helper.ts');
  return runLinuxHelper(started.options);
}

/** Worker threads that pump the hooks' messages run this same file. */
async function hookThread(): Promise<void> {
  const { hooks } = HookThreadData.parse(workerData);
  const { runHookThread } = await import('./windows/hook-thread.ts');
  runHookThread(hooks);
}

(isMainThread ? main() : hookThread()).catch((error: unknown) => {
  process.stderr.write(`lock-helper-fault ${messageOf(error)}\n`);
  process.exit(1);
});
