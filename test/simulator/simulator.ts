import type { FaultReport } from '../../electron/lockout/lock.ts';
import type { Clock } from '../../shared/clock.ts';
import { inputDevices } from '../../shared/hardware/attached.ts';
import { ok, refuse, unreachable, type Result } from '../../shared/result.ts';
import { parseCommand, type CommandRefusal, type SimulatorCommand } from './commands.ts';
import { SimulatedHardware } from './simulated-hardware.ts';
import { SimulatedLock } from './simulated-lock.ts';

export type SimulatorParts = {
  readonly clock: Clock;
  readonly wait: (ms: number) => Promise<void>;
  readonly report: FaultReport;
  /** Names of the input devices of the machine, where only its lock is simulated; else those simulated here. */
  readonly attached?: () => readonly string[];
};

export type SimulatorRefusal =
  | CommandRefusal
  /** A key was pressed while no lock read it. */
  | { readonly code: 'not-read'; readonly detail: string };

/** The simulated world of a development or end-to-end build: hardware and lock that know of each other. */
export class Simulator {
  readonly hardware = new SimulatedHardware();
  readonly lock: SimulatedLock;

  constructor(parts: SimulatorParts) {
    this.lock = new SimulatedLock({
      clock: parts.clock,
      wait: parts.wait,
      report: parts.report,
      attached: parts.attached ?? (() => inputDevices(this.hardware.attached).map((device) => device.name)),
    });
  }

  /** One line of text, such as `unplug headset`; `parseCommand` lists them. */
  applyCommand(text: string): Result<void, SimulatorRefusal> {
    const command = parseCommand(text);
    return command.ok ? this.apply(command.value) : command;
  }

  apply(command: SimulatorCommand): Result<void, SimulatorRefusal> {
    switch (command.name) {
      case 'attach':
        this.hardware.attach(command.kind, command.label);
        return ok(undefined);
      case 'unplug':
        this.hardware.unplug(command.kind);
        return ok(undefined);
      case 'headset':
        this.hardware.headset(command.event);
        return ok(undefined);
      case 'failNext':
        this.lock.failNext(command.operation);
        return ok(undefined);
      case 'delayNext':
        this.lock.delayNext(command.operation, command.ms);
        return ok(undefined);
      case 'loseLock':
        this.lock.lose();
        return ok(undefined);
      case 'keys':
        return command.keys.every((key) => this.lock.press(key))
          ? ok(undefined)
          : refuse({ code: 'not-read', detail: 'no lock holds the keyboard' });
      case 'reset':
        this.hardware.reset();
        this.lock.clearFaults();
        return ok(undefined);
      default:
        return unreachable(command);
    }
  }
}
