import type { WebContentsView } from 'electron';
import { describe, expect, it } from 'vitest';
import { ok, type Result } from '../../shared/result.ts';
import type { Command, DecisionContext } from '../../shared/session/commands.ts';
import { evolve } from '../../shared/session/evolve.ts';
import { CONTEXT, NOW, PROOF, run, UNTIL_LEFT } from '../../shared/session/session.fixture.ts';
import type { InputLock } from '../lockout/lock.ts';
import { NO_EVIDENCE, type Meeting } from '../meeting/meeting.ts';
import { Reconciler } from './reconciler.ts';
import { Station } from './station.ts';

const nothing = (): Promise<void> => Promise.resolve();
const STAYED: readonly Command[] = [...UNTIL_LEFT.slice(0, -2), { type: 'stay' }];

/**
 * A visit whose meeting is open.
 * @param blocked when the block of input that a run asks for is answered; a run waits for it
 */
function world(commands: readonly Command[], blocked: () => Promise<Result<void, never>>) {
  let state = run(commands).state;
  let isOpen = true;
  const did: string[] = [];
  const view = {} as WebContentsView;
  const meeting: Meeting = {
    open: nothing,
    close: () => {
      isOpen = false;
      did.push('closed');
      return Promise.resolve();
    },
    rejoin: nothing,
    setSuspended: (suspended) => Promise.resolve(void did.push(suspended ? 'silenced' : 'resumed')),
    setDevices: nothing,
    setInputIgnored: nothing,
    state: { kind: 'in-meeting' },
    evidence: NO_EVIDENCE,
    get view() {
      return isOpen ? view : null;
    },
    onChange: () => () => undefined,
  };
  const lock: InputLock = {
    kind: 'simulated',
    state: { name: 'open' },
    engage: () => Promise.resolve(ok(undefined)),
    verify: () => Promise.resolve(ok(PROOF)),
    release: nothing,
    onKey: () => () => undefined,
    onState: () => () => undefined,
  };
  const station = new Station({
    journal: {
      get state() {
        return state;
      },
      append: (drafts) => {
        for (const draft of drafts) state = evolve(state, { ...draft, at: NOW + 60_000 });
        return [];
      },
    },
    context: (): DecisionContext => ({ ...CONTEXT, now: NOW + 60_000 }),
    report: () => undefined,
  });
  const reconciler = new Reconciler({
    station,
    lock,
    block: { engage: blocked, release: nothing },
    meeting,
    screens: {
      show: (_mode, _place, _view, isMeetingShown) => void did.push(isMeetingShown ? 'shown' : 'covered'),
    },
    hardware: { attached: [], troubles: [] },
    target: () => null,
    changes: { notify: () => undefined },
    report: () => undefined,
    timers: { after: () => () => undefined },
  });
  station.onRecorded(() => reconciler.reconcile());
  return { station, reconciler, did };
}

describe('R45: a suspension or a pause', () => {
  it.each([
    ['suspension', { type: 'suspend' }],
    ['pause', { type: 'pause', cause: 'count', note: '' }],
  ] as const)('covers and silences in the turn of the press: %s', (_what, command) => {
    const { station, did } = world(STAYED, () => Promise.resolve(ok(undefined)));
    expect(station.execute(command).ok).toBe(true);
    // Nothing was awaited since the press.
    expect(did.slice(0, 2)).toEqual(['covered', 'silenced']);
  });

  it('does not wait for a run that is held up by the lock', () => {
    const { station, reconciler, did } = world(UNTIL_LEFT.slice(0, -1), () => new Promise(() => undefined));
    reconciler.reconcile();
    expect(did).toEqual(['shown']);
    expect(station.execute({ type: 'suspend' }).ok).toBe(true);
    expect(did).toEqual(['shown', 'covered', 'silenced']);
  });
});
