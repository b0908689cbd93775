import { expect, it } from 'vitest';
import type { StationState } from '../../shared/session/state.ts';
import { CONTEXT, OPEN, run, SIGN_IN } from '../../shared/session/session.fixture.ts';
import type { InputLock } from '../lockout/lock.ts';
import { NO_EVIDENCE, type Meeting } from '../meeting/meeting.ts';
import type { ScreenMode } from '../windows/layout.ts';
import { Reconciler } from './reconciler.ts';
import { Station } from './station.ts';

const TRIAL = { href: 'https://sample.webex.com/meet/trial', displayName: 'Sample' };
const nothing = (): Promise<void> => Promise.resolve();

function world() {
  let state: StationState = run([SIGN_IN]).state;
  const did: string[] = [];
  const modes: ScreenMode[] = [];
  const meeting: Meeting = {
    open: (target) => Promise.resolve(void did.push(`open ${target.href}`)),
    close: () => Promise.resolve(void did.push('close')),
    rejoin: nothing,
    setSuspended: nothing,
    setDevices: nothing,
    setInputIgnored: nothing,
    state: { kind: 'closed' },
    evidence: NO_EVIDENCE,
    view: null,
    onChange: () => () => undefined,
  };
  const lock: InputLock = {
    kind: 'simulated',
    state: { name: 'open' },
    engage: () => Promise.reject(new Error('no lock is asked for')),
    verify: () => Promise.reject(new Error('no lock is asked for')),
    release: nothing,
    onKey: () => () => undefined,
    onState: () => () => undefined,
  };
  const station = new Station({
    journal: {
      get state() {
        return state;
      },
      append: () => [],
    },
    context: () => CONTEXT,
    report: () => undefined,
  });
  const reconciler = new Reconciler({
    station,
    lock,
    meeting,
    block: { engage: () => Promise.reject(new Error('nothing is blocked')), release: nothing },
    screens: { show: (mode) => void modes.push(mode) },
    hardware: { attached: [], troubles: [] },
    target: () => null,
    changes: { notify: () => undefined },
    report: () => undefined,
    timers: { after: () => () => undefined },
  });
  return {
    did,
    reconciler,
    mode: () => modes.at(-1),
    async settle(next: StationState = state) {
      state = next;
      reconciler.reconcile();
      for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
    },
  };
}

it('opens the meeting of a trial once, in the place of a visit’s, and closes it on request', async () => {
  const { did, mode, reconciler, settle } = world();
  reconciler.tryMeeting(TRIAL);
  await settle();
  await settle();
  expect(did).toEqual([`open ${TRIAL.href}`]);
  expect(mode()).toBe('trial');
  expect(reconciler.isTrying).toBe(true);
  reconciler.tryMeeting(null);
  await settle();
  expect(did).toEqual([`open ${TRIAL.href}`, 'close']);
  expect(mode()).toBe('hidden');
});

it.each([
  ['a session opens', run([SIGN_IN, OPEN]).state],
  ['nobody is signed in any more', { ...run([SIGN_IN]).state, signedIn: null }],
])('ends the trial when %s, and does not take it up again', async (_, next) => {
  const { did, mode, reconciler, settle } = world();
  reconciler.tryMeeting(TRIAL);
  await settle();
  await settle(next);
  expect(did).toEqual([`open ${TRIAL.href}`, 'close']);
  expect(mode()).toBe('hidden');
  await settle(run([SIGN_IN]).state);
  expect(did).toEqual([`open ${TRIAL.href}`, 'close']);
  expect(reconciler.isTrying).toBe(false);
});
