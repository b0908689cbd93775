import { spawn } from 'node:child_process';
import path from 'node:path';
import { HelperLock } from '../../../electron/lockout/helper-lock.ts';
import { SocketLink } from '../../../electron/lockout/helper/helper-link.ts';
import { helperArguments } from '../../../electron/lockout/helper/helper-start.ts';
import { systemTimers } from '../../../electron/platform/timers.ts';
import type { Clock } from '../../../shared/clock.ts';

export const FOLDER = '/run/child-link';
/** The Electron that runs the station's own program as the helper; if empty, Node runs {@link HELPER}. */
const { VM_HELPER: PROGRAM = '' } = process.env;
/** The real helper, bundled: see bundle.ts. */
const HELPER = 'build/hardware/lock-helper.mjs';

export const clock: Clock = {
  now: () => Date.now(),
  monotonicMs: () => performance.now(),
  status: () => 'unsynced',
};

/** The real helper, with the command line of a service. */
export function serviceCommand(folder: string, options: readonly string[]): readonly [string, ...string[]] {
  return PROGRAM === ''
    ? [process.execPath, path.resolve(HELPER), '--lock-helper', '--state', folder, ...options]
    : [PROGRAM, path.resolve('build/production'), ...helperArguments(folder), ...options];
}

/** Starts the real helper as the station does: detached, so that it survives its parent. */
export function startHelper(options: readonly string[] = [], folder = FOLDER, uid?: number): void {
  const [program, ...own] = serviceCommand(folder, options);
  const child = spawn(program, own, {
    detached: true,
    stdio: ['ignore', 'inherit', 'inherit'],
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  child.unref();
}

export function makeLock(start: (() => void) | null, folder = FOLDER) {
  const report = (code: string, detail: string): void => void process.stderr.write(`${code} ${detail}\n`);
  const link = new SocketLink({ folder, start, timers: systemTimers, report });
  const lock = new HelperLock({
    kind: 'evdev',
    link,
    clock,
    timers: systemTimers,
    attached: () => [],
    report,
  });
  return { link, lock };
}
