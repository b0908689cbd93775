import type { Clock } from '../../../shared/clock.ts';
import { ok, refuse, type Result } from '../../../shared/result.ts';
import type { Hold, HoldProof } from '../hold.ts';
import { Emitter } from '../../platform/emitter.ts';
import { SerialQueue } from '../../platform/serial-queue.ts';
import type { LockRefusal, LockRefusalCode, PanelKey } from '../lock.ts';
import { PanelKeyReader } from '../panel-keys.ts';
import { messageOf, StepStack, type Step } from '../step-stack.ts';
import type { Timers } from '../../platform/timers.ts';
import type { ChangedSettings, HookSystem, HookThread } from './hook-system.ts';
import type { Report } from '../../platform/log.ts';

export type HooksHoldParts = {
  readonly system: HookSystem;
  readonly settings: ChangedSettings;
  readonly clock: Clock;
  readonly timers: Timers;
  /** A new number each time, other than 0, below 2^31. */
  readonly marker: () => number;
  /** Ends this process at once, and with it every hook: for a thread that does not end. */
  readonly giveUp: () => void;
  readonly report: Report;
};

const START_TIMEOUT_MS = 3000;
const PROBE_TIMEOUT_MS = 500;
const RETRY_MS = 2;
const DRAIN_EVERY_MS = 20;
/** Windows silently removes a hook that answers late. */
const LIVE_EVERY_MS = 1000;
/** The secure desktop of a system prompt may appear for less than a second. */
const WATCH_EVERY_MS = 200;

/**
 * The hold on keyboard and mouse of Windows by low-level hooks (R32), in the helper process. Every second an
 * injected key and movement must reach the hooks and go no further; hooks that do not answer are set again at
 * once, and that is reported.
 */
export class HooksHold implements Hold {
  readonly #parts: HooksHoldParts;
  readonly #keys: Emitter<PanelKey>;
  readonly #gaps: Emitter<readonly string[]>;
  readonly #taken: StepStack;
  #thread: HookThread | null = null;
  #reader = new PanelKeyReader([]);
  #uncovered: readonly string[] = [];
  #isHeld = false;
  #displays: string | null = null;
  #stops: (() => void)[] = [];
  readonly #queue = new SerialQueue();
  #isLooking = false;

  constructor(parts: HooksHoldParts) {
    this.#parts = parts;
    this.#keys = new Emitter(parts.report);
    this.#gaps = new Emitter(parts.report);
    this.#taken = new StepStack(parts.report);
  }

  get isHeld(): boolean {
    return this.#isHeld;
  }

  get uncovered(): readonly string[] {
    return this.#uncovered;
  }

  onKey(listener: (key: PanelKey) => void): () => void {
    return this.#keys.on(listener);
  }

  onUncovered(listener: (uncovered: readonly string[]) => void): () => void {
    return this.#gaps.on(listener);
  }

  engage(): Promise<Result<HoldProof, LockRefusal>> {
    return this.#queue.add(async () => {
      if (this.#isHeld) return this.#prove();
      const outcome = await this.#taken.perform(this.#steps());
      if (!outcome.ok) return outcome;
      this.#isHeld = true;
      const proof = await this.#prove();
      if (!proof.ok) await this.#giveBack();
      return proof;
    });
  }

  /** Returns to the held state after a crash: retries every second what cannot be taken now. */
  resume(): Promise<void> {
    return this.#queue.add(async () => {
      if (this.#isHeld) return;
      this.#isHeld = true;
      const outcome = await this.#taken.perform(this.#steps());
      if (outcome.ok) return this.#look();
      this.#reportGaps([`the hooks of keyboard and mouse: ${outcome.refusal.detail}`]);
      this.#watch();
    });
  }

  prove(): Promise<Result<HoldProof, LockRefusal>> {
    return this.#queue.add(() =>
      this.#isHeld ? this.#prove() : Promise.resolve(refusal('lock-not-engaged', 'nothing is held')),
    );
  }

  release(): Promise<void> {
    return this.#queue.add(() => this.#giveBack());
  }

  async #giveBack(): Promise<void> {
    this.#isHeld = false;
    for (const stop of this.#stops.splice(0)) stop();
    await this.#endThread();
    this.#taken.revert();
    this.#uncovered = [];
    this.#displays = null;
  }

  #steps(): readonly Step[] {
    const { settings } = this.#parts;
    return [
      {
        name: 'settings',
        perform: () => {
          try {
            settings.change();
          } catch (error) {
            // What cannot be recorded is not changed; the hooks swallow those keys by themselves.
            this.#parts.report('lock-originals-unwritable', messageOf(error));
          }
          return Promise.resolve(ok(undefined));
        },
        revert: () => settings.restore(),
      },
      {
        name: 'hooks',
        perform: () => this.#setHooks(),
        revert: () => void this.#endThread(),
      },
      {
        name: 'watch',
        perform: () => {
          this.#watch();
          return Promise.resolve(ok(undefined));
        },
        revert: () => undefined,
      },
    ];
  }

  #watch(): void {
    const { timers } = this.#parts;
    this.#stops.push(
      timers.every(DRAIN_EVERY_MS, () => this.#drain()),
      timers.every(WATCH_EVERY_MS, () => this.#watchAround()),
      timers.every(LIVE_EVERY_MS, () => {
        if (this.#isLooking) return;
        this.#isLooking = true;
        void this.#queue
          .add(() => this.#look())
          .finally(() => {
            this.#isLooking = false;
          });
      }),
    );
  }

  /** Sets the new hooks before it removes the old ones. */
  async #setHooks(): Promise<Result<void, LockRefusal>> {
    const { system, clock, timers } = this.#parts;
    const old = this.#thread;
    const thread = system.start();
    this.#thread = thread;
    this.#reader = new PanelKeyReader([]);
    const deadlineMs = clock.monotonicMs() + START_TIMEOUT_MS;
    while (thread.state === 'starting' && clock.monotonicMs() < deadlineMs) await timers.wait(RETRY_MS);
    // A hold that had lost its hooks may have just set them again.
    if (old !== thread) await this.#end(old);
    if (thread.state === 'hooked') return ok(undefined);
    await this.#endThread();
    return refusal('lock-fault', `the hooks were refused: ${thread.state}, error ${thread.error}`);
  }

  async #endThread(): Promise<void> {
    const thread = this.#thread;
    this.#thread = null;
    await this.#end(thread);
  }

  async #end(thread: HookThread | null): Promise<void> {
    if (thread !== null && !(await this.#hasEnded(thread))) {
      // Only the end of this process frees the input then; the station starts another and orders again.
      this.#parts.report('lock-thread-stuck', 'the thread of the hooks does not end');
      this.#parts.giveUp();
    }
  }

  async #hasEnded(thread: HookThread): Promise<boolean> {
    try {
      return await thread.end();
    } catch (error) {
      // A native call failed: not reached.
      this.#parts.report('lock-thread-stuck', messageOf(error));
      return false;
    }
  }

  /** Runs from a timer: no error may escape it. */
  #drain(): void {
    try {
      this.#readKeys();
    } catch (error) {
      // A native call failed; what it would have read is swallowed all the same.
      this.#parts.report('lock-drain-failed', messageOf(error));
    }
  }

  #readKeys(): void {
    const nowMs = this.#parts.clock.monotonicMs();
    for (const stroke of this.#thread?.read() ?? []) {
      for (const key of this.#reader.take(stroke, nowMs)) this.#keys.emit(key);
    }
    for (const key of this.#reader.tick(nowMs)) this.#keys.emit(key);
  }

  /** Reports at once what the hooks cannot cover; the next proof reports that it is over. Runs from a timer. */
  #watchAround(): void {
    const around = [...this.#changedDisplays(), ...this.#surroundings()];
    if (around.length > 0) this.#reportGaps(around);
  }

  /** Displays that appear or disappear move windows and the input with them, so everything is proven again. */
  #changedDisplays(): readonly string[] {
    let now: string;
    try {
      now = this.#parts.system.displays();
    } catch {
      // Asked again shortly; the proof does not depend on it.
      return [];
    }
    const before = this.#displays ?? now;
    this.#displays = now;
    return before === now ? [] : [`the displays changed: ${before} → ${now}`];
  }

  /** Checks every second whether the hooks live; dead hooks are set again. */
  async #look(): Promise<void> {
    if (!this.#isHeld) return;
    try {
      const lost = this.#thread === null ? 'no hooks' : await this.#probe(this.#thread);
      if (lost === null) return this.#reportGaps(this.#surroundings());
      this.#parts.report('lock-hooks-lost', lost);
      this.#reportGaps([`the hooks of keyboard and mouse: ${lost}`]);
      const again = await this.#setHooks();
      if (!again.ok) this.#parts.report(again.refusal.code, again.refusal.detail);
      else if (this.#thread !== null && (await this.#probe(this.#thread)) === null) this.#reportGaps([]);
    } catch (error) {
      // A native call failed; the next second asks again.
      this.#reportGaps([`the hooks of keyboard and mouse: ${messageOf(error)}`]);
    }
  }

  async #prove(): Promise<Result<HoldProof, LockRefusal>> {
    try {
      const lost = this.#thread === null ? 'no hooks' : await this.#probe(this.#thread);
      if (lost !== null) {
        const again = await this.#setHooks();
        return again.ok ? refusal('lock-lost', `${lost}; set again`) : again;
      }
      const uncovered = this.#surroundings();
      this.#reportGaps(uncovered);
      if (uncovered.length > 0) return refusal('lock-lost', uncovered.join('; '));
      return ok({ how: 'probe-swallowed', held: ['keyboard hook', 'mouse hook'] });
    } catch (error) {
      // A native call failed: what it would have proven is not proven.
      return refusal('lock-fault', messageOf(error));
    }
  }

  /** What is wrong with the hooks, or null. */
  async #probe(thread: HookThread): Promise<string | null> {
    const { clock, timers, system, marker } = this.#parts;
    if (thread.state !== 'hooked') return `the thread is ${thread.state}`;
    thread.inject(marker());
    const deadlineMs = clock.monotonicMs() + PROBE_TIMEOUT_MS;
    while (!thread.isMarkSeen && clock.monotonicMs() < deadlineMs) await timers.wait(RETRY_MS);
    const wentThrough = system.endProbe();
    if (!thread.isMarkSeen) return 'the probe did not come to them';
    return wentThrough ? 'the probe went through them' : null;
  }

  #surroundings(): readonly string[] {
    try {
      return this.#parts.system.uncovered();
    } catch (error) {
      return [`what is around cannot be asked: ${messageOf(error)}`];
    }
  }

  #reportGaps(uncovered: readonly string[]): void {
    const isSame = uncovered.join('\n') === this.#uncovered.join('\n');
    this.#uncovered = uncovered;
    if (!isSame) this.#gaps.emit(uncovered);
  }
}

function refusal(
  code: LockRefusalCode,
  detail: string,
): { readonly ok: false; readonly refusal: LockRefusal } {
  return refuse({ code, detail });
}
