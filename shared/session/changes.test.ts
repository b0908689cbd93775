import { describe, expect, it } from 'vitest';
import type { ScheduleRow } from '../sync/rows.ts';
import { CHANGE_EFFECTS } from './changes.ts';
import type { Command, DecisionContext } from './commands.ts';
import type { ChangeName } from './entries.ts';
import {
  ALL_MET,
  BOOKING,
  CHECKS,
  CONFIRM,
  CONTEXT,
  OPEN,
  POLICY,
  PROOF,
  run,
  SIGN_IN,
  SITE,
  type Run,
} from './session.fixture.ts';
import type { StationState } from './state.ts';

/** A kind with a reference, so that every change can happen to one booking. */
const ROW: ScheduleRow = { ...BOOKING, kind: 'correctional-plan', reference: 'CP-2026-1' };
const OTHER_SITE = { ...SITE, id: 'site-b' };
const BEFORE: DecisionContext = { ...CONTEXT, schedule: [ROW], sites: [SITE, OTHER_SITE] };
const withRow = (change: Partial<ScheduleRow>): DecisionContext => ({
  ...BEFORE,
  schedule: [{ ...ROW, ...change }],
});

interface Row {
  readonly change: ChangeName;
  readonly context: DecisionContext;
  readonly refused: string;
}

const CHANGED: readonly Row[] = [
  {
    change: 'site-withdrawn',
    context: { ...BEFORE, sites: [{ ...SITE, authorized: false }] },
    refused: 'site-withdrawn',
  },
  {
    change: 'contact-restricted',
    context: withRow({ contactRestricted: true }),
    refused: 'contact-restricted',
  },
  { change: 'booking-cancelled', context: withRow({ status: 'cancelled' }), refused: 'booking-cancelled' },
  {
    change: 'visits-suspended',
    context: { ...BEFORE, policy: { ...POLICY, visitsSuspended: true } },
    refused: 'visits-suspended',
  },
  { change: 'reference-missing', context: withRow({ reference: null }), refused: 'reference-missing' },
  {
    change: 'time-moved',
    context: withRow({ startsAt: '2026-11-22T18:45:00.000Z', endsAt: '2026-11-22T19:45:00.000Z' }),
    refused: 'booking-changed',
  },
  { change: 'site-changed', context: withRow({ site: 'site-b' }), refused: 'booking-changed' },
  {
    change: 'staff-removed',
    context: { ...BEFORE, staff: CONTEXT.staff.filter(({ id }) => id !== 'staff-1') },
    refused: 'staff-removed',
  },
  {
    change: 'link-changed',
    context: withRow({ meeting: { url: 'https://example.webex.com/meet/other' } }),
    refused: 'booking-changed',
  },
  {
    change: 'approval-withdrawn',
    context: withRow({
      participants: ROW.participants.map((person) => ({ ...person, approvedVisitor: false })),
    }),
    refused: 'booking-changed',
  },
];

const START: Command = { type: 'start-station', appVersion: '0.0.0', platform: 'linux', build: 'production' };
const NOTE: Command = { type: 'note-changes' };
const LEAVE: Command = { type: 'leave' };
const STAY: Command = { type: 'stay' };
const CONNECT: Command = { type: 'connect' };
const SUSPEND: Command = { type: 'suspend' };
const PROVEN: Command = { type: 'lock-proven', proof: PROOF, gapMs: null };
const RESUMED: Command = { type: 'resume', cause: 'restart' };

/** The way to each phase, and the step that the change must keep from happening there. */
const STEPS: readonly Command[] = [
  START,
  SIGN_IN,
  { ...OPEN, privileged: false } as Command,
  ...CHECKS,
  { type: 'confirm-settings' },
  { type: 'show-notice' },
  { type: 'finish-notice', readAloud: true, questionsAnswered: true },
  CONNECT,
  CONFIRM,
];
const upTo = (type: Command['type']): readonly Command[] =>
  STEPS.slice(0, STEPS.findLastIndex((command) => command.type === type) + 1);
const after = (type: Command['type']): readonly Command[] =>
  STEPS.slice(STEPS.findLastIndex((command) => command.type === type) + 1);
const UNTIL_CONNECT = (type: Command['type']): readonly Command[] =>
  after(type).slice(0, after(type).indexOf(CONNECT) + 1);

interface PhaseRow {
  readonly phase: string;
  readonly way: readonly Command[];
  /** What staff try next; the last of it is refused. */
  readonly next: readonly Command[];
  /** Nobody sits beside her: the lock holds and staff are called. */
  readonly alone?: boolean;
}

const LOCKED = [...STEPS, LEAVE, PROVEN];
const PHASES: readonly PhaseRow[] = [
  { phase: 'opened', way: upTo('open-session'), next: UNTIL_CONNECT('open-session') },
  { phase: 'checked', way: upTo('confirm-settings'), next: UNTIL_CONNECT('confirm-settings') },
  { phase: 'notice', way: upTo('finish-notice'), next: [CONNECT] },
  { phase: 'connecting', way: upTo('connect'), next: [CONFIRM] },
  { phase: 'connected', way: STEPS, next: [LEAVE] },
  { phase: 'connected, staying', way: STEPS, next: [STAY] },
  { phase: 'leaving', way: [...STEPS, LEAVE], next: [LEAVE] },
  { phase: 'under way supervised', way: [...STEPS, STAY], next: [LEAVE] },
  { phase: 'under way locked', way: LOCKED, next: [], alone: true },
  { phase: 'suspended', way: [...STEPS, STAY, SUSPEND], next: [] },
  { phase: 'after a crash', way: [...LOCKED, START], next: [], alone: true },
];

/** Whoever may sign in after a restart: the same facilitator, or a colleague where she is off the list. */
function signInAgain({ change }: Row): Command {
  return change === 'staff-removed'
    ? { type: 'pin-accepted', staff: 'staff-3', credential: 'c3', where: 'sign-in' }
    : SIGN_IN;
}

/** The change arrives while everything runs, or while the station is down. */
function arrive(row: Row, { way, alone }: PhaseRow, how: 'by feed' | 'over a restart'): Run {
  const { state, refused } = run(way, BEFORE);
  expect(refused).toEqual([]);
  if (how === 'by feed') return run([NOTE], row.context, state);
  const started = run([START, NOTE, RESUMED], row.context, state);
  return alone === true || started.state.session?.phase === 'locking'
    ? started
    : run([signInAgain(row)], row.context, started.state);
}

const RETURN = (staff: string): Command => ({
  type: 'pin-accepted',
  staff,
  credential: staff === 'staff-1' ? 'c1' : 'c3',
  where: 'lock',
});
const ACCEPT = { type: 'accept-changes', answers: ALL_MET, authority: 'Head', reason: 'Known' } as const;

describe.each(['by feed', 'over a restart'] as const)('R13, R15: what changes %s', (how) => {
  describe.each(CHANGED)('$change', (row) => {
    const effect = CHANGE_EFFECTS[row.change];

    it.each(PHASES)('when $phase', (phase) => {
      const { state, entries } = arrive(row, phase, how);
      // A colleague who signs in after a restart has taken over already.
      const relieved = row.change === 'staff-removed' && state.signedIn?.staff === 'staff-3';
      // Shown at once, in every phase.
      if (!relieved) expect(state.session?.changes).toContain(row.change);
      if (phase.alone === true) {
        expect(state.session?.lock).toEqual(PROOF);
        expect(entries).toContainEqual(
          expect.objectContaining({ type: 'assistance.requested', body: { how: 'change' } }),
        );
        joinsAgainOnlyWhereItMay(row, state);
        const back = run(
          [RETURN(row.change === 'staff-removed' ? 'staff-3' : 'staff-1')],
          row.context,
          state,
        );
        expect(back.refused).toEqual([]);
        if (row.change === 'staff-removed') return;
        const lapsed = run([{ type: 'resume', cause: 'restart' }, CONFIRM, LEAVE], row.context, back.state);
        expect(lapsed.refused).toContain(row.refused);
        return;
      }
      if (phase.phase === 'suspended') {
        const resumed = run([{ type: 'unsuspend', authority: 'Head' }], row.context, state);
        expect(resumed.refused).toEqual(effect === 'stop' ? [row.refused] : []);
        expect(run([LEAVE], row.context, state).refused).toEqual(['visit-on-hold']);
        return;
      }
      if (phase.phase === 'leaving') expect(state.session?.phase).toBe('connected');
      if (state.signedIn === null) return;
      const tried = run(phase.next, row.context, state);
      // A confirmation that lapsed over a restart is asked for too; the change comes first.
      if (!relieved) expect(tried.refused.at(0)).toBe(row.refused);
      expect(tried.state.session?.lock).toBeNull();
    });
  });
});

/** What was confirmed may be joined again by the station itself, unless something stops the visit. */
function joinsAgainOnlyWhereItMay(row: Row, state: StationState): void {
  const joined = run([{ type: 'rejoin' }], row.context, state);
  expect(joined.refused).toEqual(CHANGE_EFFECTS[row.change] === 'stop' ? [row.refused] : []);
}

describe('R15: a change that staff can take over', () => {
  const accepted = CHANGED.filter(({ change }) => CHANGE_EFFECTS[change] === 'accept');

  it.each(accepted)('$change: looked at, taken over, and the visit goes on', ({ context }) => {
    const { state } = run([...STEPS, NOTE], context, run(STEPS, BEFORE).state);
    const done = run([ACCEPT, CONFIRM, LEAVE, PROVEN], context, state);
    expect(done.state.session).toMatchObject({ changes: [], phase: 'underway', lock: PROOF });
    expect(done.state.session?.booking.meeting.url).toBe(context.schedule[0]?.meeting.url);
  });

  it('a withdrawn approval takes authority and reason', () => {
    const { context } = CHANGED.find(({ change }) => change === 'approval-withdrawn') ?? { context: BEFORE };
    const { state } = run(STEPS, BEFORE);
    expect(run([{ ...ACCEPT, authority: '' }], context, state).refused).toEqual(['exception-unexplained']);
    expect(run([ACCEPT], context, state).state.session?.exception).toEqual({
      names: ['adult-approval', 'child-approval'],
      authority: 'Head',
      reason: 'Known',
    });
  });

  it('another site or link has to be confirmed before anybody leaves', () => {
    const { context } = CHANGED.find(({ change }) => change === 'link-changed') ?? { context: BEFORE };
    const { state } = run(STEPS, BEFORE);
    expect(run([ACCEPT, LEAVE], context, state).refused).toEqual(['confirm-again']);
  });

  it('a time that moved takes the end of the visit with it', () => {
    const { context } = CHANGED.find(({ change }) => change === 'time-moved') ?? { context: BEFORE };
    const { state } = run(STEPS, BEFORE);
    expect(run([ACCEPT], context, state).state.session?.endsAt).toBe(Date.parse('2026-11-22T19:45:00.000Z'));
  });

  it('there is nothing to take over while nothing has changed, and no stop can be taken over', () => {
    const { state } = run(STEPS, BEFORE);
    expect(run([ACCEPT], BEFORE, state).refused).toEqual(['nothing-to-accept']);
    expect(run([ACCEPT], withRow({ status: 'cancelled' }), state).refused).toEqual(['nothing-to-accept']);
  });
});

describe('R7: staff who are taken off the list', () => {
  const { context } = CHANGED.find(({ change }) => change === 'staff-removed') ?? { context: BEFORE };
  const RELIEVE: Command = { type: 'pin-accepted', staff: 'staff-3', credential: 'c3', where: 'relief' };

  it('can still end what they began, and a colleague takes over with her own PIN', () => {
    const { state } = run([...STEPS, STAY], BEFORE);
    const end: Command = {
      type: 'end',
      outcome: { name: 'completed', by: null, reason: '', notified: [] },
    };
    expect(run([end], context, state).refused).toEqual([]);
    const relieved = run([RELIEVE, LEAVE, PROVEN], context, state);
    expect(relieved.refused).toEqual([]);
    expect(relieved.entries[0]).toMatchObject({
      type: 'supervision.relieved',
      actor: 'staff-3',
      body: { from: 'staff-1', to: 'staff-3' },
    });
    expect(relieved.state.session).toMatchObject({
      responsibles: ['staff-1', 'staff-3'],
      supervision: { mode: 'unsupervised', leftBy: 'staff-3' },
    });
  });

  it('relieve nobody who is not there, not themselves, and not through the lock', () => {
    const { state } = run([...STEPS, STAY], BEFORE);
    const itself = { ...RELIEVE, staff: 'staff-1', credential: 'c1' } as Command;
    expect(run([itself], BEFORE, state).refused).toEqual(['signed-in-already']);
    expect(run([RELIEVE], BEFORE, run(LOCKED, BEFORE).state).refused).toEqual(['not-signed-in']);
    const tracking = { ...RELIEVE, staff: 'staff-2', credential: 'c2' } as Command;
    expect(run([tracking], BEFORE, state).refused).toEqual(['role-missing']);
  });
});

describe('what nothing has changed about', () => {
  it('is noted nowhere, and what is lifted again is', () => {
    const { state } = run(STEPS, BEFORE);
    expect(run([NOTE], BEFORE, state).refused).toEqual(['nothing-changed']);
    const stopped = run([NOTE], withRow({ contactRestricted: true }), state);
    expect(run([NOTE, LEAVE, PROVEN], BEFORE, stopped.state).refused).toEqual([]);
  });

  it('a schedule that no longer lists a visit under way stops it no more, but none begins from it', () => {
    const cleared = { ...BEFORE, schedule: [] };
    expect(run([NOTE], cleared, run(STEPS, BEFORE).state).refused).toEqual(['nothing-changed']);
    const early = run(upTo('finish-notice'), BEFORE).state;
    expect(run([CONNECT], cleared, early).refused).toEqual(['booking-removed']);
  });
});
