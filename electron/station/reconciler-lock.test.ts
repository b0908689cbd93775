import { describe, expect, it } from 'vitest';
import { ok, refuse } from '../../shared/result.ts';
import type { DecisionContext } from '../../shared/session/commands.ts';
import type { EntryDraft } from '../../shared/session/entries.ts';
import { evolve } from '../../shared/session/evolve.ts';
import { CONTEXT, NOW, PROOF, run, UNTIL_LEFT } from '../../shared/session/session.fixture.ts';
import type { InputLock, LockState } from '../lockout/lock.ts';
import { NO_EVIDENCE, type Meeting } from '../meeting/meeting.ts';
import { KEYBOARD } from './monitors.fixture.ts';
import { Reconciler } from './reconciler.ts';
import { Station } from './station.ts';

const nothing = (): Promise<void> => Promise.resolve();
const MEETING: Meeting = {
  open: nothing,
  close: nothing,
  rejoin: nothing,
  setSuspended: nothing,
  setDevices: nothing,
  setInputIgnored: nothing,
  state: { kind: 'closed' },
  evidence: NO_EVIDENCE,
  view: null,
  onChange: () => () => undefined,
};

/** A lock that holds for as long as the test says so. */
class FakeLock implements InputLock {
  readonly kind = 'simulated';
  state: LockState = { name: 'locked', proof: PROOF };
  holds = true;
  told: () => void = () => undefined;

  engage(): ReturnType<InputLock['engage']> {
    return Promise.resolve(ok(undefined));
  }

  verify(): ReturnType<InputLock['verify']> {
    this.enter(
      this.holds ? { name: 'locked', proof: PROOF } : { name: 'degraded', uncovered: ['the hooks are gone'] },
    );
    return Promise.resolve(
      this.holds ? ok(PROOF) : refuse({ code: 'lock-lost', detail: 'the hooks are gone' }),
    );
  }

  release(): Promise<void> {
    this.enter({ name: 'open' });
    return Promise.resolve();
  }

  onKey(): () => void {
    return () => undefined;
  }

  onState(): () => void {
    return () => undefined;
  }

  enter(state: LockState): void {
    this.state = state;
    this.told();
  }
}

function world() {
  let state = run(UNTIL_LEFT).state;
  const recorded: EntryDraft[] = [];
  const now = { now: NOW + 60_000 };
  const later: (() => void)[] = [];
  const station = new Station({
    journal: {
      get state() {
        return state;
      },
      append: (drafts) => {
        for (const draft of drafts) {
          recorded.push(draft);
          state = evolve(state, { ...draft, at: now.now });
        }
        return [];
      },
    },
    context: (): DecisionContext => ({ ...CONTEXT, now: now.now }),
    report: () => undefined,
  });
  const lock = new FakeLock();
  const reconciler = new Reconciler({
    station,
    lock,
    block: { engage: () => Promise.resolve(ok(undefined)), release: nothing },
    meeting: MEETING,
    screens: { show: () => undefined },
    hardware: { attached: [KEYBOARD], troubles: [] },
    target: () => null,
    changes: { notify: () => undefined },
    report: () => undefined,
    timers: {
      after(_ms, action) {
        later.push(action);
        return () => undefined;
      },
    },
  });
  lock.told = () => reconciler.lockChanged(lock.state);
  station.onRecorded(() => reconciler.reconcile());
  const facts = () =>
    recorded
      .filter((entry) => entry.type.startsWith('lock.'))
      .map((entry) => ({
        type: entry.type,
        gapMs: entry.type === 'lock.verified' ? entry.body.gapMs : undefined,
      }));
  /** Everything that is under way has come to its end. */
  const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  return { station, reconciler, lock, now, later, recorded, facts, settled, state: () => state };
}

describe('R33: a lock that is lost while nobody supervises', () => {
  it('is recorded at once, and with its length once it is proven again', async () => {
    const { lock, now, recorded, facts, settled, reconciler } = world();
    lock.holds = false;
    lock.enter({ name: 'degraded', uncovered: ['the helper that holds the devices is away'] });
    await settled();
    expect(recorded[0]).toMatchObject({
      type: 'lock.failed',
      body: { code: 'lock-lost', detail: 'the helper that holds the devices is away' },
    });
    expect(reconciler.lockTrouble).toBe('lock-lost');
    now.now += 560;
    lock.holds = true;
    lock.enter({ name: 'locked', proof: PROOF });
    await settled();
    expect(facts()).toEqual([
      { type: 'lock.failed', gapMs: undefined },
      { type: 'lock.verified', gapMs: 560 },
    ]);
    expect(reconciler.lockTrouble).toBeNull();
  });

  it('is tried for until it holds, and the visit stays locked meanwhile', async () => {
    const { lock, now, later, facts, settled, state } = world();
    lock.holds = false;
    lock.enter({ name: 'degraded', uncovered: ['the hooks are gone'] });
    for (let round = 0; round < 5; round += 1) {
      await settled();
      now.now += 2000;
      later.shift()?.();
    }
    await settled();
    expect(state().session?.supervision?.mode).toBe('unsupervised');
    expect(facts()).toEqual([{ type: 'lock.failed', gapMs: undefined }]);
    lock.holds = true;
    later.shift()?.();
    await settled();
    expect(facts().at(-1)).toEqual({ type: 'lock.verified', gapMs: 10_000 });
  });

  it('a lock that comes and goes each second does not fill the journal', async () => {
    const { lock, now, facts, settled } = world();
    for (let second = 0; second < 60; second += 1) {
      lock.enter({ name: 'degraded', uncovered: ['a window with more rights is in front'] });
      lock.enter({ name: 'locked', proof: PROOF });
      await settled();
      now.now += 1000;
    }
    expect(facts()).toHaveLength(12);
  });

  it('a suspension is recorded before, and its whole length as soon as the machine woke', async () => {
    const { reconciler, now, facts, settled } = world();
    reconciler.away('the machine was suspended');
    await settled();
    expect(facts()).toEqual([{ type: 'lock.failed', gapMs: undefined }]);
    now.now += 3_600_000;
    reconciler.back();
    await settled();
    expect(facts().at(-1)).toEqual({ type: 'lock.verified', gapMs: 3_600_000 });
    // The reading of the seconds notices it too, a moment later.
    now.now += 500;
    reconciler.lockLost('the station stood still', now.now - 3_600_500);
    await settled();
    expect(facts()).toHaveLength(2);
  });

  it('a suspension that never came ends with the next proof', async () => {
    const { reconciler, now, facts, settled } = world();
    reconciler.away('the machine was suspended');
    await settled();
    now.now += 10_000;
    await reconciler.proveAgain();
    await settled();
    expect(facts().at(-1)).toEqual({ type: 'lock.verified', gapMs: 10_000 });
  });

  it('is nothing to record while staff sit there', async () => {
    const { station, reconciler, lock, recorded, settled, now } = world();
    station.execute({ type: 'pin-accepted', staff: 'staff-1', credential: 'c1', where: 'lock' });
    await settled();
    recorded.length = 0;
    lock.enter({ name: 'degraded', uncovered: ['the hooks are gone'] });
    reconciler.lockLost('the machine was suspended', now.now);
    await settled();
    expect(recorded).toEqual([]);
  });
});
