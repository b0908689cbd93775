import { describe, expect, it } from 'vitest';
import { KEYBOARD } from '../../electron/station/monitors.fixture.ts';
import { Reconciler } from '../../electron/station/reconciler.ts';
import { Station } from '../../electron/station/station.ts';
import type { Meeting, MeetingState } from '../../electron/meeting/meeting.ts';
import type { Clock } from '../../shared/clock.ts';
import { ok } from '../../shared/result.ts';
import type { Command } from '../../shared/session/commands.ts';
import type { EntryDraft } from '../../shared/session/entries.ts';
import { evolve } from '../../shared/session/evolve.ts';
import { CONTEXT, run, UNTIL_LEFT } from '../../shared/session/session.fixture.ts';
import { Simulator } from './simulator.ts';

const CLOCK: Clock = { now: () => CONTEXT.now, monotonicMs: () => 0, status: () => 'synced' };
const UNTIL_CONFIRMED = UNTIL_LEFT.slice(0, -2);
const RETURN: Command = { type: 'pin-accepted', staff: 'staff-1', credential: 'c1', where: 'lock' };

/** A real station, reconciler and simulated lock; what happens is written down in one list, in order. */
function stage(before: readonly Command[]) {
  let state = run(before).state;
  const happened: string[] = [];
  const retries: (() => void)[] = [];
  const simulator = new Simulator({ clock: CLOCK, wait: () => Promise.resolve(), report: () => undefined });
  const station = new Station({
    journal: {
      get state() {
        return state;
      },
      append: (drafts: readonly EntryDraft[]) => {
        for (const draft of drafts) {
          happened.push(draft.type);
          state = evolve(state, { ...draft, at: CONTEXT.now });
        }
        return [];
      },
    },
    context: () => CONTEXT,
    report: () => undefined,
  });
  let meetingState: MeetingState = { kind: 'closed' };
  const note = (what: string): Promise<void> => {
    happened.push(what);
    return Promise.resolve();
  };
  const meeting: Meeting = {
    open: () => {
      meetingState = { kind: 'waiting' };
      return note('meeting opens');
    },
    close: () => {
      meetingState = { kind: 'closed' };
      return note('meeting closes');
    },
    rejoin: () => note('meeting rejoins'),
    setSuspended: (suspended) => note(suspended ? 'meeting silenced' : 'meeting heard'),
    setInputIgnored: () => Promise.resolve(),
    setDevices: () => Promise.resolve(),
    get state() {
      return meetingState;
    },
    get evidence() {
      return { ...CONTEXT.evidence, lastFlowAt: null, flowing: true } as Meeting['evidence'];
    },
    view: null,
    onChange: () => () => undefined,
  };
  const reconciler = new Reconciler({
    station,
    lock: simulator.lock,
    block: { engage: () => Promise.resolve(ok(undefined)), release: () => Promise.resolve() },
    meeting,
    screens: { show: (mode) => void note(`screen ${mode}`) },
    hardware: { attached: [KEYBOARD], troubles: [] },
    target: () => ({ href: 'https://example.webex.com/meet/room', displayName: '' }),
    changes: { notify: () => undefined },
    report: () => undefined,
    timers: {
      after(_ms, action) {
        retries.push(action);
        return () => undefined;
      },
    },
  });
  station.onRecorded(() => reconciler.reconcile());
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 200; turn += 1) await Promise.resolve();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { station, reconciler, simulator, happened, retries, settle, state: () => state };
}

describe('the reconciler', () => {
  it('locks first, proves it, and only then lets the facilitator leave', async () => {
    const { station, simulator, happened, settle, state } = stage(UNTIL_CONFIRMED);
    station.execute({ type: 'leave' });
    await settle();
    expect(simulator.lock.state.name).toBe('locked');
    expect(happened.filter((what) => !what.startsWith('screen') && !what.startsWith('meeting'))).toEqual([
      'lock.requested',
      'lock.verified',
      'facilitator.left',
    ]);
    expect(state().session?.phase).toBe('underway');
  });

  it('covers the screen before it touches the lock', async () => {
    const { station, happened, settle } = stage(UNTIL_CONFIRMED);
    station.execute({ type: 'leave' });
    await settle();
    expect(happened.indexOf('screen locking')).toBeGreaterThan(-1);
    expect(happened.indexOf('screen locking')).toBeLessThan(happened.indexOf('lock.verified'));
  });

  it.each(['engage', 'verify'] as const)(
    'goes back to the staff page when %s fails, and says why',
    async (operation) => {
      const { station, simulator, settle, state } = stage(UNTIL_CONFIRMED);
      simulator.lock.failNext(operation);
      station.execute({ type: 'leave' });
      await settle();
      expect(state().session).toMatchObject({ phase: 'connected', lock: null });
      expect(state().session?.lockFailure).not.toBeNull();
      expect(simulator.lock.state.name).toBe('open');
    },
  );

  it('opens the lock for staff who came back, and for nobody else', async () => {
    const { station, simulator, settle, happened } = stage(UNTIL_CONFIRMED);
    station.execute({ type: 'leave' });
    await settle();
    station.execute({ type: 'pin-refused', staff: 'lock', credential: 'lock', where: 'lock' });
    await settle();
    expect(simulator.lock.state.name).toBe('locked');
    station.execute(RETURN);
    await settle();
    expect(simulator.lock.state.name).toBe('open');
    expect(happened.at(-1)).not.toBe('lock.requested');
    expect(happened).toContain('lock.released');
  });

  it('after a restart locks again before anything else, and opens the meeting', async () => {
    const { reconciler, simulator, settle, happened } = stage([...UNTIL_LEFT, ...UNTIL_LEFT.slice(0, 1)]);
    reconciler.reconcile();
    await settle();
    expect(simulator.lock.state.name).toBe('locked');
    expect(happened.indexOf('lock.verified')).toBeLessThan(happened.indexOf('meeting opens'));
  });

  it('R33: never opens anything when a lock that must hold cannot be had: it tries again', async () => {
    const { reconciler, simulator, settle, happened, retries, state } = stage([
      ...UNTIL_LEFT,
      ...UNTIL_LEFT.slice(0, 1),
    ]);
    // It is tried again at once, and after that every two seconds.
    simulator.lock.failNext('engage');
    simulator.lock.failNext('engage');
    reconciler.reconcile();
    await settle();
    expect(happened).toContain('lock.failed');
    expect(happened).not.toContain('screen hidden');
    expect(state().session?.lock).not.toBeNull();
    expect(reconciler.lockTrouble).not.toBeNull();
    expect(retries).toHaveLength(1);
    retries[0]?.();
    await settle();
    expect(simulator.lock.state.name).toBe('locked');
    expect(reconciler.lockTrouble).toBeNull();
  });

  it('R45: closes a suspended meeting and joins it again', async () => {
    const { station, settle, happened, reconciler } = stage(UNTIL_CONFIRMED);
    reconciler.reconcile();
    await settle();
    station.execute({ type: 'suspend' });
    await settle();
    station.execute({ type: 'unsuspend', authority: 'Head' });
    await settle();
    expect(happened.filter((what) => what.startsWith('meeting'))).toEqual([
      'meeting opens',
      'meeting closes',
      'meeting opens',
    ]);
  });

  it('R45: opens no page after a restart while the visit is suspended', async () => {
    const { station, settle, happened, reconciler } = stage([...UNTIL_CONFIRMED, { type: 'suspend' }]);
    reconciler.reconcile();
    await settle();
    expect(happened).not.toContain('meeting opens');
    station.execute({ type: 'unsuspend', authority: 'Head' });
    await settle();
    expect(happened).toContain('meeting opens');
  });
});
