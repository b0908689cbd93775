import { randomInt } from 'node:crypto';
import process from 'node:process';
import type { Clock } from '../../../shared/clock.ts';
import type { HelperOptions } from '../helper/helper-start.ts';
import { HelperServer } from '../helper/helper-server.ts';
import { idleEnd } from '../helper/idle.ts';
import { StateFolder } from '../helper/state-folder.ts';
import { systemTimers } from '../../platform/timers.ts';
import { accessibilityOriginals, accessibilitySettings, windowsAccessibility } from './accessibility.ts';
import { HooksHold } from './hooks-hold.ts';
import { windowsHookSystem } from './windows-hook-system.ts';

/**
 * The process that holds the Windows hooks: no window, no raw input, no screen. It stays locked when the
 * station dies or hangs. When it dies itself the hooks go with it; the station sees that at once and starts
 * another, which takes hold before it serves.
 */

const MARKERS = 2 ** 31 - 1;

const clock: Clock = {
  now: () => Date.now(),
  monotonicMs: () => performance.now(),
  status: () => 'unsynced',
};

/** Writes to the helper's log. Never receives a key. */
function report(code: string, detail: string): void {
  process.stderr.write(`${code} ${detail}\n`);
}

/** `program`: this file, for the hook threads. Rejects when another helper serves this folder already. */
export async function runWindowsHelper(options: HelperOptions, program: URL): Promise<void> {
  const folder = new StateFolder(options.state, false);
  const settings = accessibilitySettings(windowsAccessibility(), accessibilityOriginals(folder.originals));
  if (options.restore) {
    settings.restore();
    // Electron's process.exit returns first.
    return process.exit(0);
  }
  const hold = new HooksHold({
    system: windowsHookSystem(program, report),
    settings,
    clock,
    timers: systemTimers,
    marker: () => randomInt(1, MARKERS),
    giveUp: () => process.kill(process.pid, 'SIGKILL'),
    report,
  });
  const idle = idleEnd({
    options,
    hold,
    forget: () => folder.rememberLock(false),
    exit: () => process.exit(0),
    timers: systemTimers,
  });
  const server = new HelperServer({
    hold,
    token: folder.token(),
    remember: (isWanted) => folder.rememberLock(isWanted),
    onIdle: idle,
  });
  // One process at a time owns the pipe's name: a second helper exits here and touches nothing.
  await server.listen(folder.socket, folder.socketMode);
  if (folder.isLockWanted) {
    const startedMs = clock.monotonicMs();
    await hold.resume();
    report('lock-resumed', `${Math.round(clock.monotonicMs() - startedMs)} ms after the helper's start`);
  } else settings.restore();
  idle(true);
}
