import type { AttachedDevice, DeviceKind } from '../../shared/hardware/attached.ts';
import { isSoundOf, type ChosenMedia } from '../../shared/hardware/choose-media.ts';
import { isListed, type AllowedDevices } from '../../shared/hardware/usb-identity.ts';
import { invalidatedChecks, pluggingBetween } from '../../shared/session/invalidated-checks.ts';
import type { CheckedDevice, CheckName, CheckResult } from '../../shared/session/entries.ts';
import type { Timers } from '../platform/timers.ts';
import { AUTOMATIC_CHECKS } from './checks.ts';
import type { Station } from './station.ts';

export interface EquipmentParts {
  readonly station: Pick<Station, 'state' | 'execute'>;
  readonly attached: () => readonly AttachedDevice[];
  readonly chosen: () => ChosenMedia;
  readonly run: (
    checks: readonly CheckName[],
  ) => Promise<readonly { readonly check: CheckName; readonly result: CheckResult }[]>;
  readonly timers: Pick<Timers, 'after'>;
}

/** A device that is plugged is several devices, which come one after another; a storm of them is one change. */
const SETTLE_MS = 400;
const MOST_DEVICES = 20;

/** The checks of R4 and the devices that they were made with: stored with them, and made again when those change. */
export class Equipment {
  readonly #parts: EquipmentParts;
  #before: readonly AttachedDevice[];
  #waiting = false;

  constructor(parts: EquipmentParts) {
    this.#parts = parts;
    this.#before = parts.attached();
  }

  /** A result with the devices that it was made with. */
  withDevices(check: CheckName, result: CheckResult): CheckResult {
    const devices = devicesOf(check, this.#parts.attached(), this.#parts.chosen());
    return devices.length === 0 ? result : { ...result, devices: [...devices] };
  }

  /** Something was plugged or unplugged: what it makes worthless is said, and made again where no person is needed. */
  hardwareChanged(): void {
    if (this.#waiting) return;
    this.#waiting = true;
    this.#parts.timers.after(SETTLE_MS, () => {
      this.#waiting = false;
      void this.#settle();
    });
  }

  async #settle(): Promise<void> {
    const { station, attached, run } = this.#parts;
    const now = attached();
    const plugging = pluggingBetween(this.#before, now);
    this.#before = now;
    const { session } = station.state;
    if (session === null) return;
    const checks = invalidatedChecks(session.checks, now, plugging);
    if (checks.length === 0) return;
    const names = (devices: readonly AttachedDevice[]): readonly string[] => devices.map(({ name }) => name);
    const told = station.execute({
      type: 'equipment-changed',
      checks,
      came: names(plugging.came),
      gone: names(plugging.gone),
    });
    if (!told.ok) return;
    const again = checks.filter((name) => AUTOMATIC_CHECKS.includes(name));
    if (again.length === 0) return;
    for (const { check, result } of await run(again)) {
      station.execute({ type: 'record-check', check, result: this.withDevices(check, result) });
    }
  }
}

/** The devices that a check is made with now, the chosen ones where staff choose. */
export function devicesOf(
  check: CheckName,
  attached: readonly AttachedDevice[],
  chosen: ChosenMedia,
): readonly CheckedDevice[] {
  const all = (...kinds: readonly DeviceKind[]): readonly AttachedDevice[] =>
    attached.filter((device) => kinds.includes(device.kind));
  // Simulated devices are not those that the page lists: then the first stands for the chosen one.
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

/** What staff chose, without what is not on the site's list: the page offers nothing else, and is not believed. */
export function withinAllowed(
  chosen: ChosenMedia,
  attached: readonly AttachedDevice[],
  allowed: AllowedDevices,
): ChosenMedia {
  const permitted = (kind: 'microphone' | 'speaker' | 'camera'): string | null => {
    const id = chosen[kind];
    const device = attached.find((one) => one.id === `media:${kind}:${id ?? ''}`);
    const list = kind === 'camera' ? allowed.webcams : allowed.headsets;
    return isListed(list, device ?? { vendor: null, product: null }) ? id : null;
  };
  return { microphone: permitted('microphone'), speaker: permitted('speaker'), camera: permitted('camera') };
}

function labelOf({ name, vendor, product }: AttachedDevice): string {
  return vendor === null || product === null ? name : `${name} (${vendor}:${product})`;
}

function identity({ kind, id, name, vendor, product }: AttachedDevice): CheckedDevice {
  return { kind, id: id.slice(0, 300), name: name.slice(0, 300), vendor, product };
}
