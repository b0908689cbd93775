import { app } from 'electron';
import type { Clock } from '../../shared/clock.ts';
import { chooseHardware } from '../hardware/choose-hardware.ts';
import type { Hardware } from '../hardware/hardware.ts';
import { chooseLock, type LockParts } from '../lockout/choose-lock.ts';
import type { InputLock } from '../lockout/lock.ts';
import { helperParts } from '../lockout/helper/start-helper.ts';
import type { StationSettings } from '../settings/station-settings.ts';

/** The parts that practice may replace. In production `practice` is null and nothing of `test/` is in the bundle. */
export interface StationDevices {
  readonly hardware: Hardware;
  readonly lock: InputLock;
  readonly simulatedHardware: boolean;
}

/** Chosen once, at the start: the machine's own hardware and lock, or simulated ones where practice asks for them. */
export async function createDevices(
  settings: StationSettings,
  clock: Clock,
  lockParts: Omit<LockParts, 'attached' | 'helper'>,
): Promise<StationDevices> {
  const helper = helperParts({
    platform: process.platform,
    program: process.execPath,
    appFolder: app.isPackaged ? null : app.getAppPath(),
    dataFolder: settings.dataFolder,
    isPractice: settings.practice !== null,
    report: lockParts.report,
  });
  if (__BUILD__ !== 'production' && settings.practice !== null) {
    const { practiceParts } = await import('../../test/simulator/practice-parts.ts');
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
