import type { Hardware } from '../../electron/hardware/hardware.ts';
import type {
  AttachedDevice,
  DeviceKind,
  DisplayDevice,
  HardwareTrouble,
  HeadsetEvent,
  MediaDevice,
} from '../../shared/hardware/attached.ts';

function device(
  kind: DeviceKind,
  id: string,
  name: string,
  vendor: string | null,
  product: string | null,
): AttachedDevice {
  return { kind, id: `simulated:${id}`, name, vendor, product, how: 'simulated' };
}

/** A station as it stands in an institution: USB headset, webcam, keyboard, mouse, one display. */
const DEFAULT_DEVICES: readonly AttachedDevice[] = [
  device('keyboard', 'keyboard-1', 'Simulated Keyboard', '1d6b', '0101'),
  device('pointer', 'pointer-1', 'Simulated Mouse', '1d6b', '0102'),
  device('headset', 'headset-1', 'Simulated USB Headset', '1d6b', '0103'),
  device('camera', 'camera-1', 'Simulated Webcam', '1d6b', '0104'),
  device('microphone', 'microphone-1', 'Simulated USB Headset Microphone', '1d6b', '0103'),
  device('speaker', 'speaker-1', 'Simulated USB Headset Earphones', '1d6b', '0103'),
  device('display', 'display-1', 'Simulated Display', null, null),
];

/** With the headset go its microphone and its earphones. */
const PARTS_OF: Readonly<Partial<Record<DeviceKind, readonly DeviceKind[]>>> = {
  headset: ['headset', 'microphone', 'speaker'],
};

/**
 * Simulated hardware with a state: what is plugged stays plugged. What pages report of real media and displays is
 * left out, so that the simulated world is the only one.
 */
export class SimulatedHardware implements Hardware {
  readonly troubles: readonly HardwareTrouble[] = [];
  readonly #changeListeners = new Set<(attached: readonly AttachedDevice[]) => void>();
  readonly #headsetListeners = new Set<(event: HeadsetEvent) => void>();
  #attached: readonly AttachedDevice[] = DEFAULT_DEVICES;
  #plugged = 1;

  get attached(): readonly AttachedDevice[] {
    return this.#attached;
  }

  onChange(listener: (attached: readonly AttachedDevice[]) => void): () => void {
    this.#changeListeners.add(listener);
    return () => {
      this.#changeListeners.delete(listener);
    };
  }

  onHeadset(listener: (event: HeadsetEvent) => void): () => void {
    this.#headsetListeners.add(listener);
    return () => {
      this.#headsetListeners.delete(listener);
    };
  }

  start(): Promise<void> {
    return Promise.resolve();
  }

  stop(): void {
    this.#changeListeners.clear();
    this.#headsetListeners.clear();
  }

  reportMedia(_devices: readonly MediaDevice[]): void {}

  reportDisplays(_displays: readonly DisplayDevice[]): void {}

  /** A headset brings its microphone and earphones. `name`: null for a name of its own. */
  attach(kind: DeviceKind, name: string | null): void {
    this.#plugged += 1;
    const added = partsOf(kind).map((part): AttachedDevice => {
      const like = DEFAULT_DEVICES.find((one) => one.kind === part);
      return {
        kind: part,
        id: `simulated:${part}-${this.#plugged}`,
        name: part === kind && name !== null ? name : (like?.name ?? `Simulated ${part}`),
        vendor: like?.vendor ?? null,
        product: like?.product ?? null,
        how: 'simulated',
      };
    });
    this.#become([...this.#attached, ...added]);
  }

  /** Removes all devices of the kind; nothing happens when there is none. */
  unplug(kind: DeviceKind): void {
    const gone = partsOf(kind);
    const left = this.#attached.filter((one) => !gone.includes(one.kind));
    if (left.length !== this.#attached.length) this.#become(left);
  }

  /** A headset that is not attached tells nothing. */
  headset(event: HeadsetEvent): void {
    if (!this.#attached.some((one) => one.kind === 'headset')) return;
    for (const listener of [...this.#headsetListeners]) listener(event);
  }

  reset(): void {
    this.#become(DEFAULT_DEVICES);
  }

  #become(attached: readonly AttachedDevice[]): void {
    this.#attached = attached;
    for (const listener of [...this.#changeListeners]) listener(attached);
  }
}

function partsOf(kind: DeviceKind): readonly DeviceKind[] {
  return PARTS_OF[kind] ?? [kind];
}
