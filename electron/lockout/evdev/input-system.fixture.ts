import { ok, refuse } from '../../../shared/result.ts';
import { EV_ABS, EV_KEY, EV_MSC, EV_REL, EV_SYN, type InputEvent } from './codes.ts';
import type { NodeFacts } from './grab-decision.ts';
import type { InputNode, InputSystem, NodeRefusal } from './input-system.ts';

/** Every point at which the fake kernel can be made to misbehave. */
export const INPUT_FAULTS = [
  'denied',
  'open fault',
  'busy',
  'gone on grab',
  'no facts',
  'inject fails',
  'probe lost',
  'read throws',
  'watch throws',
  'ungrab throws',
] as const;
export type InputFault = (typeof INPUT_FAULTS)[number];

const KEYBOARD_KEYS = Array.from({ length: 120 }, (_, index) => index + 1);
type Written = Omit<InputEvent, 'atMs'>;

export const KEYBOARD: NodeFacts = {
  name: 'Sample Keyboard',
  vendor: 0x1d6b,
  product: 0x0101,
  types: [EV_SYN, EV_KEY, EV_MSC],
  keys: KEYBOARD_KEYS,
};
export const MOUSE: NodeFacts = {
  name: 'Sample Mouse',
  vendor: 0x1d6b,
  product: 0x0102,
  types: [EV_SYN, EV_KEY, EV_REL],
  keys: [0x110, 0x111, 0x112],
};
export const TOUCH: NodeFacts = {
  name: 'Sample Panel',
  vendor: 0x1d6b,
  product: 0x0103,
  types: [EV_SYN, EV_KEY, EV_ABS],
  keys: [0x14a],
};
export const POWER: NodeFacts = {
  name: 'Power Button',
  vendor: 0,
  product: 1,
  types: [EV_SYN, EV_KEY],
  keys: [116],
};
export const LID: NodeFacts = { name: 'Lid Switch', vendor: 0, product: 5, types: [EV_SYN, 5], keys: [] };

class FakeDevice {
  readonly facts: NodeFacts;
  readonly down = new Set<number>();
  readonly clients = new Set<FakeNode>();
  holder: FakeNode | 'elsewhere' | null = null;
  isThere = true;

  constructor(facts: NodeFacts) {
    this.facts = facts;
  }
}

/** A stateful kernel: a grab belongs to one open descriptor; ungrabbed events go to every reader. */
export class FakeInputSystem implements InputSystem {
  readonly faults = new Set<InputFault>();
  readonly devices = new Map<string, FakeDevice>();
  /** Presses and moves that other readers have seen. */
  readonly leaked: { readonly node: string; readonly code: number; readonly value: number }[] = [];
  opened = 0;
  closed = 0;
  watchers = new Set<() => void>();
  timeMs = 0;

  plug(node: string, facts: NodeFacts): void {
    this.unplug(node);
    this.devices.set(node, new FakeDevice(facts));
    this.#happened();
  }

  unplug(node: string): void {
    const device = this.devices.get(node);
    if (device === undefined) return;
    device.isThere = false;
    this.devices.delete(node);
    this.#happened();
  }

  /** A key goes down or up at the device. */
  key(node: string, code: number, value: 0 | 1): void {
    this.emit(node, [
      { type: EV_KEY, code, value },
      { type: EV_SYN, code: 0, value: 0 },
    ]);
  }

  emit(node: string, events: readonly Written[]): void {
    const device = this.devices.get(node);
    if (device === undefined) return;
    for (const event of events) {
      if (event.type === EV_KEY) {
        const isDown = device.down.has(event.code);
        if (isDown === (event.value !== 0)) continue;
        if (event.value === 0) device.down.delete(event.code);
        else device.down.add(event.code);
      }
      const stamped = { ...event, atMs: this.timeMs };
      if (device.holder === null) {
        for (const client of device.clients) client.queue.push(stamped);
        if (event.type !== EV_SYN) this.leaked.push({ node, code: event.code, value: event.value });
      } else if (device.holder !== 'elsewhere') {
        device.holder.queue.push(stamped);
      }
    }
  }

  list(): readonly string[] {
    return [...this.devices.keys()];
  }

  describe(node: string): string {
    return this.devices.get(node)?.facts.name ?? node;
  }

  open(node: string): ReturnType<InputSystem['open']> {
    const device = this.devices.get(node);
    if (device === undefined) return refuse('gone');
    if (this.faults.has('denied')) return refuse('denied');
    if (this.faults.has('open fault')) return refuse('fault');
    this.opened += 1;
    return ok(new FakeNode(this, node, device, this.opened));
  }

  adopt(node: string, descriptor: number): InputNode {
    const device = this.devices.get(node) ?? new FakeDevice(POWER);
    if (!this.devices.has(node)) device.isThere = false;
    this.opened += 1;
    const adopted = new FakeNode(this, node, device, descriptor);
    device.holder = adopted;
    return adopted;
  }

  watch(happened: () => void): () => void {
    if (this.faults.has('watch throws')) throw new Error('watch');
    this.watchers.add(happened);
    return () => this.watchers.delete(happened);
  }

  isFree(): boolean {
    return [...this.devices.values()].every((device) => !(device.holder instanceof FakeNode));
  }

  isHeld(node: string): boolean {
    return this.devices.get(node)?.holder instanceof FakeNode;
  }

  #happened(): void {
    for (const happened of [...this.watchers]) happened();
  }
}

class FakeNode implements InputNode {
  readonly descriptor: number;
  readonly queue: InputEvent[] = [];
  readonly #system: FakeInputSystem;
  readonly #name: string;
  readonly #device: FakeDevice;
  #isOpen = true;

  constructor(system: FakeInputSystem, name: string, device: FakeDevice, descriptor: number) {
    this.#system = system;
    this.#name = name;
    this.#device = device;
    this.descriptor = descriptor;
    device.clients.add(this);
  }

  facts(): ReturnType<InputNode['facts']> {
    this.#assertOpen();
    if (!this.#device.isThere || this.#system.faults.has('no facts')) return refuse<NodeRefusal>('gone');
    return ok(this.#device.facts);
  }

  grab(): 'granted' | 'busy' | 'gone' {
    this.#assertOpen();
    if (!this.#device.isThere || this.#system.faults.has('gone on grab')) return 'gone';
    // Like the kernel, refuses even the current holder.
    if (this.#device.holder !== null || this.#system.faults.has('busy')) return 'busy';
    this.#device.holder = this;
    return 'granted';
  }

  ungrab(): void {
    this.#assertOpen();
    if (this.#device.holder === this) this.#device.holder = null;
    if (this.#system.faults.has('ungrab throws')) throw new Error('ungrab');
  }

  keysDown(): readonly number[] {
    this.#assertOpen();
    return [...this.#device.down];
  }

  read(): readonly InputEvent[] | 'gone' {
    this.#assertOpen();
    if (this.#system.faults.has('read throws')) throw new Error('read');
    return this.#device.isThere ? this.queue.splice(0) : 'gone';
  }

  inject(events: readonly Written[]): boolean {
    this.#assertOpen();
    if (!this.#device.isThere || this.#system.faults.has('inject fails')) return false;
    if (this.#system.faults.has('probe lost') && events.some((event) => event.value !== 0)) return true;
    this.#system.emit(this.#name, events);
    return true;
  }

  close(): void {
    this.#assertOpen();
    this.#isOpen = false;
    this.#system.closed += 1;
    this.#device.clients.delete(this);
    if (this.#device.holder === this) this.#device.holder = null;
  }

  #assertOpen(): void {
    if (!this.#isOpen) throw new Error('used after close');
  }
}
