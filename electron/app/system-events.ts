import { app, powerMonitor } from 'electron';
import type { FaultReport, InputLock } from '../lockout/lock.ts';
import { APP_ORIGIN } from '../windows/app-protocol.ts';
import type { Reconciler } from '../station/reconciler.ts';

export type LockEventsParts = {
  readonly lock: Pick<InputLock, 'onState'>;
  readonly reconciler: Pick<Reconciler, 'away' | 'back' | 'lockChanged' | 'lockLost' | 'reconcile'>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly report: FaultReport;
};

/**
 * Everything that may have touched the lock while nobody supervised: what it says of itself, a machine that sleeps or
 * shows another screen, a process of the station that died. Each is recorded, and the lock proven anew at once (R33).
 */
export function followLockEvents({ lock, reconciler, now, report }: LockEventsParts): void {
  lock.onState(() => reconciler.lockChanged());
  powerMonitor.on('suspend', () => reconciler.away('the machine was suspended'));
  powerMonitor.on('lock-screen', () => reconciler.away('another screen of the system had the input'));
  powerMonitor.on('resume', () => reconciler.back());
  powerMonitor.on('unlock-screen', () => reconciler.back());
  const died = (what: string, reason: string): void => {
    if (reason === 'clean-exit') return;
    report('process-gone', `${what}: ${reason}`);
    reconciler.lockLost(`a process of the station ended: ${what}, ${reason}`, now());
    reconciler.reconcile();
  };
  app.on('child-process-gone', (_event, { type, reason }) => died(type, reason));
  app.on('render-process-gone', (_event, contents, { reason }) => died(pageOf(contents.getURL()), reason));
}

/** Which page it was; of the meeting's address nothing is told. */
function pageOf(url: string): string {
  if (url.startsWith(`${APP_ORIGIN}/staff/`)) return 'staff page';
  return url.startsWith(`${APP_ORIGIN}/visit/`) ? 'visit page' : 'meeting';
}
