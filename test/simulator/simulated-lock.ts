import { Emitter } from '../../electron/platform/emitter.ts';
import { SerialQueue } from '../../electron/platform/serial-queue.ts';
import type {
  InputLock,
  LockRefusal,
  LockRefusalCode,
  LockState,
  PanelKey,
} from '../../electron/lockout/lock.ts';
import { toInstant, type Clock } from '../../shared/clock.ts';
import { ok, refuse, type Result } from '../../shared/result.ts';
import type { LockProof } from '../../shared/session/entries.ts';
import type { Failable } from './commands.ts';
import type { Report } from '../../electron/platform/log.ts';

export type SimulatedLockParts = {
  readonly clock: Clock;
  readonly wait: (ms: number) => Promise<void>;
  /** Names of the keyboards, pointers and touch panels attached now. */
  readonly attached: () => readonly string[];
  readonly report: Report;
};

/** A lock with the same manners as a real one: engaging is proven or given back, keys are read only while it holds. */
export class SimulatedLock implements InputLock {
  readonly kind = 'simulated';
  readonly #parts: SimulatedLockParts;
  readonly #keys: Emitter<PanelKey>;
  readonly #states: Emitter<LockState>;
  readonly #failNext = new Map<Failable, number>();
  readonly #delayNextMs = new Map<Failable, number>();
  #state: LockState = { name: 'open' };
  #isHeld = false;
  #isLost = false;
  readonly #queue = new SerialQueue();

  constructor(parts: SimulatedLockParts) {
    this.#parts = parts;
    this.#keys = new Emitter(parts.report);
    this.#states = new Emitter(parts.report);
  }

  get state(): LockState {
    return this.#state;
  }

  engage(): Promise<Result<void, LockRefusal>> {
    return this.#queue.add(async () => {
      if (!this.#isHeld) this.#enter({ name: 'engaging' });
      await this.#delay('engage');
      if (this.#fails('engage')) {
        if (!this.#isHeld) this.#enter({ name: 'open' });
        return refusal('lock-keyboard-busy', 'simulated');
      }
      this.#isHeld = true;
      const proof = await this.#prove();
      if (proof.ok) return ok(undefined);
      this.#isHeld = false;
      this.#enter({ name: 'open' });
      return proof;
    });
  }

  verify(): Promise<Result<LockProof, LockRefusal>> {
    return this.#queue.add(() =>
      this.#isHeld ? this.#prove() : Promise.resolve(refusal('lock-not-engaged', 'the lock is open')),
    );
  }

  release(): Promise<void> {
    return this.#queue.add(() => {
      this.#isHeld = false;
      this.#isLost = false;
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

  failNext(operation: Failable): void {
    this.#failNext.set(operation, (this.#failNext.get(operation) ?? 0) + 1);
  }

  /** Whether this one is to fail; each call of `failNext` is good for one. */
  #fails(operation: Failable): boolean {
    const left = this.#failNext.get(operation) ?? 0;
    if (left > 0) this.#failNext.set(operation, left - 1);
    return left > 0;
  }

  delayNext(operation: Failable, ms: number): void {
    this.#delayNextMs.set(operation, ms);
  }

  /** Broken from outside; the next `verify` finds it and takes it again. */
  lose(): void {
    this.#isLost = this.#isHeld;
  }

  /** A key at the keyboard: read while the lock holds, nowhere otherwise. False when it was not read. */
  press(key: PanelKey): boolean {
    if (!this.#isHeld || this.#isLost) return false;
    this.#keys.emit(key);
    return true;
  }

  clearFaults(): void {
    this.#failNext.clear();
    this.#delayNextMs.clear();
    this.#isLost = false;
  }

  async #prove(): Promise<Result<LockProof, LockRefusal>> {
    await this.#delay('verify');
    const wasEngaging = this.#state.name === 'engaging';
    if (this.#isLost || this.#fails('verify')) {
      const code: LockRefusalCode = this.#isLost ? 'lock-lost' : 'lock-probe-missed';
      this.#isLost = false;
      if (!wasEngaging) this.#enter({ name: 'degraded', uncovered: ['keyboard'] });
      return refusal(code, 'simulated');
    }
    const attached = this.#parts.attached();
    const proof: LockProof = {
      kind: this.kind,
      how: attached.length === 0 ? 'nothing-attached' : 'probe-swallowed',
      verifiedAt: toInstant(this.#parts.clock.now()),
      attached: [...attached],
    };
    this.#enter({ name: 'locked', proof });
    return ok(proof);
  }

  async #delay(operation: Failable): Promise<void> {
    const ms = this.#delayNextMs.get(operation);
    this.#delayNextMs.delete(operation);
    if (ms !== undefined) await this.#parts.wait(ms);
  }

  #enter(state: LockState): void {
    this.#state = state;
    this.#states.emit(state);
  }
}

function refusal(
  code: LockRefusalCode,
  detail: string,
): { readonly ok: false; readonly refusal: LockRefusal } {
  return refuse({ code, detail });
}
