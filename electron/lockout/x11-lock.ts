import type { Clock } from '../../shared/clock.ts';
import { toInstant } from '../../shared/clock.ts';
import { ok, refuse, type Result } from '../../shared/result.ts';
import type { LockProof } from '../../shared/session/entries.ts';
import { Emitter } from '../platform/emitter.ts';
import { SerialQueue } from '../platform/serial-queue.ts';
import type { InputLock, LockRefusal, LockRefusalCode, LockState, PanelKey } from './lock.ts';
import { PanelKeyReader } from './panel-keys.ts';
import { messageOf, StepStack, type Step } from './step-stack.ts';
import type { Timers } from '../platform/timers.ts';
import type { GrabAnswer, XConnection, XServer } from './x-server.ts';
import type { Report } from '../platform/log.ts';

export type X11LockParts = {
  readonly server: XServer;
  readonly clock: Clock;
  readonly timers: Timers;
  /** Names of the keyboards, pointers and touch panels attached now, for the proof. */
  readonly attached: () => readonly string[];
  readonly report: Report;
  /** How long another program may hold keyboard or pointer before engaging is refused. */
  readonly engageTimeoutMs?: number;
};

const ENGAGE_TIMEOUT_MS = 3000;
const GRAB_RETRY_MS = 50;
const DRAIN_EVERY_MS = 20;
const PROBE_TIMEOUT_MS = 500;
const PROBE_RETRY_MS = 2;

/** State that exists only while the lock is engaged. */
type Hold = {
  readonly reader: XConnection;
  /** A second connection: it injects the probe and checks that others are refused. */
  readonly prober: XConnection;
  readonly keys: PanelKeyReader;
  readonly probeKeycode: number;
};

/**
 * The X11 lock: active grabs of keyboard and pointer on a connection of its own, so that neither window manager
 * nor any other client gets input (R32). If the process dies the server ends the grabs; the station then comes
 * back locked (R33). Independent of Electron, so that it can move to a process of its own.
 * Not covered: clients that read raw XInput2 events, switching virtual terminals (`setxkbmap -option
 * srvrkeys:none` and DontVTSwitch are the site's hardening), touch on clients that asked for touch events.
 */
export class X11Lock implements InputLock {
  readonly kind = 'x11';
  readonly #parts: X11LockParts;
  readonly #keys: Emitter<PanelKey>;
  readonly #states: Emitter<LockState>;
  readonly #taken: StepStack;
  #state: LockState = { name: 'open' };
  #hold: Hold | null = null;
  #probeSeen = false;
  #drainFailed = false;
  #releases = 0;
  /** `#releases` when the current operation was ordered: a later release abandons it. */
  #orderedAt = 0;
  readonly #queue = new SerialQueue();

  constructor(parts: X11LockParts) {
    this.#parts = parts;
    this.#keys = new Emitter(parts.report);
    this.#states = new Emitter(parts.report);
    this.#taken = new StepStack(parts.report);
  }

  get state(): LockState {
    return this.#state;
  }

  engage(): Promise<Result<void, LockRefusal>> {
    return this.#inTurn(async () => {
      if (this.#hold !== null) {
        const again = await this.#prove(this.#hold);
        return again.ok ? ok(undefined) : again;
      }
      this.#enter({ name: 'engaging' });
      const outcome = await this.#taken.perform(this.#steps());
      if (!outcome.ok) this.#enter({ name: 'open' });
      return outcome;
    });
  }

  verify(): Promise<Result<LockProof, LockRefusal>> {
    return this.#inTurn(() =>
      this.#hold === null
        ? Promise.resolve(refusal('lock-not-engaged', 'the lock is open'))
        : this.#prove(this.#hold),
    );
  }

  release(): Promise<void> {
    this.#releases += 1;
    return this.#inTurn(() => {
      this.#taken.revert();
      this.#enter({ name: 'open' });
      return Promise.resolve();
    });
  }

  onKey(listener: (key: PanelKey) => void): () => void {
    return this.#keys.on(listener);
  }

  onState(listener: (state: LockState) => void): () => void {
    return this.#states.on(listener);
  }

  #inTurn<T>(operation: () => Promise<T>): Promise<T> {
    const orderedAt = this.#releases;
    return this.#queue.add(() => {
      this.#orderedAt = orderedAt;
      return operation();
    });
  }

  #isAbandoned(): boolean {
    return this.#orderedAt !== this.#releases;
  }

  #enter(state: LockState): void {
    this.#state = state;
    this.#states.emit(state);
  }

  /** The steps of one engagement; they share the connections of this call. */
  #steps(): readonly Step[] {
    const { server } = this.#parts;
    let reader: XConnection | null = null;
    let prober: XConnection | null = null;
    let stopDraining: (() => void) | null = null;
    const deadlineMs = this.#parts.clock.monotonicMs() + (this.#parts.engageTimeoutMs ?? ENGAGE_TIMEOUT_MS);
    return [
      {
        name: 'reader connection',
        perform: async () => {
          const opened = server.open();
          if (!opened.ok) return opened;
          reader = opened.value;
          return reader.setDetectableAutoRepeat()
            ? ok(undefined)
            : refusal('lock-no-way-back', 'the display server has no detectable auto-repeat');
        },
        revert: () => reader?.close(),
      },
      {
        name: 'prober connection',
        perform: async () => {
          const opened = server.open();
          if (opened.ok) prober = opened.value;
          return opened.ok ? ok(undefined) : opened;
        },
        revert: () => prober?.close(),
      },
      {
        name: 'keyboard grab',
        perform: () => this.#grab('lock-keyboard-busy', deadlineMs, () => reader?.grabKeyboard()),
        revert: () => reader?.ungrabKeyboard(),
      },
      {
        name: 'pointer grab',
        perform: () => this.#grab('lock-pointer-busy', deadlineMs, () => reader?.grabPointer()),
        revert: () => reader?.ungrabPointer(),
      },
      {
        name: 'key reader',
        perform: async () => {
          if (reader === null || prober === null) return refusal('lock-fault', 'no connection');
          const probeKeycode = reader.unmappedKeycode();
          if (probeKeycode === null) return refusal('lock-no-probe', 'every keycode has a symbol');
          this.#drainFailed = false;
          this.#hold = { reader, prober, keys: new PanelKeyReader(reader.keysDown()), probeKeycode };
          stopDraining = this.#parts.timers.every(DRAIN_EVERY_MS, () => this.#drain());
          return ok(undefined);
        },
        revert: () => {
          stopDraining?.();
          this.#hold = null;
        },
      },
      {
        name: 'proof',
        perform: async () => {
          if (this.#hold === null) return refusal('lock-fault', 'nothing held');
          const proof = await this.#prove(this.#hold);
          return proof.ok ? ok(undefined) : proof;
        },
        revert: () => undefined,
      },
    ];
  }

  async #grab(
    busy: 'lock-keyboard-busy' | 'lock-pointer-busy',
    deadlineMs: number,
    ask: () => GrabAnswer | undefined,
  ): Promise<Result<void, LockRefusal>> {
    for (;;) {
      const answer = ask();
      if (answer === 'granted') return ok(undefined);
      if (this.#isAbandoned()) return refusal('lock-abandoned', 'released while engaging');
      if (this.#parts.clock.monotonicMs() >= deadlineMs)
        return refusal(busy, `last answer: ${answer ?? 'none'}`);
      await this.#parts.timers.wait(GRAB_RETRY_MS);
    }
  }

  async #prove(hold: Hold): Promise<Result<LockProof, LockRefusal>> {
    const outcome = await this.#provenHold(hold);
    if (outcome.ok) {
      this.#enter({ name: 'locked', proof: outcome.value });
    } else if (this.#state.name !== 'engaging') {
      this.#enter({ name: 'degraded', uncovered: outcome.refusal.uncovered });
    }
    return outcome.ok ? outcome : refusal(outcome.refusal.code, outcome.refusal.detail);
  }

  /** Others are refused, our own grabs are granted again, and an injected key arrives here. */
  async #provenHold(
    hold: Hold,
  ): Promise<Result<LockProof, LockRefusal & { readonly uncovered: readonly string[] }>> {
    try {
      const lost = retakeLost(hold);
      if (lost.length > 0) {
        return refuse({ code: 'lock-lost', detail: `found free: ${lost.join(', ')}`, uncovered: lost });
      }
      this.#probeSeen = false;
      if (!hold.prober.tapKey(hold.probeKeycode)) {
        return refuse({ code: 'lock-no-probe', detail: 'no XTEST', uncovered: ['keyboard'] });
      }
      const deadlineMs = this.#parts.clock.monotonicMs() + PROBE_TIMEOUT_MS;
      for (;;) {
        this.#drain();
        if (this.#probeSeen) break;
        if (this.#isAbandoned()) return refuse({ code: 'lock-abandoned', detail: 'released', uncovered: [] });
        if (this.#parts.clock.monotonicMs() >= deadlineMs) {
          return refuse({
            code: 'lock-probe-missed',
            detail: `${PROBE_TIMEOUT_MS} ms`,
            uncovered: ['keyboard'],
          });
        }
        await this.#parts.timers.wait(PROBE_RETRY_MS);
      }
    } catch (error) {
      // A native call failed: what it would have proven is not proven.
      return refuse({ code: 'lock-fault', detail: messageOf(error), uncovered: ['keyboard', 'pointer'] });
    }
    return ok({
      kind: this.kind,
      how: 'probe-swallowed',
      verifiedAt: toInstant(this.#parts.clock.now()),
      attached: this.#parts
        .attached()
        .slice(0, 50)
        .map((name) => name.slice(0, 200)),
    });
  }

  /** Runs from a timer: no error may escape it. */
  #drain(): void {
    const hold = this.#hold;
    if (hold === null) return;
    try {
      const nowMs = this.#parts.clock.monotonicMs();
      for (const stroke of hold.reader.readStrokes()) {
        if (stroke.keycode === hold.probeKeycode) this.#probeSeen = true;
        else for (const key of hold.keys.take(stroke, nowMs)) this.#keys.emit(key);
      }
      for (const key of hold.keys.tick(nowMs)) this.#keys.emit(key);
    } catch (error) {
      // Reported once: the timer fires fifty times a second.
      if (!this.#drainFailed) this.#parts.report('lock-drain-failed', messageOf(error));
      this.#drainFailed = true;
      if (this.#state.name === 'locked') this.#enter({ name: 'degraded', uncovered: ['key reader'] });
    }
  }
}

/** Takes lost grabs again; names what was free or held by another. */
function retakeLost(hold: Hold): readonly string[] {
  const lost: string[] = [];
  if (hold.prober.grabKeyboard() === 'granted') {
    hold.prober.ungrabKeyboard();
    lost.push('keyboard');
  }
  if (hold.prober.grabPointer() === 'granted') {
    hold.prober.ungrabPointer();
    lost.push('pointer');
  }
  if (hold.reader.grabKeyboard() !== 'granted' && !lost.includes('keyboard')) lost.push('keyboard');
  if (hold.reader.grabPointer() !== 'granted' && !lost.includes('pointer')) lost.push('pointer');
  return lost;
}

function refusal(
  code: LockRefusalCode,
  detail: string,
): { readonly ok: false; readonly refusal: LockRefusal } {
  return refuse({ code, detail });
}
