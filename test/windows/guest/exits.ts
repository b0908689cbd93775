import process from 'node:process';
import { isMainThread, workerData } from 'node:worker_threads';
import { systemTimers } from '../../../electron/platform/timers.ts';
import { runHookThread } from '../../../electron/lockout/windows/hook-thread.ts';
import { HooksHold } from '../../../electron/lockout/windows/hooks-hold.ts';
import { windowsHookSystem } from '../../../electron/lockout/windows/windows-hook-system.ts';

/** Takes the hold and exits as its parameters say: `exit|throw|stay` and after how many milliseconds. */
const [, , how = 'stay', afterMs = '0'] = process.argv;

if (isMainThread) {
  const report = (code: string, detail: string): void => void process.stdout.write(`${code} ${detail}\n`);
  const hold = new HooksHold({
    system: windowsHookSystem(new URL(import.meta.url), report),
    settings: { change: () => undefined, restore: () => undefined },
    clock: { now: () => Date.now(), monotonicMs: () => performance.now(), status: () => 'unsynced' },
    timers: systemTimers,
    marker: () => 1 + Math.floor(Math.random() * 1e9),
    giveUp: () => process.kill(process.pid, 'SIGKILL'),
    report,
  });
  void hold.engage().then((outcome) => process.stdout.write(`engaged ${outcome.ok}\n`));
  setTimeout(() => {
    process.stdout.write('ending\n');
    if (how === 'exit') process.exit(0);
    if (how === 'throw') throw new Error('a bug');
  }, Number(afterMs));
} else {
  runHookThread(workerData.hooks);
}
