import { describe, expect, it } from 'vitest';
import type { ScheduleRow } from '../sync/rows.ts';
import type { Command, DecisionContext } from './commands.ts';
import {
  ALL_MET,
  BOOKING,
  CHECKS,
  CONFIRM,
  CONTEXT,
  NOW,
  OPEN,
  POLICY,
  PROOF,
  run,
  SESSION_ID,
  SIGN_IN,
  SITE,
  UNTIL_LEFT,
} from './session.fixture.ts';

const withBooking = (change: Partial<ScheduleRow>): DecisionContext => ({
  ...CONTEXT,
  schedule: [{ ...BOOKING, ...change }],
});
const NOTHING_OBSERVED = { source: 'none', text: '', reportReference: '' } as const;
const COMPLETED: Command = {
  type: 'end',
  outcome: { name: 'completed', by: null, reason: '', notified: [] },
};
const RETURN: Command = { type: 'pin-accepted', staff: 'staff-1', credential: 'c1', where: 'lock' };
const HAND_OVER: Command = { type: 'hand-over', observations: NOTHING_OBSERVED, troubles: '', note: '' };

describe('a visit from sign-in to hand-over', () => {
  it('records every step in order, the lock proven before the facilitator leaves', () => {
    const { entries, refused } = run([...UNTIL_LEFT, RETURN, COMPLETED, HAND_OVER]);
    expect(refused).toEqual([]);
    expect(entries.map((entry) => entry.type)).toEqual([
      'station.started',
      'staff.signed-in',
      'session.opened',
      ...CHECKS.map(() => 'equipment.checked'),
      'settings.confirmed',
      'notice.shown',
      'notice.finished',
      'connection.started',
      'connection.confirmed',
      'lock.requested',
      'lock.verified',
      'facilitator.left',
      'facilitator.returned',
      'session.ended',
      'session.handed-over',
    ]);
  });

  it('leaves nobody signed in once the facilitator has left', () => {
    const { state } = run(UNTIL_LEFT);
    expect(state.signedIn).toBeNull();
    expect(state.session?.phase).toBe('underway');
    expect(state.session?.lock).toEqual(PROOF);
  });

  it('waits for its tracking entry, visibly, until it is completed', () => {
    const { state } = run([...UNTIL_LEFT, RETURN, COMPLETED, HAND_OVER]);
    expect(state.session).toBeNull();
    expect(Object.keys(state.waiting)).toEqual([SESSION_ID]);
    expect(state.bookings['booking-1']?.outcome).toBe('completed');
  });

  it('opens nothing unless a facilitator is signed in', () => {
    expect(run([OPEN]).refused).toEqual(['not-signed-in']);
    expect(run([{ ...SIGN_IN, staff: 'staff-2', credential: 'c2' } as Command, OPEN]).refused).toEqual([
      'role-missing',
    ]);
  });
});

describe('opening is refused', () => {
  const site = (change: Partial<typeof SITE>): DecisionContext => ({
    ...CONTEXT,
    sites: [{ ...SITE, ...change }],
  });
  const adultChild = { kind: 'adult-child', participants: BOOKING.participants } as const;
  const rows: readonly (readonly [string, string, DecisionContext, object?])[] = [
    ['a booking that is not on the schedule', 'booking-unknown', { ...CONTEXT, schedule: [] }],
    ['a cancelled booking', 'booking-cancelled', withBooking({ status: 'cancelled' })],
    [
      'while visits are suspended',
      'visits-suspended',
      { ...CONTEXT, policy: { ...POLICY, visitsSuspended: true } },
    ],
    ['where contact is restricted', 'contact-restricted', withBooking({ contactRestricted: true })],
    ['a site that the list does not know', 'site-unknown', { ...CONTEXT, sites: [] }],
    ['a site that was withdrawn', 'site-withdrawn', site({ authorized: false })],
    ['an adult child without the decision reference', 'reference-missing', withBooking(adultChild)],
    [
      'a Correctional Plan activity without approval',
      'reference-missing',
      withBooking({ kind: 'correctional-plan' }),
    ],
    [
      'another contact without authorization',
      'reference-missing',
      withBooking({ kind: 'community-contact' }),
    ],
    ['a minor child visit without a child', 'child-missing', withBooking({ participants: [] })],
    [
      'a minor child without an accompanying adult',
      'exception-unexplained',
      withBooking({ participants: BOOKING.participants.slice(0, 1) }),
    ],
    [
      'a child of full age as a minor child',
      'child-not-minor',
      withBooking({
        participants: BOOKING.participants.map((person) => ({ ...person, birthDate: '2000-01-01' })),
      }),
    ],
    [
      'checks of the adult that nobody answered',
      'people-checks-unanswered',
      CONTEXT,
      { answers: { adults: [], children: ALL_MET.children } },
    ],
    [
      'a kind that must say whether a privileged person takes part',
      'privileged-not-answered',
      withBooking({ kind: 'section-81-84', participants: [] }),
    ],
    ['an hour early without a reason', 'timing-reason-missing', { ...CONTEXT, now: NOW - 3_600_000 }],
  ];
  for (const [name, code, context, change] of rows) {
    it(`for ${name}`, () => {
      const { refused } = run([SIGN_IN, { ...OPEN, ...change }], context);
      expect(refused).toEqual([code]);
    });
  }

  it('but allowed early with a reason, which is recorded', () => {
    const early = { ...CONTEXT, now: NOW - 3_600_000 };
    const { state } = run([SIGN_IN, { ...OPEN, timingReason: 'The site called early' } as Command], early);
    expect(state.session?.timing).toEqual({ minutes: -60, reason: 'The site called early' });
  });

  it('twice for one booking', () => {
    const again = { ...OPEN, id: '0199a000-0000-7000-8000-00000000000b' } as Command;
    const { refused } = run([...UNTIL_LEFT, RETURN, COMPLETED, HAND_OVER, again]);
    expect(refused).toEqual(['booking-used']);
  });
});

describe('leaving', () => {
  const before = UNTIL_LEFT.slice(0, -2);
  const LEAVE: Command = { type: 'leave' };

  it.each([
    ['headset-missing', { headsetPresent: false }],
    ['webcam-missing', { webcamPresent: false }],
    ['lock-unsupported', { lockSupported: false }],
  ])('is refused with %s', (code, change) => {
    const { state } = run(before);
    expect(run([LEAVE], { ...CONTEXT, ...change }, state).refused).toEqual([code]);
  });

  it('does not ask for a webcam that neither station nor booking requires', () => {
    const context = { ...withBooking({ webcamRequired: false }), webcamPresent: false };
    expect(run([...before, LEAVE], context).refused).toEqual([]);
  });

  it('is impossible before the connection is confirmed', () => {
    const unconfirmed = UNTIL_LEFT.filter((command) => command !== CONFIRM);
    expect(run(unconfirmed).refused).toEqual(['connection-not-confirmed', 'lock-not-requested']);
  });

  it('waits for keyboards to be gone where the institution requires removal', () => {
    const context = { ...CONTEXT, policy: { ...POLICY, lockdownRequire: 'removed' as const } };
    const { state, refused } = run(UNTIL_LEFT, context);
    expect(refused).toEqual([]);
    expect(state.session).toMatchObject({ phase: 'locking', lock: null, lockWaitsFor: ['Example Keyboard'] });
    const removed = { ...PROOF, how: 'nothing-attached', attached: [] } as const;
    expect(
      run([{ type: 'lock-proven', proof: removed, gapMs: null }], context, state).state.session?.phase,
    ).toBe('underway');
  });

  it('falls back to the staff screen when the lock cannot be proven', () => {
    const failed: Command = { type: 'lock-failed', code: 'grab-refused', detail: 'keyboard' };
    const { state } = run([...UNTIL_LEFT.slice(0, -1), failed]);
    expect(state.session).toMatchObject({
      phase: 'connected',
      lock: null,
      lockFailure: { code: 'grab-refused' },
    });
  });
});

describe('a restart', () => {
  const START = UNTIL_LEFT[0] as Command;

  it('during an unsupervised visit keeps the lock and counts the time lost', () => {
    const { state } = run(UNTIL_LEFT);
    const after = run([START], { ...CONTEXT, now: NOW + 60_000 }, state);
    expect(after.entries.map((entry) => entry.type)).toEqual([
      'station.started',
      'session.recovered',
      'visit.interrupted',
    ]);
    expect(after.state.session?.lock).toEqual(PROOF);
    const back = run([{ type: 'resume', cause: 'restart' }], { ...CONTEXT, now: NOW + 75_000 }, after.state);
    expect(back.state.session?.lostMs).toBe(15_000);
  });

  it('signs everyone out', () => {
    const { state } = run([SIGN_IN, START]);
    expect(state.signedIn).toBeNull();
  });
});

describe('the lock panel', () => {
  it('lets another facilitator come back too', () => {
    const { state } = run(UNTIL_LEFT);
    const other = { ...RETURN, staff: 'staff-3', credential: 'c3' } as Command;
    expect(run([other], CONTEXT, state).state.session?.supervision).toEqual({
      mode: 'supervised',
      staff: 'staff-3',
    });
  });

  it('refuses someone who only completes the tracking sheet', () => {
    const { state } = run(UNTIL_LEFT);
    const tracking = { ...RETURN, staff: 'staff-2', credential: 'c2' } as Command;
    expect(run([tracking], CONTEXT, state).refused).toEqual(['role-missing']);
  });

  it('opens by the recovery code in the name of the person who left, and records what replaced the PIN', () => {
    const { state } = run(UNTIL_LEFT);
    const after = run([{ type: 'recovery-code-accepted' }], CONTEXT, state);
    expect(after.entries).toMatchObject([
      {
        type: 'facilitator.returned',
        actor: 'station',
        body: { staff: 'staff-1', by: 'recovery-code' },
      },
    ]);
    expect(after.state.session).toMatchObject({
      lock: null,
      supervision: { mode: 'supervised', staff: 'staff-1' },
    });
    expect(run([{ type: 'recovery-code-accepted' }], CONTEXT, after.state).refused).toEqual(['not-locked']);
    expect(run([{ type: 'recovery-code-accepted' }]).refused).toEqual(['not-locked']);
  });

  it('gives nobody anything while nothing is locked', () => {
    expect(run([SIGN_IN, OPEN, RETURN]).refused).toEqual(['not-locked']);
  });
});

describe('time lost', () => {
  it('counts once however many things failed together', () => {
    const { state } = run(UNTIL_LEFT);
    const at = (seconds: number, command: Command, from: typeof state) =>
      run([command], { ...CONTEXT, now: NOW + seconds * 1000 }, from).state;
    let now = at(100, { type: 'interrupt', cause: 'link-lost' }, state);
    now = at(110, { type: 'interrupt', cause: 'headset-gone' }, now);
    now = at(130, { type: 'resume', cause: 'link-lost' }, now);
    now = at(140, { type: 'resume', cause: 'headset-gone' }, now);
    expect(now.session?.lostMs).toBe(40_000);
  });
});

describe('a directive of the server', () => {
  const { state } = run(UNTIL_LEFT);
  const directive = (change: object): Command => ({
    type: 'obey',
    directive: {
      id: 'd-1',
      session: null,
      action: 'terminate',
      reason: { code: 'security', text: '' },
      authority: 'Institutional Head',
      issuedAt: '2026-11-22T18:40:00.000Z',
      expiresAt: '2026-11-22T20:00:00.000Z',
      ...change,
    },
  });

  it('terminates a visit that nobody supervises, and the lock stays', () => {
    const after = run([directive({})], CONTEXT, state);
    expect(after.entries.map((entry) => entry.type)).toEqual(['session.ended', 'directive.obeyed']);
    expect(after.state.session).toMatchObject({ phase: 'ended', mustInform: true, lock: PROOF });
    expect(run([directive({})], CONTEXT, after.state).refused).toEqual(['directive-answered']);
  });

  it.each([
    ['directive-expired', { expiresAt: '2026-11-22T18:00:00.000Z' }],
    ['directive-for-other-session', { session: 'someone-else' }],
    ['not-suspended', { action: 'resume' }],
  ])('is answered with %s', (code, change) => {
    const { entries } = run([directive(change)], CONTEXT, state);
    expect(entries).toMatchObject([{ type: 'directive.refused', body: { directive: 'd-1', code } }]);
  });

  it('opens the lock when it orders so, also after the end of the visit, and not twice', () => {
    const order = { action: 'release-lock' };
    const open = run([directive(order)], CONTEXT, state);
    expect(open.entries.map(({ type }) => type)).toEqual(['lock.opened-by-order', 'directive.obeyed']);
    expect(open.state.session).toMatchObject({ lock: null, supervision: { mode: 'awaited' } });
    expect(open.state.signedIn).toBeNull();
    expect(run([SIGN_IN], CONTEXT, open.state).state.session?.supervision).toEqual({
      mode: 'supervised',
      staff: 'staff-1',
    });
    const ended = run([directive({})], CONTEXT, state).state;
    expect(run([directive({ ...order, id: 'd-2' })], CONTEXT, ended).state.session?.lock).toBeNull();
    expect(run([directive({ ...order, id: 'd-3' })], CONTEXT, open.state).entries).toMatchObject([
      { type: 'directive.refused', body: { code: 'not-locked' } },
    ]);
  });

  it('suspends and resumes', () => {
    const suspended = run([directive({ action: 'suspend' })], CONTEXT, state);
    expect(suspended.state.session?.suspensions).toMatchObject([
      { authority: 'Institutional Head', until: null },
    ]);
    const resumed = run([directive({ id: 'd-2', action: 'resume' })], CONTEXT, suspended.state);
    expect(resumed.state.session?.suspensions).toMatchObject([{ until: expect.any(Number) }]);
  });
});

describe('ending', () => {
  const { state } = run([...UNTIL_LEFT, RETURN]);
  const end = (name: string, by: string | null, reason = ''): Command =>
    ({ type: 'end', outcome: { name, by, reason, notified: [] } }) as Command;

  it.each([
    ['no-show', 'visitor', 'outcome-impossible'],
    ['ended-early', null, 'outcome-party-missing'],
    ['completed', 'visitor', 'outcome-party-missing'],
    ['ended-early', 'staff', 'reason-missing'],
  ])('%s by %s is refused with %s', (name, by, code) => {
    expect(run([end(name, by)], CONTEXT, state).refused).toEqual([code]);
  });

  it('a termination asks for the duty to inform before the hand-over (CCRR 91(2))', () => {
    const ended = run(
      [end('terminated', 'institutional-head', 'Order of the Head'), HAND_OVER],
      CONTEXT,
      state,
    );
    expect(ended.refused).toEqual(['must-inform-first']);
    const inform: Command = { type: 'inform', inmate: true, visitor: true, representations: true, note: '' };
    expect(run([inform, HAND_OVER], CONTEXT, ended.state).refused).toEqual([]);
  });

  it('is refused while the lock holds: staff come back first', () => {
    expect(run([...UNTIL_LEFT, SIGN_IN, COMPLETED]).refused).toContain('still-locked');
  });

  it('a no-show needs no equipment, notice or connection', () => {
    expect(run([SIGN_IN, OPEN, end('no-show', 'visitor'), HAND_OVER]).refused).toEqual([]);
  });
});
