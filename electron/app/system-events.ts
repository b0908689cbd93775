import { app, powerMonitor } from 'electron';
import { APP_ORIGIN } from '../windows/app-protocol.ts';

/** What the operating system and Electron report that may have touched the lock (R33). */

/** The machine is about to sleep, or shows another screen; the listener gets a technical reason. */
export function onAway(listener: (why: string) => void): void {
  powerMonitor.on('suspend', () => listener('the machine was suspended'));
  powerMonitor.on('lock-screen', () => listener('another screen of the system had the input'));
}

/** The machine is back after {@link onAway}. */
export function onBack(listener: () => void): void {
  powerMonitor.on('resume', listener);
  powerMonitor.on('unlock-screen', listener);
}

/** A process of the station crashed or was killed; the listener gets which one and why. */
export function onProcessGone(listener: (what: string, reason: string) => void): void {
  const report = (what: string, reason: string): void => {
    if (reason !== 'clean-exit') listener(what, reason);
  };
  app.on('child-process-gone', (_event, { type, reason }) => report(type, reason));
  app.on('render-process-gone', (_event, contents, { reason }) => report(pageOf(contents.getURL()), reason));
}

/** The meeting's address stays out of the log (R14). */
function pageOf(url: string): string {
  if (url.startsWith(`${APP_ORIGIN}/staff/`)) return 'staff page';
  return url.startsWith(`${APP_ORIGIN}/visit/`) ? 'visit page' : 'meeting';
}
