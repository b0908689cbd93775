import { app } from 'electron';
import type { Clock } from '../shared/clock.ts';
import { chooseHardware } from './hardware/choose-hardware.ts';
import type { Hardware } from './hardware/hardware.ts';
import { chooseLock, type LockParts } from './lockout/choose-lock.ts';
import type { InputLock } from './lockout/lock.ts';
import { helperParts } from './lockout/helper/start-helper.ts';
import type { StationSettings } from './settings/station-settings.ts';
import type { Rectangle } from './windows/layout.ts';

/** The parts that practice may replace. In production `practice` is null and nothing of `test/` is in the bundle. */
export interface BuildParts {
  readonly hardware: Hardware;
  readonly lock: InputLock;
  readonly simulatedHardware: boolean;
}

/** Chosen once, at the start: the machine's own hardware and lock, or simulated ones where practice asks for them. */
export async function chooseParts(
  settings: StationSettings,
  clock: Clock,
  lockParts: Omit<LockParts, 'attached' | 'helper'>,
): Promise<BuildParts> {
  const helper = helperParts({
    platform: process.platform,
    program: process.execPath,
    appFolder: app.isPackaged ? null : app.getAppPath(),
    dataFolder: settings.dataFolder,
    isPractice: settings.practice !== null,
    report: lockParts.report,
  });
  if (__BUILD__ !== 'production' && settings.practice !== null) {
    const { practiceParts } = await import('../test/simulator/practice-parts.ts');
    return practiceParts(settings.practice, settings, clock, { ...lockParts, helper });
  }
  const hardware = chooseHardware({
    platform: process.platform,
    clock,
    buttons: settings.devices.buttons,
  });
  const lock = await chooseLock({ ...lockParts, helper, attached: () => namesOfInput(hardware) });
  return { hardware, lock, simulatedHardware: false };
}

/** Names of the keyboards, pointers and touch panels that are attached (R31). */
export function namesOfInput(hardware: Hardware): readonly string[] {
  return hardware.attached
    .filter((device) => device.kind === 'keyboard' || device.kind === 'pointer' || device.kind === 'touch')
    .map((device) => device.name);
}

/**
 * What Chromium must know before it starts. Production adds nothing; practice may use a made-up camera and microphone,
 * and a call between two programs of one machine.
 */
export function prepareChromium(settings: StationSettings | null): void {
  if (__BUILD__ === 'production') return;
  const { practice } = settings ?? {};
  if (practice === null || practice === undefined) return;
  // Chromium's own complaints about a container without D-Bus or a sound card help nobody in practice.
  app.commandLine.appendSwitch('log-level', '3');
  app.commandLine.appendSwitch('allow-loopback-in-peer-connection');
  if (practice.fakeMedia !== 'none') app.commandLine.appendSwitch('use-fake-device-for-media-stream');
  if (practice.fakeMedia === 'all') app.commandLine.appendSwitch('disable-audio-output');
}

/** How wide the side panel of practice is, in pixels; `test/simulator/panel/window/main.cjs` says the same. */
const PANEL_WIDTH = 380;
/** Narrower than this the station's own screens have no room: then the panel lies above them. */
const LEAST_WIDTH = 1024;

/** The whole display; in practice with a side panel, what lies beside it. */
export function placeOfWindow(
  settings: StationSettings | null,
  display: Rectangle,
): { readonly bounds: Rectangle; readonly kiosk: boolean } {
  if (__BUILD__ !== 'production' && settings?.practice?.simulatorConsole === true) {
    const width = display.width - PANEL_WIDTH;
    if (width >= LEAST_WIDTH) return { bounds: { ...display, width }, kiosk: false };
  }
  return { bounds: display, kiosk: true };
}
