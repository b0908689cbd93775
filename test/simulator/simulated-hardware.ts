import type { Hardware } from '../../electron/hardware/hardware.ts';
import { HEADSET_RULE } from '../../electron/hardware/headsets.ts';
import { Emitter } from '../../electron/platform/emitter.ts';
import {
  AttachedDevice,
  DEVICE_KINDS,
  type DeviceKind,
  type DisplayDevice,
  type HardwareTrouble,
  type HeadsetEvent,
  type MediaDevice,
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
/** A storm keeps to what a table can hold. */
const MOST_IN_STORM = 24;

/** Keeps what is plugged in across restarts of the station, as text that the simulator's owner stores. */
export interface SimulatorStore {
  read(): string | null;
  write(text: string): void;
}

/**
 * Simulated hardware with a state: what is plugged stays plugged. What pages report of real media and displays is
 * left out, so that the simulated world is the only one.
 */
export class SimulatedHardware implements Hardware {
  readonly #store: SimulatorStore | null;
  #changes = new Emitter<readonly AttachedDevice[]>();
  #headsetEvents = new Emitter<HeadsetEvent>();
  #attached: readonly AttachedDevice[] = DEFAULT_DEVICES;
  #plugged = 1;
  /** Headsets that may not be read, by id. */
  #closed: ReadonlySet<string> = new Set();
  #nextIsClosed = false;

  /** `store`: null for a world that is forgotten. */
  constructor(store: SimulatorStore | null = null) {
    this.#store = store;
    const kept = devicesIn(store?.read() ?? null);
    if (kept === null) return;
    this.#attached = kept;
    this.#plugged = Math.max(1, ...kept.map(({ id }) => Number(/(\d+)$/.exec(id)?.[1] ?? 1)));
  }

  get attached(): readonly AttachedDevice[] {
    return this.#attached;
  }

  get troubles(): readonly HardwareTrouble[] {
    return [...this.#closed].map((id) => ({
      part: 'headset',
      code: 'cannot-open',
      detail: `${id}: Permission denied; if this stays, install ${HEADSET_RULE}, which lets the station read it`,
    }));
  }

  onChange(listener: (attached: readonly AttachedDevice[]) => void): () => void {
    return this.#changes.on(listener);
  }

  onHeadset(listener: (event: HeadsetEvent) => void): () => void {
    return this.#headsetEvents.on(listener);
  }

  start(): Promise<void> {
    this.keep();
    return Promise.resolve();
  }

  stop(): void {
    this.#changes = new Emitter();
    this.#headsetEvents = new Emitter();
  }

  lookAgain(): void {}

  reportMedia(_devices: readonly MediaDevice[]): void {}

  reportDisplays(_displays: readonly DisplayDevice[]): void {}

  /** A headset brings its microphone and earphones. `name`: null for a name of its own. Returns the device's id. */
  attach(kind: DeviceKind, name: string | null): string {
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
    const id = `simulated:${kind}-${this.#plugged}`;
    if (kind === 'headset' && this.#nextIsClosed) {
      this.#nextIsClosed = false;
      this.#closed = new Set([...this.#closed, id]);
    }
    this.#become([...this.#attached, ...added]);
    this.keep();
    return id;
  }

  /** Removes all devices of the kind; nothing happens when there is none. */
  unplug(kind: DeviceKind): void {
    const gone = partsOf(kind);
    const left = this.#attached.filter((one) => !gone.includes(one.kind));
    if (left.length !== this.#attached.length) this.#become(left);
    this.keep();
  }

  /** The next headset may not be read until `allow` says so, or until it is gone. */
  closeNext(): void {
    this.#nextIsClosed = true;
  }

  /** What a udev rule does once it has run. */
  allow(id: string): void {
    if (!this.#closed.has(id)) return;
    this.#closed = new Set([...this.#closed].filter((one) => one !== id));
    this.#become([...this.#attached]);
  }

  /** Devices come and go, one change each; `random` gives 0 to 1. Displays stay: a table has those that it has. */
  storm(changes: number, random: () => number): void {
    const kinds = DEVICE_KINDS.filter((kind) => kind !== 'display');
    for (let change = 0; change < changes; change += 1) {
      const movable = this.#attached.filter((one) => one.kind !== 'display');
      const leaves = movable[Math.floor(random() * movable.length)];
      if (leaves !== undefined && (random() < 0.5 || movable.length >= MOST_IN_STORM)) {
        this.#become(this.#attached.filter((one) => one !== leaves));
      } else {
        this.#attachAlone(kinds[Math.floor(random() * kinds.length)] ?? 'keyboard');
      }
    }
  }

  /** A headset that is not attached, or may not be read, tells nothing. */
  headset(event: HeadsetEvent): void {
    const open = this.#attached.some((one) => one.kind === 'headset' && !this.#closed.has(one.id));
    if (!open) return;
    this.#headsetEvents.emit(event);
  }

  reset(): void {
    this.#nextIsClosed = false;
    this.#become(DEFAULT_DEVICES);
    this.keep();
  }

  /** Writes what is plugged now where it outlives the station. */
  keep(): void {
    this.#store?.write(`${JSON.stringify({ devices: this.#attached, troubles: this.troubles }, null, 2)}\n`);
  }

  #attachAlone(kind: DeviceKind): void {
    this.#plugged += 1;
    const id = `${kind}-${this.#plugged}`;
    this.#become([...this.#attached, device(kind, id, `Simulated ${kind} ${this.#plugged}`, null, null)]);
  }

  #become(attached: readonly AttachedDevice[]): void {
    const ids = new Set(attached.map((one) => one.id));
    this.#attached = attached;
    this.#closed = new Set([...this.#closed].filter((id) => ids.has(id)));
    this.#changes.emit(attached);
  }
}

/** What was kept, or null where nothing was, or something that is no list of devices. */
function devicesIn(text: string | null): readonly AttachedDevice[] | null {
  if (text === null) return null;
  try {
    const kept: unknown = JSON.parse(text);
    if (typeof kept !== 'object' || kept === null || !('devices' in kept)) return null;
    const devices = AttachedDevice.array().safeParse(kept.devices);
    return devices.success ? devices.data : null;
  } catch {
    // Cut off when the station was killed: the default world is as good as any.
    return null;
  }
}

function partsOf(kind: DeviceKind): readonly DeviceKind[] {
  return PARTS_OF[kind] ?? [kind];
}
