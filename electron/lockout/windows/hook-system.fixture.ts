import type { KeyStroke } from '../panel-keys.ts';
import type { HookState } from './hook-memory.ts';
import type { ChangedSettings, HookSystem, HookThread } from './hook-system.ts';

export const HOOK_FAULTS = [
  'refused',
  'never starts',
  'start throws',
  'inject throws',
  'lets through',
  'does not end',
  'another desktop',
  'asking throws',
  'another display',
  'settings throw',
] as const;
export type HookFault = (typeof HOOK_FAULTS)[number];

/** Windows as far as hooks go: input reaches others unless a living thread has hooks that were not removed. */
export class FakeHookSystem implements HookSystem, ChangedSettings {
  readonly faults = new Set<HookFault>();
  readonly threads: FakeThread[] = [];
  /** Keys that reached others. */
  leaked = 0;
  isChanged = false;
  #isProbeDown = false;

  start(): HookThread {
    if (this.faults.has('start throws')) throw new Error('start');
    const thread = new FakeThread(this);
    this.threads.push(thread);
    return thread;
  }

  get isHooked(): boolean {
    return this.threads.some((thread) => thread.isHooked);
  }

  /** How many threads have not ended. */
  get living(): number {
    return this.threads.filter((thread) => thread.state === 'hooked').length;
  }

  /** A key of the keyboard. */
  key(stroke: KeyStroke): void {
    const thread = this.threads.findLast((one) => one.isHooked);
    if (thread === undefined || this.faults.has('lets through')) this.leaked += 1;
    thread?.strokes.push(stroke);
  }

  injected(): void {
    this.#isProbeDown = !this.isHooked || this.faults.has('lets through');
  }

  endProbe(): boolean {
    const wasDown = this.#isProbeDown;
    this.#isProbeDown = false;
    return wasDown;
  }

  displays(): string {
    if (this.faults.has('asking throws')) throw new Error('ask');
    return this.faults.has('another display') ? '2, 3840×1080 from 0,0' : '1, 1920×1080 from 0,0';
  }

  uncovered(): readonly string[] {
    if (this.faults.has('asking throws')) throw new Error('ask');
    return this.faults.has('another desktop') ? ['another desktop has the input'] : [];
  }

  change(): void {
    if (this.faults.has('settings throw')) throw new Error('settings');
    this.isChanged = true;
  }

  restore(): void {
    this.isChanged = false;
  }

  /** Windows silently removed the hooks. */
  removeHooks(): void {
    for (const thread of this.threads) thread.hasHooks = false;
  }

  /** The process ends. */
  giveUp(): void {
    for (const thread of this.threads) thread.state = 'ended';
  }
}

class FakeThread implements HookThread {
  readonly strokes: KeyStroke[] = [];
  state: HookState;
  hasHooks = true;
  isMarkSeen = false;
  readonly error = 0;
  readonly swallowed = 0;
  readonly faults = 0;
  readonly #system: FakeHookSystem;

  constructor(system: FakeHookSystem) {
    this.#system = system;
    if (system.faults.has('refused')) this.state = 'failed';
    else this.state = system.faults.has('never starts') ? 'starting' : 'hooked';
  }

  get isHooked(): boolean {
    return this.state === 'hooked' && this.hasHooks;
  }

  read(): readonly KeyStroke[] {
    return this.strokes.splice(0);
  }

  inject(): void {
    if (this.#system.faults.has('inject throws')) throw new Error('inject');
    this.isMarkSeen = this.isHooked;
    this.#system.injected();
  }

  end(): Promise<boolean> {
    if (this.#system.faults.has('does not end')) return Promise.resolve(false);
    this.state = 'ended';
    return Promise.resolve(true);
  }
}
