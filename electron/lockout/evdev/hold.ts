import type { Clock } from '../../../shared/clock.ts';
import { ok, refuse, type Result } from '../../../shared/result.ts';
import { Emitter } from '../../platform/emitter.ts';
import { SerialQueue } from '../../platform/serial-queue.ts';
import type { LockRefusal, LockRefusalCode, PanelKey } from '../lock.ts';
import { messageOf, StepStack, type Step } from '../step-stack.ts';
import type { Hold, HoldProof } from '../hold.ts';
import type { Timers } from '../../platform/timers.ts';
import type { AllowedDevice } from './grab-decision.ts';
import { HeldDevices, type Gap, type DescriptorStore } from './held-devices.ts';
import type { InputSystem } from './input-system.ts';
import type { Report } from '../../platform/log.ts';

/** Admits or blocks devices plugged in while the lock holds. Nothing here throws. */
export interface Gate {
  /** `open`: not permitted here, so a driver binds a new device before the lock can take it. */
  shut(onKeys: (keys: readonly PanelKey[]) => void): 'shut' | 'open';
  unshut(): void;
  /** Stops working in this process and leaves everything as it is. */
  stop(): void;
}

export type HoldParts = {
  readonly system: InputSystem;
  readonly gate: Gate;
  readonly descriptorStore: DescriptorStore;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly allowed: readonly AllowedDevice[];
  readonly marker: () => number;
  readonly report: Report;
};

/** How long a device may be denied or busy before engaging is refused: a udev rule may still have to run. */
const ENGAGE_TIMEOUT_MS = 2000;
/** How long to wait for a pressed key before injecting its release. */
const KEYS_TIMEOUT_MS = 1000;
const RETRY_MS = 10;
const DRAIN_EVERY_MS = 20;
const RESCAN_MS = 2000;
const RETRY_GAPS_MS = 100;

/**
 * The hold on all input devices of a Linux machine (R32), in the helper process. `engage` is all or nothing;
 * once held it is kept, and what cannot be covered is named.
 */
export class EvdevHold implements Hold {
  readonly #parts: HoldParts;
  readonly #devices: HeldDevices;
  readonly #keys: Emitter<PanelKey>;
  readonly #gaps: Emitter<readonly string[]>;
  readonly #taken: StepStack;
  #stops: (() => void)[] = [];
  #isHeld = false;
  #reported = '';
  #scannedAtMs = 0;
  #releases = 0;
  #orderedAt = 0;
  #hasFault = false;
  readonly #queue = new SerialQueue();

  constructor(parts: HoldParts) {
    this.#parts = parts;
    this.#keys = new Emitter(parts.report);
    this.#gaps = new Emitter(parts.report);
    this.#taken = new StepStack(parts.report);
    this.#devices = new HeldDevices({
      system: parts.system,
      allowed: parts.allowed,
      descriptorStore: parts.descriptorStore,
      marker: parts.marker,
      monotonicMs: () => parts.clock.monotonicMs(),
      report: parts.report,
      onKeys: (keys) => {
        for (const key of keys) this.#keys.emit(key);
      },
    });
  }

  get isHeld(): boolean {
    return this.#isHeld;
  }

  /** What is not covered while held: one line per device, for the record and for IT. */
  get uncovered(): readonly string[] {
    return this.#devices.gaps.map(describeGap);
  }

  onKey(listener: (key: PanelKey) => void): () => void {
    return this.#keys.on(listener);
  }

  /** Called when what is not covered changes, while held. */
  onUncovered(listener: (uncovered: readonly string[]) => void): () => void {
    return this.#gaps.on(listener);
  }

  /** Takes everything and proves it, or releases everything. Proves again if already held. */
  engage(): Promise<Result<HoldProof, LockRefusal>> {
    return this.#inTurn(async () => {
      if (this.#isHeld) return this.#prove();
      const outcome = await this.#taken.perform(this.#steps(true));
      if (!outcome.ok) return outcome;
      this.#isHeld = true;
      const proof = this.#prove();
      if (!proof.ok) this.#giveBack();
      return proof;
    });
  }

  /**
   * Returns to the held state after a crash: takes what it can and keeps trying for the rest. `inherited`:
   * descriptors that still hold.
   */
  resume(inherited: ReadonlyMap<string, number>): Promise<void> {
    return this.#inTurn(async () => {
      if (this.#isHeld) return;
      this.#devices.adopt(inherited);
      await this.#taken.perform(this.#steps(false));
      this.#isHeld = true;
      this.#reportGaps();
    });
  }

  prove(): Promise<Result<HoldProof, LockRefusal>> {
    return this.#inTurn(() =>
      Promise.resolve(this.#isHeld ? this.#prove() : refusal('lock-not-engaged', 'nothing is held')),
    );
  }

  release(): Promise<void> {
    this.#releases += 1;
    return this.#inTurn(async () => {
      // The last key of the PIN is still going up.
      const deadlineMs = this.#parts.clock.monotonicMs() + KEYS_TIMEOUT_MS;
      while (this.#areKeysDown() && this.#parts.clock.monotonicMs() < deadlineMs) {
        await this.#parts.timers.wait(RETRY_MS);
      }
      this.#giveBack();
    });
  }

  /** False where it cannot be asked: nothing may stop an ordered release. */
  #areKeysDown(): boolean {
    try {
      return this.#devices.areKeysDown();
    } catch (error) {
      // A native call failed.
      this.#parts.report('lock-drain-failed', messageOf(error));
      return false;
    }
  }

  /** Stops working in this process without releasing anything: the descriptors go to another. */
  handOver(): ReadonlyMap<string, number> {
    this.#stopWork();
    this.#parts.gate.stop();
    return this.#devices.descriptors();
  }

  #stopWork(): void {
    for (const stop of this.#stops.splice(0)) stop();
  }

  #giveBack(): void {
    this.#isHeld = false;
    this.#taken.revert();
    this.#reported = '';
  }

  #inTurn<T>(operation: () => Promise<T>): Promise<T> {
    const orderedAt = this.#releases;
    return this.#queue.add(() => {
      this.#orderedAt = orderedAt;
      return operation();
    });
  }

  #steps(isWhole: boolean): readonly Step[] {
    const { gate, system, timers } = this.#parts;
    return [
      {
        name: 'usb gate',
        perform: () => {
          const is = gate.shut((keys) => {
            for (const key of keys) this.#keys.emit(key);
          });
          if (is === 'open')
            this.#parts.report('lock-usb-gate-open', 'devices plugged in are bound before they are taken');
          return Promise.resolve(ok(undefined));
        },
        revert: () => gate.unshut(),
      },
      {
        name: 'devices',
        perform: () => (isWhole ? this.#takeAll() : Promise.resolve(this.#takeNow())),
        revert: () => this.#devices.letGo(),
      },
      {
        name: 'new devices',
        perform: () => {
          const watch = (): void => {
            this.#stops.push(system.watch(() => this.#guarded(() => this.#takeNew())));
          };
          // A resumed hold goes on without the watch: the rescan remains.
          if (isWhole) watch();
          else this.#guarded(watch);
          return Promise.resolve(ok(undefined));
        },
        revert: () => this.#stopWork(),
      },
      {
        name: 'key reader',
        perform: () => {
          this.#hasFault = false;
          this.#stops.push(timers.every(DRAIN_EVERY_MS, () => this.#guarded(() => this.#tick())));
          // Devices that arrived between the first look and the watch.
          this.#guarded(() => this.#takeNew());
          return Promise.resolve(ok(undefined));
        },
        revert: () => this.#stopWork(),
      },
    ];
  }

  async #takeAll(): Promise<Result<void, LockRefusal>> {
    const startMs = this.#parts.clock.monotonicMs();
    for (;;) {
      const waitedMs = this.#parts.clock.monotonicMs() - startMs;
      const gaps = this.#devices.take(waitedMs < KEYS_TIMEOUT_MS);
      if (gaps.length === 0) return ok(undefined);
      if (this.#orderedAt !== this.#releases) return refusal('lock-abandoned', 'released while engaging');
      if (waitedMs >= ENGAGE_TIMEOUT_MS) return refusal(codeOf(gaps), gaps.map(describeGap).join('; '));
      await this.#parts.timers.wait(RETRY_MS);
    }
  }

  #takeNow(): Result<void, LockRefusal> {
    this.#guarded(() => this.#devices.take(false));
    return ok(undefined);
  }

  #takeNew(): void {
    this.#scannedAtMs = this.#parts.clock.monotonicMs();
    this.#devices.take(false);
    if (this.#isHeld) this.#reportGaps();
  }

  #tick(): void {
    this.#devices.drain();
    const sinceMs = this.#parts.clock.monotonicMs() - this.#scannedAtMs;
    if (sinceMs >= (this.#devices.gaps.length > 0 ? RETRY_GAPS_MS : RESCAN_MS)) this.#takeNew();
  }

  /** Runs from a timer or a watch: no error may escape it, and the hold goes on. */
  #guarded(action: () => void): void {
    try {
      action();
    } catch (error) {
      if (!this.#hasFault) this.#parts.report('lock-drain-failed', messageOf(error));
      this.#hasFault = true;
    }
  }

  #prove(): Result<HoldProof, LockRefusal> {
    try {
      this.#devices.take(false);
      const { gaps, probed } = this.#devices.prove();
      this.#reportGaps();
      if (gaps.length > 0) return refusal(codeOf(gaps), gaps.map(describeGap).join('; '));
      const held = this.#devices.names;
      return ok({ how: probed > 0 ? 'probe-swallowed' : 'nothing-attached', held });
    } catch (error) {
      // A native call failed: what it would have proven is not proven.
      return refusal('lock-fault', messageOf(error));
    }
  }

  #reportGaps(): void {
    const uncovered = this.uncovered;
    const report = uncovered.join('\n');
    if (report === this.#reported) return;
    this.#reported = report;
    this.#gaps.emit(uncovered);
  }
}

const WORDS: Readonly<Record<Gap['why'], string>> = {
  denied:
    'no permission; install assets/linux/70-child-link-input.rules and put this user into the group child-link',
  busy: 'another program holds it',
  fault: 'cannot be opened',
  'keys-held': 'a key is held down and cannot be let go',
  lost: 'was found free and was taken again',
  'probe-missed': 'what was put into it did not arrive here alone',
};

function describeGap(gap: Gap): string {
  return `${gap.node} (${gap.name}): ${WORDS[gap.why]}`;
}

const CODES: Readonly<Record<Gap['why'], LockRefusalCode>> = {
  denied: 'lock-device-denied',
  busy: 'lock-device-busy',
  fault: 'lock-fault',
  'keys-held': 'lock-keys-held',
  lost: 'lock-lost',
  'probe-missed': 'lock-probe-missed',
};

/** One code for all gaps: what a person has to do first. */
function codeOf(gaps: readonly Gap[]): LockRefusalCode {
  const order: readonly Gap['why'][] = ['denied', 'busy', 'keys-held', 'lost', 'probe-missed', 'fault'];
  const first = order.find((why) => gaps.some((gap) => gap.why === why));
  return first === undefined ? 'lock-fault' : CODES[first];
}

function refusal(
  code: LockRefusalCode,
  detail: string,
): { readonly ok: false; readonly refusal: LockRefusal } {
  return refuse({ code, detail });
}
