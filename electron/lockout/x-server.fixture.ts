import { ok, refuse } from '../../shared/result.ts';
import type { KeyMeaning, KeyStroke } from './panel-keys.ts';
import type { GrabAnswer, XConnection, XServer } from './x-server.ts';

/** Every point at which `FakeXServer` can be made to misbehave. */
export const X_FAULTS = [
  'open reader',
  'open prober',
  'no auto-repeat',
  'keyboard busy',
  'pointer busy',
  'no unmapped key',
  'keys down throws',
  'no xtest',
  'probe lost',
  'read throws',
  'ungrab throws',
  'close throws',
] as const;
export type XFault = (typeof X_FAULTS)[number];

const PROBE_KEYCODE = 248;
type Device = 'keyboard' | 'pointer';

/**
 * A stateful X server for the lock's tests: grabs belong to one connection, a key goes to the grabbing
 * connection or else to the witness, and closing a connection ends its grabs.
 */
export class FakeXServer implements XServer {
  readonly faults = new Set<XFault>();
  readonly holders: Record<Device, FakeConnection | 'elsewhere' | null> = { keyboard: null, pointer: null };
  readonly held = new Set<number>();
  /** Keycodes pressed while nobody held the keyboard: what a witness would have seen. */
  readonly leaked: number[] = [];
  opened = 0;
  closed = 0;
  timeMs = 0;

  open(): ReturnType<XServer['open']> {
    const which = this.opened % 2 === 0 ? 'open reader' : 'open prober';
    if (this.faults.has(which)) return refuse({ code: 'lock-no-display', detail: which });
    this.opened += 1;
    return ok(new FakeConnection(this));
  }

  stroke(type: KeyStroke['type'], keycode: number, meaning: KeyMeaning | null = null): void {
    if (type === 'press') this.held.add(keycode);
    else this.held.delete(keycode);
    const holder = this.holders.keyboard;
    if (holder instanceof FakeConnection) holder.queue.push({ type, keycode, meaning, atMs: this.timeMs });
    else if (type === 'press') this.leaked.push(keycode);
  }
}

class FakeConnection implements XConnection {
  readonly queue: KeyStroke[] = [];
  readonly #server: FakeXServer;
  #open = true;

  constructor(server: FakeXServer) {
    this.#server = server;
  }

  grabKeyboard(): GrabAnswer {
    return this.#grab('keyboard');
  }

  grabPointer(): GrabAnswer {
    return this.#grab('pointer');
  }

  ungrabKeyboard(): void {
    this.#ungrab('keyboard');
  }

  ungrabPointer(): void {
    this.#ungrab('pointer');
  }

  setDetectableAutoRepeat(): boolean {
    return !this.#server.faults.has('no auto-repeat');
  }

  keysDown(): readonly number[] {
    if (this.#server.faults.has('keys down throws')) throw new Error('keysDown');
    return [...this.#server.held];
  }

  unmappedKeycode(): number | null {
    return this.#server.faults.has('no unmapped key') ? null : PROBE_KEYCODE;
  }

  tapKey(keycode: number): boolean {
    this.#assertOpen();
    if (this.#server.faults.has('no xtest')) return false;
    if (this.#server.faults.has('probe lost')) return true;
    this.#server.stroke('press', keycode);
    this.#server.stroke('release', keycode);
    return true;
  }

  readStrokes(): readonly KeyStroke[] {
    this.#assertOpen();
    if (this.#server.faults.has('read throws')) throw new Error('readStrokes');
    return this.queue.splice(0);
  }

  close(): void {
    this.#assertOpen();
    this.#open = false;
    this.#server.closed += 1;
    for (const device of ['keyboard', 'pointer'] as const) {
      if (this.#server.holders[device] === this) this.#server.holders[device] = null;
    }
    if (this.#server.faults.has('close throws')) throw new Error('close');
  }

  #grab(device: Device): GrabAnswer {
    this.#assertOpen();
    if (this.#server.faults.has(`${device} busy`)) return 'already-grabbed';
    const holder = this.#server.holders[device];
    if (holder !== null && holder !== this) return 'already-grabbed';
    this.#server.holders[device] = this;
    return 'granted';
  }

  #ungrab(device: Device): void {
    this.#assertOpen();
    if (this.#server.faults.has('ungrab throws')) throw new Error('ungrab');
    if (this.#server.holders[device] === this) this.#server.holders[device] = null;
  }

  #assertOpen(): void {
    if (!this.#open) throw new Error('used after close');
  }
}
