import type { AttachedDevice, DeviceKind } from '../../shared/hardware/attached.ts';
import { isSoundOf, type ChosenMedia } from '../../shared/hardware/choose-media.ts';
import { invalidatedChecks, pluggingBetween } from '../../shared/session/invalidated-checks.ts';
import type { CheckedDevice, CheckName, CheckResult } from '../../shared/session/entries.ts';
import type { Refusal } from '../../shared/session/refusals.ts';
import type { Hardware } from '../hardware/hardware.ts';
import type { Timers } from '../platform/timers.ts';
import { AUTOMATIC_CHECKS, type RunChecks } from './checks.ts';
import type { Station } from './station.ts';

export interface EquipmentParts {
  readonly station: Pick<Station, 'state' | 'execute'>;
  readonly hardware: Pick<Hardware, 'attached'>;
  readonly chosenDevices: { readonly ids: ChosenMedia };
  readonly checks: RunChecks;
  /** A meeting whose host a trial can ask for; null where none is known. */
  readonly trialHost: () => URL | null;
  readonly timers: Pick<Timers, 'after'>;
}

/** Plugging one device makes several appear one after another; all of them are one change. */
const SETTLE_MS = 400;
const MOST_DEVICES = 20;

/** The equipment checks of a session (R4), recorded with the devices they were made with and repeated when those change. */
export class Equipment {
  readonly #parts: EquipmentParts;
  #before: readonly AttachedDevice[];
  #attached: readonly AttachedDevice[];
  #isSettling = false;

  constructor(parts: EquipmentParts) {
    this.#parts = parts;
    this.#before = parts.hardware.attached;
    this.#attached = parts.hardware.attached;
  }

  /** Records a result with the devices that it was made with. */
  record(check: CheckName, result: CheckResult): ReturnType<Station['execute']> {
    const { station, hardware, chosenDevices } = this.#parts;
    const devices = devicesOf(check, hardware.attached, chosenDevices.ids);
    const complete = devices.length === 0 ? result : { ...result, devices: [...devices] };
    return station.execute({ type: 'record-check', check, result: complete });
  }

  /** Runs and records the checks that need no person. Returns the first refusal, or null. */
  async runChecks(names: readonly CheckName[] = AUTOMATIC_CHECKS): Promise<Refusal | null> {
    for (const { check, result } of await this.#parts.checks(names)) {
      const recorded = this.record(check, result);
      if (!recorded.ok) return recorded.refusal;
    }
    return null;
  }

  /** The checks that need no person, before a visit: nothing is recorded, and no meeting is entered. */
  tryChecks(): ReturnType<RunChecks> {
    const { checks, trialHost } = this.#parts;
    const meeting = trialHost();
    return checks(
      meeting === null ? AUTOMATIC_CHECKS.filter((name) => name !== 'network') : AUTOMATIC_CHECKS,
      meeting,
    );
  }

  /** Withdraws the checks that no longer say anything, and repeats those that need no person. */
  hardwareChanged(attached: readonly AttachedDevice[]): void {
    this.#attached = attached;
    if (this.#isSettling) return;
    this.#isSettling = true;
    this.#parts.timers.after(SETTLE_MS, () => {
      this.#isSettling = false;
      void this.#settle();
    });
  }

  async #settle(): Promise<void> {
    const { station } = this.#parts;
    const now = this.#attached;
    const plugging = pluggingBetween(this.#before, now);
    this.#before = now;
    const { session } = station.state;
    if (session === null) return;
    const checks = invalidatedChecks(session.checks, now, plugging);
    if (checks.length === 0) return;
    const names = (devices: readonly AttachedDevice[]): readonly string[] => devices.map(({ name }) => name);
    const withdrawn = station.execute({
      type: 'equipment-changed',
      checks,
      came: names(plugging.came),
      gone: names(plugging.gone),
    });
    const repeatable = checks.filter((name) => AUTOMATIC_CHECKS.includes(name));
    if (withdrawn.ok && repeatable.length > 0) await this.runChecks(repeatable);
  }
}

/** The devices that a check is made with: the chosen ones where staff choose. */
export function devicesOf(
  check: CheckName,
  attached: readonly AttachedDevice[],
  chosen: ChosenMedia,
): readonly CheckedDevice[] {
  const all = (...kinds: readonly DeviceKind[]): readonly AttachedDevice[] =>
    attached.filter((device) => kinds.includes(device.kind));
  // The page does not list simulated devices: then the first counts as chosen.
  const used = (kind: 'microphone' | 'speaker' | 'camera'): readonly AttachedDevice[] => {
    const devices = all(kind);
    const found = devices.find((device) => device.id === `media:${kind}:${chosen[kind] ?? ''}`) ?? devices[0];
    return found === undefined ? [] : [found];
  };
  return found().slice(0, MOST_DEVICES).map(identity);

  function found(): readonly AttachedDevice[] {
    switch (check) {
      case 'headset': {
        const headsets = all('headset');
        const [microphone] = used('microphone');
        const chosenOne = headsets.find(
          (headset) => microphone !== undefined && isSoundOf(headset, { label: labelOf(microphone) }),
        );
        return [chosenOne ?? headsets[0]].filter((device) => device !== undefined);
      }
      case 'microphone':
        return used('microphone');
      case 'sound':
        return used('speaker');
      case 'echo':
        return [...used('microphone'), ...used('speaker')];
      case 'webcam':
        return used('camera');
      case 'display':
        return all('display');
      case 'lock':
        return all('keyboard', 'pointer', 'touch');
      case 'network':
      case 'clock':
      case 'disk':
      case 'sign':
        return [];
    }
  }
}

function labelOf({ name, vendor, product }: AttachedDevice): string {
  return vendor === null || product === null ? name : `${name} (${vendor}:${product})`;
}

function identity({ kind, id, name, vendor, product }: AttachedDevice): CheckedDevice {
  return { kind, id: id.slice(0, 300), name: name.slice(0, 300), vendor, product };
}
