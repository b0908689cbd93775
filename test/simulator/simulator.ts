import type { Clock } from '../../shared/clock.ts';
import { deviceFacts, type DeviceKind } from '../../shared/hardware/attached.ts';
import { ok, refuse, unreachable, type Result } from '../../shared/result.ts';
import { parseCommand, type CommandRefusal, type SimulatorCommand } from './commands.ts';
import { SimulatedHardware, type SimulatorStore } from './simulated-hardware.ts';
import { SimulatedLock } from './simulated-lock.ts';
import type { Report } from '../../electron/platform/log.ts';

/** Changes at once; a hub that loses its power takes some at a time. */
const STORM_SLICE = 20;

export type SimulatorParts = {
  readonly clock: Clock;
  readonly wait: (ms: number) => Promise<void>;
  readonly report: Report;
  /** Names of the input devices of the machine, where only its lock is simulated; else those simulated here. */
  readonly attached?: () => readonly string[];
  /** Where what is plugged outlives the station. */
  readonly store?: SimulatorStore;
};

export type SimulatorRefusal =
  | CommandRefusal
  /** A key was pressed while no lock read it. */
  | { readonly code: 'not-read'; readonly detail: string };

/** The simulated world of a development or end-to-end build: hardware and lock that know of each other. */
export class Simulator {
  readonly hardware: SimulatedHardware;
  readonly lock: SimulatedLock;

  readonly #wait: SimulatorParts['wait'];
  #raceMs: number | null = null;

  constructor(parts: SimulatorParts) {
    this.#wait = parts.wait;
    this.hardware = new SimulatedHardware(parts.store);
    this.lock = new SimulatedLock({
      clock: parts.clock,
      wait: parts.wait,
      report: parts.report,
      attached: parts.attached ?? (() => deviceFacts(this.hardware.attached).attachedInput),
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
        this.#attach(command.kind, command.label);
        return ok(undefined);
      case 'unplug':
        this.hardware.unplug(command.kind);
        return ok(undefined);
      case 'headset':
        this.hardware.headset(command.event);
        return ok(undefined);
      case 'failNext':
        if (command.operation === 'open') this.hardware.closeNext();
        else this.lock.failNext(command.operation);
        return ok(undefined);
      case 'delayNext':
        this.lock.delayNext(command.operation, command.ms);
        return ok(undefined);
      case 'permissionRace':
        this.#raceMs = command.ms;
        return ok(undefined);
      case 'storm':
        void this.storm(command.changes, command.seed);
        return ok(undefined);
      case 'loseLock':
        this.lock.lose();
        return ok(undefined);
      case 'keys':
        return command.keys.every((key) => this.lock.press(key))
          ? ok(undefined)
          : refuse({ code: 'not-read', detail: 'no lock holds the keyboard' });
      case 'reset':
        this.#raceMs = null;
        this.hardware.reset();
        this.lock.clearFaults();
        return ok(undefined);
      default:
        return unreachable(command);
    }
  }

  /** Devices come and go, in slices between which everything else goes on. Resolves when the last has. */
  async storm(changes: number, seed: number): Promise<void> {
    const random = randomFrom(seed);
    for (let left = changes; left > 0; left -= STORM_SLICE) {
      this.hardware.storm(Math.min(left, STORM_SLICE), random);
      await this.#wait(0);
    }
    this.hardware.keep();
  }

  #attach(kind: DeviceKind, label: string | null): void {
    const raceMs = kind === 'headset' ? this.#raceMs : null;
    if (raceMs !== null) this.hardware.closeNext();
    const id = this.hardware.attach(kind, label);
    if (raceMs === null) return;
    this.#raceMs = null;
    void this.#wait(raceMs).then(() => this.hardware.allow(id));
  }
}

/** Repeatable for one seed: 0 to 1. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
