import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { chooseHardware } from '../../electron/hardware/choose-hardware.ts';
import { chooseLock, type LockParts } from '../../electron/lockout/choose-lock.ts';
import type { LocalDevices } from '../../electron/app/create-devices.ts';
import type { StationSettings } from '../../electron/settings/station-settings.ts';
import type { Clock } from '../../shared/clock.ts';
import { deviceFacts } from '../../shared/hardware/attached.ts';
import type { SimulatorStore } from './simulated-hardware.ts';
import { Simulator } from './simulator.ts';

declare global {
  /** For the hands of practice and of the end-to-end tests; no production build has it. */
  var childLinkSimulator: Simulator | undefined;
}

/** Simulated hardware and lock where practice asks for them, the machine's own otherwise. */
export async function practiceParts(
  practice: NonNullable<StationSettings['practice']>,
  settings: Pick<StationSettings, 'devices' | 'dataFolder'>,
  clock: Clock,
  lockParts: Omit<LockParts, 'attached'>,
): Promise<LocalDevices> {
  const real = practice.simulatedHardware
    ? null
    : chooseHardware({ platform: process.platform, clock, ...settings.devices });
  const simulator = new Simulator({
    clock,
    wait: (ms) => lockParts.timers.wait(ms),
    report: lockParts.report,
    ...(real === null ? { store: storeIn(settings.dataFolder) } : {}),
    ...(real === null ? {} : { attached: () => deviceFacts(real.attached).attachedInput }),
  });
  globalThis.childLinkSimulator = simulator;
  if (practice.simulatorConsole) listenToTerminal(simulator);
  const hardware = real ?? simulator.hardware;
  const attached = (): readonly string[] => deviceFacts(hardware.attached).attachedInput;
  const lock = practice.lock === 'simulated' ? simulator.lock : await chooseLock({ ...lockParts, attached });
  return { hardware, lock, simulatedHardware: practice.simulatedHardware };
}

/** What is plugged outlives the station, in a file that the side panel shows. */
function storeIn(folder: string): SimulatorStore {
  const file = path.join(folder, 'simulated-hardware.json');
  return {
    read() {
      try {
        return readFileSync(file, 'utf8');
      } catch {
        // The first start: nothing has been plugged or unplugged yet.
        return null;
      }
    },
    write: (text) => writeFileSync(file, text),
  };
}

/** Unplugging by hand: each line of the terminal is a command, each answer is a line. */
function listenToTerminal(simulator: Simulator): void {
  createInterface({ input: process.stdin }).on('line', (line) => {
    if (line.trim() === '') return;
    const done = simulator.applyCommand(line);
    process.stdout.write(
      done.ok ? `done: ${line.trim()}\n` : `${done.refusal.code}: ${done.refusal.detail}\n`,
    );
  });
}
