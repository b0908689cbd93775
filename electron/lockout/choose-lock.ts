import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Clock } from '../../shared/clock.ts';
import { SocketLink } from './helper/helper-link.ts';
import { HelperLock } from './helper-lock.ts';
import { HELD_NAME } from './helper/protocol.ts';
import type { InputLock } from './lock.ts';
import type { Timers } from '../platform/timers.ts';
import { UnsupportedLock } from './unsupported-lock.ts';
import type { Report } from '../platform/log.ts';

export type LockParts = {
  readonly platform: NodeJS.Platform;
  /** The process environment; only the display variables are read. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly timers: Timers;
  /** Names of the keyboards, pointers and touch panels attached now, for the proof. */
  readonly attached: () => readonly string[];
  readonly report: Report;
  /** The process that holds the Linux input devices; absent where it can neither be reached nor started. */
  readonly helper?: HelperParts;
};

export type HelperParts = {
  /**
   * The folder of its socket and token: `/run/child-link` for the service, otherwise one inside the station's
   * data.
   */
  readonly folder: string;
  /** Starts a helper that outlives the station; null where the system's service runs it. */
  readonly start: (() => void) | null;
};

/** Chooses the lock for this machine. The only place that asks for the platform (R32). */
export async function chooseLock(parts: LockParts): Promise<InputLock> {
  switch (parts.platform) {
    case 'linux':
      return chooseLinuxLock(parts);
    case 'win32':
      return parts.helper === undefined
        ? new UnsupportedLock('there is no helper to hold the hooks')
        : helperLock('windows', parts, parts.helper);
    default:
      return new UnsupportedLock(`there is no input lock for ${parts.platform}`);
  }
}

/** Strongest first: exclusive grabs of the devices, then grabs at the display server. */
async function chooseLinuxLock(parts: LockParts): Promise<InputLock> {
  const { helper } = parts;
  if (helper === undefined) return chooseX11Lock(parts);
  const { whyNoEvdev } = await import('./evdev/availability.ts');
  const why = whyNoEvdev(helper.folder, helper.start !== null);
  if (why === null) {
    return helperLock('evdev', parts, helper);
  }
  const weaker = await chooseX11Lock(parts);
  parts.report('lock-not-evdev', `${why}; the lock is ${weaker.kind}`);
  return weaker;
}

async function helperLock(
  kind: 'evdev' | 'windows',
  parts: LockParts,
  helper: HelperParts,
): Promise<InputLock> {
  const { clock, timers, attached, report } = parts;
  const link = new SocketLink({ ...helper, timers, report });
  const lock = new HelperLock({ kind, link, clock, timers, attached, report });
  // Held since before this process started: the station decides whether to keep it.
  if (existsSync(path.join(helper.folder, HELD_NAME))) await lock.adopt();
  return lock;
}

async function chooseX11Lock(parts: LockParts): Promise<InputLock> {
  const display = parts.environment['DISPLAY'];
  if (display === undefined || display === '') {
    return new UnsupportedLock('no X11 display: DISPLAY is not set');
  }
  const session = parts.environment['XDG_SESSION_TYPE'];
  if (session === 'wayland' || (parts.environment['WAYLAND_DISPLAY'] ?? '') !== '') {
    return new UnsupportedLock('this is a Wayland session, where X11 grabs do not hold');
  }
  // Loaded on demand: other platforms have neither the libraries nor a use for them.
  const { loadXlib } = await import('./xlib.ts');
  const { X11Lock } = await import('./x11-lock.ts');
  const server = await loadXlib(display);
  if (!server.ok) return new UnsupportedLock(server.refusal.detail);
  return new X11Lock({
    server: server.value,
    clock: parts.clock,
    timers: parts.timers,
    attached: parts.attached,
    report: parts.report,
  });
}
