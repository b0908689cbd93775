import type { KeyStroke } from '../panel-keys.ts';
import { isKeyUp } from './hook-decision.ts';
import { meaningOfVirtualKey } from './virtual-keys.ts';

/**
 * What the hook thread shares with the helper's own: numbers, because the callbacks may neither allocate nor
 * wait, and a thread that pumps messages receives no others.
 */
const CELLS = {
  /** The system's thread id, once a message can be posted to it. */
  thread: 0,
  state: 1,
  error: 2,
  stop: 3,
  mark: 4,
  keyMark: 5,
  mouseMark: 6,
  swallowed: 7,
  faults: 8,
  written: 9,
  read: 10,
  order: 11,
} as const;
const ORDERS = { wait: 0, go: 1, finish: 2 } as const;
const RING_AT = 16;
const RING_ENTRIES = 4096;
const ENTRY_CELLS = 5;

/** `idle`: no hooks, waits for the next order. */
export const HOOK_STATES = ['idle', 'starting', 'hooked', 'failed', 'ended'] as const;
export type HookState = (typeof HOOK_STATES)[number];

/** The shared cells, as both threads use them. */
export class HookMemory {
  readonly buffer: SharedArrayBuffer;
  readonly #cells: Int32Array;

  constructor(buffer = new SharedArrayBuffer((RING_AT + RING_ENTRIES * ENTRY_CELLS) * 4)) {
    this.buffer = buffer;
    this.#cells = new Int32Array(buffer);
  }

  get state(): HookState {
    return HOOK_STATES[this.#get('state')] ?? 'failed';
  }

  set state(state: HookState) {
    this.#set('state', HOOK_STATES.indexOf(state));
  }

  /** 0 until the thread has a message queue. */
  get thread(): number {
    return this.#get('thread') >>> 0;
  }

  set thread(id: number) {
    this.#set('thread', id | 0);
  }

  /** The system's error for a hook that was refused. */
  get error(): number {
    return this.#get('error');
  }

  set error(code: number) {
    this.#set('error', code);
  }

  get isStopped(): boolean {
    return this.#get('stop') === 1;
  }

  /** Removes the hooks from the system. */
  stop(): void {
    this.#set('stop', 1);
  }

  /** Removes the hooks from the system and ends the thread. */
  finish(): void {
    this.#order('finish');
    this.stop();
  }

  /** Lets the thread that waits in `awaitGo` set its hooks. */
  go(): void {
    this.#set('stop', 0);
    this.#set('error', 0);
    this.#set('mark', 0);
    // Unread strokes belong to a lock that is over.
    this.#set('read', this.#get('written'));
    this.state = 'starting';
    this.#order('go');
  }

  /** Waits for the next order: true to set hooks, false to end. */
  awaitGo(): boolean {
    Atomics.wait(this.#cells, CELLS.order, ORDERS.wait);
    return Atomics.compareExchange(this.#cells, CELLS.order, ORDERS.go, ORDERS.wait) === ORDERS.go;
  }

  #order(order: keyof typeof ORDERS): void {
    this.#set('order', ORDERS[order]);
    Atomics.notify(this.#cells, CELLS.order);
  }

  get mark(): number {
    return this.#get('mark');
  }

  /** Awaits an event with this mark in both hooks. */
  set mark(mark: number) {
    this.#set('mark', mark);
  }

  get isMarkSeen(): boolean {
    const { mark } = this;
    return this.#get('keyMark') === mark && this.#get('mouseMark') === mark;
  }

  seeKeyMark(mark: number): void {
    this.#set('keyMark', mark);
  }

  seeMouseMark(mark: number): void {
    this.#set('mouseMark', mark);
  }

  /** How many events were kept from the system. */
  get swallowed(): number {
    return this.#get('swallowed') >>> 0;
  }

  countSwallowed(): void {
    Atomics.add(this.#cells, CELLS.swallowed, 1);
  }

  /** How often a callback failed; the event was swallowed. */
  get faults(): number {
    return this.#get('faults');
  }

  countFault(): void {
    Atomics.add(this.#cells, CELLS.faults, 1);
  }

  /** Writes one stroke; a full buffer loses it, which `read` reports. */
  write(message: number, key: number, scanCode: number, flags: number, timeMs: number): void {
    const written = this.#get('written');
    if (written - this.#get('read') >= RING_ENTRIES) return this.countFault();
    const at = RING_AT + (written % RING_ENTRIES) * ENTRY_CELLS;
    this.#cells[at] = message;
    this.#cells[at + 1] = key;
    this.#cells[at + 2] = scanCode;
    this.#cells[at + 3] = flags;
    this.#cells[at + 4] = timeMs | 0;
    this.#set('written', written + 1);
  }

  /** Takes what has been written since the last call. */
  read(): readonly KeyStroke[] {
    const strokes: KeyStroke[] = [];
    const written = this.#get('written');
    for (let next = this.#get('read'); next < written; next += 1) {
      const at = RING_AT + (next % RING_ENTRIES) * ENTRY_CELLS;
      const [message = 0, key = 0, scanCode = 0, flags = 0, timeMs = 0] = this.#cells.subarray(at, at + 5);
      strokes.push({
        type: isKeyUp(message) ? 'release' : 'press',
        // Both keys of a pair have one virtual key.
        keycode: key * 2 + (flags & 1),
        meaning: meaningOfVirtualKey(key, scanCode, flags),
        atMs: timeMs >>> 0,
      });
    }
    this.#set('read', written);
    return strokes;
  }

  #get(cell: keyof typeof CELLS): number {
    return Atomics.load(this.#cells, CELLS[cell]);
  }

  #set(cell: keyof typeof CELLS, value: number): void {
    Atomics.store(this.#cells, CELLS[cell], value);
  }
}
