import type { PanelKey } from '../lock.ts';
import { PanelKeyReader } from '../panel-keys.ts';
import { messageOf } from '../step-stack.ts';
import { EV_KEY, EV_SYN, SYN_DROPPED, type InputEvent } from './codes.ts';
import { decideGrab, type AllowedDevice, type NodeFacts } from './grab-decision.ts';
import type { InputNode, InputSystem } from './input-system.ts';
import { meaningOfKeyCode } from './key-meanings.ts';
import { isMark, probesFor, releaseKeys } from './probe.ts';
import type { Report } from '../../platform/log.ts';

export type HeldDevicesParts = {
  readonly system: InputSystem;
  readonly allowed: readonly AllowedDevice[];
  /** Notified of every descriptor that holds, so that another process keeps the hold if this one dies. */
  readonly descriptorStore: DescriptorStore;
  readonly marker: () => number;
  readonly monotonicMs: () => number;
  readonly onKeys: (keys: readonly PanelKey[]) => void;
  readonly report: Report;
};

export interface DescriptorStore {
  keep(node: string, descriptor: number): void;
  drop(node: string): void;
}

/** Why a device is not covered. */
export type Gap = {
  readonly node: string;
  readonly name: string;
  readonly why: 'denied' | 'busy' | 'fault' | 'keys-held' | 'lost' | 'probe-missed';
};

type Device = {
  readonly node: InputNode;
  readonly facts: NodeFacts;
  readonly isGrabbed: boolean;
  keys: PanelKeyReader;
};

/** The machine's event nodes and the hold on each. Synchronous: no state is half changed between two calls. */
export class HeldDevices {
  readonly #parts: HeldDevicesParts;
  readonly #devices = new Map<string, Device>();
  #gaps: readonly Gap[] = [];

  constructor(parts: HeldDevicesParts) {
    this.#parts = parts;
  }

  /** What the last `take` could not cover. */
  get gaps(): readonly Gap[] {
    return this.#gaps;
  }

  /** Names of the devices that are held, for the record. */
  get names(): readonly string[] {
    return [...this.#devices.values()].filter((one) => one.isGrabbed).map((one) => one.facts.name);
  }

  /** Adopts descriptors inherited, still holding, from a process that died. */
  adopt(inherited: ReadonlyMap<string, number>): void {
    for (const [name, descriptor] of inherited) {
      const node = this.#parts.system.adopt(name, descriptor);
      const facts = node.facts();
      if (!facts.ok) {
        node.close();
        // Unplugged meanwhile: another device may now have its name.
        this.#parts.descriptorStore.drop(name);
        continue;
      }
      const keys = new PanelKeyReader(node.keysDown());
      this.#devices.set(name, { node, facts: facts.value, isGrabbed: true, keys });
      this.#parts.descriptorStore.keep(name, descriptor);
    }
  }

  /**
   * Takes every device not held yet and forgets those that are gone. `patient` skips a device whose keys are
   * down; otherwise their release is injected, because other readers would wait for it for ever.
   */
  take(patient: boolean): readonly Gap[] {
    for (const [name, device] of this.#devices) if (device.node.read() === 'gone') this.#forget(name, device);
    const { system } = this.#parts;
    const gaps: Gap[] = [];
    for (const name of system.list()) {
      if (this.#devices.has(name)) continue;
      const why = this.#takeOne(name, patient);
      if (why === null || (why === 'gone' && !system.list().includes(name))) continue;
      gaps.push({ node: name, name: system.describe(name), why: why === 'gone' ? 'fault' : why });
    }
    this.#gaps = gaps;
    return gaps;
  }

  /** Reads all pending events: keys for the panel; the rest is dropped. */
  drain(): void {
    const nowMs = this.#parts.monotonicMs();
    for (const [name, device] of this.#devices) {
      if (!device.isGrabbed || !this.#drainOne(name, device)) continue;
      this.#parts.onKeys(device.keys.tick(nowMs));
    }
  }

  /**
   * Proves each hold: nobody else can take the device, and an injected event arrives here alone. Takes lost
   * devices again. Returns what is not proven, and how many devices accepted a probe.
   */
  prove(): { readonly gaps: readonly Gap[]; readonly probed: number } {
    const gaps: Gap[] = [...this.#gaps];
    let probed = 0;
    for (const [node, device] of this.#devices) {
      if (!device.isGrabbed) continue;
      const verdict = this.#proveOne(node, device);
      if (verdict === 'probed') probed += 1;
      else if (verdict === 'gone') {
        // Only its own descriptor can tell: what another one reports never ends the hold.
        if (this.#drainOne(node, device)) gaps.push({ node, name: device.facts.name, why: 'fault' });
      } else if (verdict !== 'held') gaps.push({ node, name: device.facts.name, why: verdict });
    }
    return { gaps, probed };
  }

  /** The descriptors that hold, by node. This process keeps them open but stops using them. */
  descriptors(): ReadonlyMap<string, number> {
    const held = [...this.#devices].filter(([, device]) => device.isGrabbed);
    return new Map(held.map(([name, device]) => [name, device.node.descriptor]));
  }

  areKeysDown(): boolean {
    return [...this.#devices.values()].some((one) => one.isGrabbed && one.node.keysDown().length > 0);
  }

  /** Releases everything. Keys still down are released first, or they would repeat for the next reader. */
  letGo(): void {
    this.#gaps = [];
    for (const [name, device] of this.#devices) {
      try {
        if (device.isGrabbed) {
          releaseKeys(device.node);
          device.node.ungrab();
        }
      } catch (error) {
        // The others must still be released; closing releases this one.
        this.#parts.report('lock-revert-failed', `${name}: ${messageOf(error)}`);
      }
      this.#forget(name, device);
    }
  }

  #takeOne(name: string, patient: boolean): Gap['why'] | 'gone' | null {
    const opened = this.#parts.system.open(name);
    if (!opened.ok) return opened.refusal;
    try {
      return this.#takeNode(name, opened.value, patient);
    } catch (error) {
      // Outside every list, it would stay blocked for ever.
      this.#devices.delete(name);
      opened.value.close();
      throw error;
    }
  }

  #takeNode(name: string, node: InputNode, patient: boolean): Gap['why'] | 'gone' | null {
    const close = (why: Gap['why'] | 'gone'): typeof why => {
      node.close();
      return why;
    };
    if (patient) {
      // A device that is never taken need not wait for its keys.
      const facts = node.facts();
      const isTaken = facts.ok && decideGrab(facts.value, this.#parts.allowed).grab;
      if (isTaken && node.keysDown().length > 0) return close('keys-held');
    }
    // Taken before it is inspected: each call in between would let a key through.
    if (!releaseKeys(node)) return close('keys-held');
    const answer = node.grab();
    if (answer !== 'granted') return close(answer);
    const facts = node.facts();
    if (!facts.ok) return close(facts.refusal);
    const isGrabbed = decideGrab(facts.value, this.#parts.allowed).grab;
    if (isGrabbed) this.#parts.descriptorStore.keep(name, node.descriptor);
    else node.ungrab();
    this.#devices.set(name, {
      node,
      facts: facts.value,
      isGrabbed,
      keys: new PanelKeyReader(node.keysDown()),
    });
    return null;
  }

  /** Returns false when the device is gone; it is then forgotten. */
  #drainOne(name: string, device: Device): boolean {
    const events = device.node.read();
    if (events === 'gone') this.#forget(name, device);
    else this.#understand(device, events, this.#parts.monotonicMs());
    return events !== 'gone';
  }

  #proveOne(
    name: string,
    device: Device,
  ): 'held' | 'probed' | 'gone' | 'lost' | 'denied' | 'fault' | 'probe-missed' {
    const opened = this.#parts.system.open(name);
    if (!opened.ok) return opened.refusal;
    const witness = opened.value;
    try {
      const answer = witness.grab();
      if (answer === 'gone') return 'gone';
      if (answer === 'granted') {
        witness.ungrab();
        return device.node.grab() === 'gone' ? 'gone' : 'lost';
      }
      const probes = probesFor(device.facts, this.#parts.marker());
      for (const { events, mark } of probes) {
        if (!witness.inject(events)) continue;
        const arrived = device.node.read();
        const leaked = witness.read();
        if (arrived === 'gone' || leaked === 'gone') return 'gone';
        this.#understand(
          device,
          arrived.filter((event) => !isMark(event, mark)),
          this.#parts.monotonicMs(),
        );
        if (leaked.length > 0) return 'probe-missed';
        if (arrived.some((event) => isMark(event, mark))) return 'probed';
      }
      return probes.length === 0 ? 'held' : 'probe-missed';
    } finally {
      witness.close();
    }
  }

  #understand(device: Device, events: readonly InputEvent[], nowMs: number): void {
    for (const event of events) {
      if (event.type === EV_SYN && event.code === SYN_DROPPED) {
        // The kernel dropped events: only what is down now is known.
        device.keys = new PanelKeyReader(device.node.keysDown());
      } else if (event.type === EV_KEY && event.value !== 2) {
        const type = event.value === 1 ? 'press' : 'release';
        const meaning = meaningOfKeyCode(event.code);
        this.#parts.onKeys(device.keys.take({ type, keycode: event.code, meaning, atMs: event.atMs }, nowMs));
      }
    }
  }

  #forget(name: string, device: Device): void {
    this.#devices.delete(name);
    if (device.isGrabbed) this.#parts.descriptorStore.drop(name);
    try {
      device.node.close();
    } catch (error) {
      // The others must still be released.
      this.#parts.report('lock-revert-failed', `${name}: ${messageOf(error)}`);
    }
  }
}
