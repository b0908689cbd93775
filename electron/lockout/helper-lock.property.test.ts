import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HelperLink, LinkAnswer, LinkOrder } from './helper/helper-link.ts';
import { HelperLock } from './helper-lock.ts';
import type { LockState, PanelKey } from './lock.ts';

/**
 * The station's half of the lock over a helper that may refuse, lose cover, fall silent, die and return between
 * any two steps (R32, R33).
 */

const ROUND_MS = 100;
/** Longer than a release is retried. */
const ROUNDS = 60;
const FAULTS = ['refuses', 'loses the answer', 'gives no proof', 'cannot be reached'] as const;
type Fault = (typeof FAULTS)[number];

/** A helper at the other end of an ordered connection. */
class FakeHelper implements HelperLink {
  readonly faults = new Set<Fault>();
  isHeld = false;
  isCovered = true;
  /** Persisted: a helper that returns takes hold by itself. */
  isWanted = false;
  #uncovered: (uncovered: readonly string[]) => void = () => undefined;
  #lost: () => void = () => undefined;
  #line: Promise<unknown> = Promise.resolve();

  order(order: LinkOrder): Promise<LinkAnswer> {
    if (this.faults.has('cannot be reached')) return this.#delivered(() => LOST);
    const answer = this.#obey(order);
    if (!this.faults.has('loses the answer')) return this.#delivered(() => answer);
    const lost = this.#delivered(() => LOST);
    this.#tellLost();
    return lost;
  }

  onKey(): () => void {
    return () => undefined;
  }

  onUncovered(listener: (uncovered: readonly string[]) => void): () => void {
    this.#uncovered = listener;
    return () => undefined;
  }

  onLost(listener: () => void): () => void {
    this.#lost = listener;
    return () => undefined;
  }

  cover(isCovered: boolean): void {
    this.isCovered = isCovered;
    if (this.isHeld) void this.#delivered(() => this.#uncovered(isCovered ? [] : ['a device is not held']));
  }

  die(): void {
    this.isHeld = false;
    this.faults.add('cannot be reached');
    this.#tellLost();
  }

  comeBack(): void {
    this.faults.delete('cannot be reached');
    this.isHeld = this.isWanted;
  }

  #obey(order: LinkOrder): LinkAnswer {
    switch (order) {
      case 'engage':
        if (this.faults.has('refuses') && !this.isHeld) return refused('lock-device-busy', false);
        this.isHeld = true;
        this.isWanted = true;
        return this.#proof();
      case 'verify':
        return this.isHeld ? this.#proof() : refused('lock-not-engaged', false);
      case 'release':
        this.isHeld = false;
        this.isWanted = false;
        return { ok: true, held: false, proof: null };
    }
  }

  #proof(): LinkAnswer {
    if (!this.isCovered) return refused('lock-lost', true);
    if (this.faults.has('gives no proof')) return { ok: true, held: true, proof: null };
    return { ok: true, held: true, proof: { how: 'probe-swallowed', held: [] } };
  }

  #tellLost(): void {
    void this.#delivered(() => this.#lost());
  }

  #delivered<T>(what: () => T): Promise<T> {
    const delivered = this.#line.then(what);
    this.#line = delivered;
    return delivered;
  }
}

const LOST: LinkAnswer = {
  ok: false,
  held: false,
  refusal: { code: 'lock-helper-lost', detail: 'connection ended' },
};
function refused(code: 'lock-device-busy' | 'lock-lost' | 'lock-not-engaged', held: boolean): LinkAnswer {
  return { ok: false, held, refusal: { code, detail: 'a device is not held' } };
}

function build() {
  const helper = new FakeHelper();
  let nowMs = 0;
  let waiting: (() => void)[] = [];
  const lock = new HelperLock({
    kind: 'evdev',
    link: helper,
    clock: { now: () => nowMs, monotonicMs: () => nowMs, status: () => 'unsynced' },
    timers: {
      wait: () => new Promise<void>((resolve) => void waiting.push(resolve)),
    },
    attached: () => [],
    report: () => undefined,
  });
  const keys: PanelKey[] = [];
  lock.onKey((key) => keys.push(key));
  /** Until nothing more happens, or for longer than anything is retried. */
  const settle = async (): Promise<void> => {
    for (let round = 0; round < ROUNDS; round += 1) {
      await new Promise((resolve) => setImmediate(resolve));
      if (waiting.length === 0) return;
      nowMs += ROUND_MS;
      for (const resolve of waiting.splice(0)) resolve();
    }
    waiting = [];
  };
  return { helper, lock, settle };
}

describe('the lock machine, whatever the helper does', () => {
  const happening = fc.oneof(
    fc.constantFrom('engage', 'verify', 'release', 'adopt', 'uncovered', 'covered', 'dies', 'comes back'),
    fc.constantFrom(...FAULTS),
  );

  it('is never locked when something is not covered, and an order to release always frees in the end', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(happening, { minLength: 1, maxLength: 3 }), { maxLength: 12 }),
        async (steps) => {
          const { helper, lock, settle } = build();
          for (const together of steps) {
            const orders: Promise<unknown>[] = [];
            for (const one of together) {
              if (one === 'engage' || one === 'verify' || one === 'release' || one === 'adopt')
                orders.push(lock[one]());
              else if (one === 'uncovered' || one === 'covered') helper.cover(one === 'covered');
              else if (one === 'dies') helper.die();
              else if (one === 'comes back') helper.comeBack();
              else if (helper.faults.has(one)) helper.faults.delete(one);
              else helper.faults.add(one);
            }
            await settle();
            const { name }: LockState = lock.state;
            if (name === 'locked') expect([helper.isHeld, helper.isCovered]).toEqual([true, true]);
          }
          helper.faults.clear();
          helper.cover(true);
          const proven = lock.verify();
          await settle();
          // An order that was never released holds again as soon as possible.
          if ((await proven).ok) expect([lock.state.name, helper.isHeld]).toEqual(['locked', true]);
          else expect(lock.state.name).not.toBe('locked');
          // Somebody authorised returns, and the helper is reachable.
          const released = lock.release();
          await settle();
          await released;
          expect([lock.state.name, helper.isHeld, helper.isWanted]).toEqual(['open', false, false]);
          const engaged = lock.engage();
          await settle();
          await engaged;
          expect([lock.state.name, helper.isHeld]).toEqual(['locked', true]);
        },
      ),
      { numRuns: 500 },
    );
  });
});
