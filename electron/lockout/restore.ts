import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { socketOf } from './helper/protocol.ts';
import { StateFolder } from './helper/state-folder.ts';
import { systemTimers } from '../platform/timers.ts';
import type { Report } from '../platform/log.ts';

/** `held`: a helper lives and holds by order, so nothing was touched. */
export type Restored = 'restored' | 'nothing-changed' | 'held' | 'not-permitted';

/**
 * Puts back what a lock changed in the system and a killed helper left so: USB devices kept out on Linux, the keys of the
 * accessibility features on Windows. Forgets also that the lock was wanted, so that the next helper does not take hold
 * by itself; a station whose record says locked will.
 */
export async function restoreInput(
  folder: string,
  platform: NodeJS.Platform,
  report: Report,
): Promise<Restored> {
  if (!existsSync(folder)) return 'nothing-changed';
  if (await answers(socketOf(folder, platform))) return 'held';
  const state = new StateFolder(folder, false);
  const wasChanged = existsSync(state.originals);
  try {
    if (wasChanged) await restore(state.originals, platform, report);
    state.rememberLock(false);
  } catch (error) {
    // Another account's folder, in nearly every case.
    report('restore-failed', error instanceof Error ? error.message : 'unknown');
    return 'not-permitted';
  }
  if (!wasChanged) return 'nothing-changed';
  return existsSync(state.originals) ? 'not-permitted' : 'restored';
}

async function restore(originals: string, platform: NodeJS.Platform, report: Report): Promise<void> {
  if (platform === 'win32') {
    const { accessibilityOriginals, accessibilitySettings, windowsAccessibility } =
      await import('./windows/accessibility.ts');
    return accessibilitySettings(windowsAccessibility(), accessibilityOriginals(originals)).restore();
  }
  const { UsbGate } = await import('./evdev/usb-gate.ts');
  const { linuxUsb } = await import('./evdev/linux-usb.ts');
  const { usbOriginals } = await import('./evdev/usb-originals.ts');
  new UsbGate({
    usb: linuxUsb,
    originals: usbOriginals(originals),
    known: [],
    timers: systemTimers,
    monotonicMs: () => performance.now(),
    report,
  }).unshut();
}

function answers(address: string): Promise<boolean> {
  return new Promise((settle) => {
    const socket = connect(address);
    const done = (answer: boolean): void => {
      socket.destroy();
      settle(answer);
    };
    socket.once('connect', () => done(true));
    socket.once('error', () => done(false));
  });
}
