import type { Clock } from '../../shared/clock.ts';
import { toInstant } from '../../shared/clock.ts';
import { ok, refuse, type Result } from '../../shared/result.ts';
import type { LockProof } from '../../shared/session/entries.ts';
import type { HelperLink, LinkAnswer, LinkOrder } from './helper/helper-link.ts';
import { Emitter } from '../platform/emitter.ts';
import { SerialQueue } from '../platform/serial-queue.ts';
import type { InputLock, LockRefusal, LockState, PanelKey } from './lock.ts';
import type { Timers } from '../platform/timers.ts';
import type { Report } from '../platform/log.ts';

export type HelperLockParts = {
  /** What the helper holds the input with. */
  readonly kind: 'evdev' | 'windows';
  readonly link: HelperLink;
  readonly clock: Clock;
  readonly timers: Pick<Timers, 'wait'>;
  /** Names of the keyboards, pointers and touch panels attached now, for the proof. */
  readonly attached: () => readonly string[];
  readonly report: Report;
};

/** How long a release is retried while the helper cannot be reached. */
const RELEASE_TIMEOUT_MS = 5000;
const RECONNECT_MS = 100;
const ATTACHED_LIMIT = 50;
const NAME_LIMIT = 200;

/**
 * A lock held by a process of its own (R32): on Linux by grabbing every input device, so that neither desktop
 * nor text console nor SysRq receives anything; on Windows by hooks. The helper survives this process and stays
 * locked (R33); a station that restarts finds it held and only has to prove it.
 */
export class HelperLock implements InputLock {
  readonly #parts: HelperLockParts;
  readonly #keys: Emitter<PanelKey>;
  readonly #states: Emitter<LockState>;
  #state: LockState = { name: 'open' };
  /** Whether this station ordered the hold; a hold it merely found is not read before `engage`. */
  #isWanted = false;
  #isComingBack = false;
  readonly #queue = new SerialQueue();

  constructor(parts: HelperLockParts) {
    this.#parts = parts;
    this.#keys = new Emitter(parts.report);
    this.#states = new Emitter(parts.report);
    parts.link.onKey((key) => {
      if (this.#isWanted) this.#keys.emit(key);
    });
    parts.link.onUncovered((uncovered) => this.#onUncovered(uncovered));
    parts.link.onLost(() => this.#onLost());
  }

  get kind(): 'evdev' | 'windows' {
    return this.#parts.kind;
  }

  get state(): LockState {
    return this.#state;
  }

  /**
   * Takes over a hold that an earlier station ordered and never released: `degraded` until proven again, so
   * that the next `verify` proves it and the next `release` ends it.
   */
  adopt(): Promise<void> {
    return this.#queue.add(async () => {
      const answer = await this.#parts.link.order('verify');
      if (!answer.held) return;
      this.#isWanted = true;
      this.#enter({
        name: 'degraded',
        uncovered: ['held since before the station started; not verified again'],
      });
    });
  }

  engage(): Promise<Result<void, LockRefusal>> {
    return this.#queue.add(async () => {
      const wasHeld = this.#isWanted;
      if (!wasHeld) this.#enter({ name: 'engaging' });
      this.#isWanted = true;
      const proof = await this.#prove('engage');
      if (proof.ok) return ok(undefined);
      return proof;
    });
  }

  verify(): Promise<Result<LockProof, LockRefusal>> {
    return this.#queue.add(() =>
      this.#isWanted
        ? this.#prove('verify')
        : Promise.resolve(refuse({ code: 'lock-not-engaged', detail: 'the lock is open' })),
    );
  }

  release(): Promise<void> {
    return this.#queue.add(async () => {
      const deadlineMs = this.#parts.clock.monotonicMs() + RELEASE_TIMEOUT_MS;
      for (;;) {
        const answer = await this.#parts.link.order('release');
        if (answer.ok && !answer.held) break;
        if (this.#parts.clock.monotonicMs() >= deadlineMs) {
          const detail = answer.ok ? 'still held' : answer.refusal.detail;
          this.#parts.report('lock-release-failed', detail);
          return this.#enter({ name: 'degraded', uncovered: ['the order to release was not obeyed'] });
        }
        await this.#parts.timers.wait(RECONNECT_MS);
      }
      this.#isWanted = false;
      this.#enter({ name: 'open' });
    });
  }

  onKey(listener: (key: PanelKey) => void): () => void {
    return this.#keys.on(listener);
  }

  onState(listener: (state: LockState) => void): () => void {
    return this.#states.on(listener);
  }

  #enter(state: LockState): void {
    this.#state = state;
    this.#states.emit(state);
  }

  async #prove(order: Exclude<LinkOrder, 'release'>): Promise<Result<LockProof, LockRefusal>> {
    const answer: LinkAnswer = await this.#parts.link.order(order);
    if (answer.ok && answer.held && answer.proof !== null) {
      const proof: LockProof = {
        kind: this.kind,
        how: answer.proof.how,
        verifiedAt: toInstant(this.#parts.clock.now()),
        attached: this.#parts
          .attached()
          .slice(0, ATTACHED_LIMIT)
          .map((name) => name.slice(0, NAME_LIMIT)),
      };
      this.#enter({ name: 'locked', proof });
      return ok(proof);
    }
    const refusal: LockRefusal = answer.ok
      ? { code: 'lock-fault', detail: 'no proof was given' }
      : answer.refusal;
    // Restarted and unable to take hold: asking again proves nothing.
    if (order === 'verify' && refusal.code === 'lock-not-engaged') return this.#prove('engage');
    const isOpen = this.#state.name === 'engaging' && !answer.held;
    if (isOpen) {
      this.#isWanted = false;
      this.#enter({ name: 'open' });
    } else {
      this.#enter({ name: 'degraded', uncovered: refusal.detail.split('; ') });
    }
    return refuse(refusal);
  }

  #onUncovered(uncovered: readonly string[]): void {
    if (!this.#isWanted) return;
    if (uncovered.length === 0) {
      if (this.#state.name === 'degraded') void this.verify();
      return;
    }
    if (this.#state.name !== 'engaging') this.#enter({ name: 'degraded', uncovered });
  }

  /** The devices stay held, but what cannot be seen from here is no longer proven. */
  #onLost(): void {
    if (!this.#isWanted || this.#state.name === 'engaging') return;
    this.#enter({ name: 'degraded', uncovered: ['the helper that holds the devices is away'] });
    void this.#comeBack();
  }

  async #comeBack(): Promise<void> {
    if (this.#isComingBack) return;
    this.#isComingBack = true;
    try {
      await this.#tryAgain();
    } finally {
      this.#isComingBack = false;
    }
  }

  async #tryAgain(): Promise<void> {
    while (this.#isWanted && this.#state.name === 'degraded') {
      const again = await this.engage();
      if (again.ok || again.refusal.code !== 'lock-helper-lost') return;
      await this.#parts.timers.wait(RECONNECT_MS);
    }
  }
}
