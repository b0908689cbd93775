import { watch } from 'node:fs';
import type { Clock } from '../../shared/clock.ts';
import { systemTimers } from '../platform/timers.ts';
import type { DeviceSource, Hardware } from './hardware.ts';
import { HidHeadsets } from './headsets.ts';
import { loadHidLibrary } from './hid-library.ts';
import { InputSource } from './input-source.ts';
import { linuxInputs } from './linux-inputs.ts';
import { StationHardware } from './station-hardware.ts';
import { windowsInputs } from './windows-inputs.ts';

export type HardwareParts = {
  readonly platform: NodeJS.Platform;
  readonly clock: Clock;
  /** Products whose few keys IT has allowed, `vvvv:pppp` (R31). */
  readonly buttons: readonly string[];
  /** Names of what is built into the machine, see `SortedDevices`. */
  readonly builtIn?: readonly string[];
};

/** The hardware of this machine. The only place in this room that asks for the platform. */
export function chooseHardware(parts: HardwareParts): Hardware {
  const headsets = new HidHeadsets({
    load: loadHidLibrary,
    clock: parts.clock,
    timers: systemTimers,
    watch: parts.platform === 'linux' ? watchHidNodes : () => null,
  });
  return new StationHardware(inputsOf(parts), headsets);
}

function inputsOf({ platform, buttons, builtIn = [] }: HardwareParts): DeviceSource {
  switch (platform) {
    case 'linux':
      return new InputSource(linuxInputs({ buttons, builtIn }), systemTimers);
    case 'win32':
      return new InputSource(windowsInputs(builtIn), systemTimers);
    default:
      return unsupportedInputs(platform);
  }
}

/**
 * Keyboards, pointers and touch cannot be listed here: reported as a trouble, so that nobody reads it as
 * "none".
 */
export function unsupportedInputs(platform: NodeJS.Platform): DeviceSource {
  return {
    start(changed) {
      const detail = `keyboards, pointers and touch panels cannot be listed on ${platform}`;
      changed({ devices: [], troubles: [{ part: 'input-devices', code: 'unsupported', detail }] });
      return Promise.resolve();
    },
    stop: () => undefined,
    lookAgain: () => undefined,
  };
}

function watchHidNodes(happened: () => void): (() => void) | null {
  try {
    const watcher = watch('/dev', { persistent: false }, (_event, name) => {
      if (name?.startsWith('hidraw') === true) happened();
    });
    watcher.on('error', () => watcher.close());
    return () => watcher.close();
  } catch {
    // Out of inotify watches: the rescan remains.
    return null;
  }
}
