import { describe, expect, it } from 'vitest';
import type { ScheduleRow } from '../sync/rows.ts';
import { SAMPLE_ROW } from '../tracking/tracking.fixture.ts';
import type { Command, DecisionContext } from './commands.ts';
import { CHECK_NAMES, ENTRY_BODIES, PAUSE_CAUSES, type CheckName } from './entries.ts';
import { isFps, isSameInmate, normalizeFps } from './fps.ts';
import {
  ALL_MET,
  BOOKING,
  CONFIRM,
  CONTEXT,
  NOBODY_CHECKED,
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
import { INITIAL_STATE, suspensionOf, type StationState } from './state.ts';
import { decide } from './decide.ts';
import { leavingGates } from './decide-supervision.ts';
import { extensionOffer } from './time-accounts.ts';

/** The rules of the second edition, each where it counts. */

const at = (seconds: number, change: Partial<DecisionContext> = {}): DecisionContext => ({
  ...CONTEXT,
  ...change,
  now: NOW + seconds * 1000,
});
const withRow = (change: Partial<ScheduleRow>): DecisionContext => ({
  ...CONTEXT,
  schedule: [{ ...BOOKING, ...change }],
});
const upTo = (type: Command['type']): readonly Command[] =>
  UNTIL_LEFT.slice(0, UNTIL_LEFT.findLastIndex((command) => command.type === type) + 1);
const LEAVE: Command = { type: 'leave' };
const STAY: Command = { type: 'stay' };
const LOST: Command = { type: 'interrupt', cause: 'link-lost' };
const BACK: Command = { type: 'resume', cause: 'link-lost' };
const RETURN: Command = { type: 'pin-accepted', staff: 'staff-1', credential: 'c1', where: 'lock' };
const DOWN = { ...CONTEXT, linkUp: false };
const end = (name: string, by: string | null = null, reason = ''): Command =>
  ({ type: 'end', outcome: { name, by, reason, notified: [] } }) as Command;
const HAND_OVER: Command = {
  type: 'hand-over',
  observations: { source: 'none', text: '', reportReference: '' },
  troubles: '',
  note: '',
};
const INFORM = { type: 'inform', inmate: true, visitor: true, representations: true, note: '' } as const;
const confirmed = run(upTo('confirm-connection')).state;
const supervised = run([...upTo('confirm-connection'), STAY]).state;
const locked = run(UNTIL_LEFT).state;

describe('R40: the connection counts when it counts', () => {
  it('is not confirmed while the meeting is still opening', () => {
    const { state } = run(upTo('connect'));
    expect(run([CONFIRM], DOWN, state).refused).toEqual(['meeting-not-joined']);
  });

  it('is not left while it is down, nor after it was lost without confirming again', () => {
    expect(run([LEAVE], DOWN, confirmed).refused).toEqual(['link-down']);
    expect(run([LOST, LEAVE], CONTEXT, confirmed).refused).toEqual(['link-down']);
    expect(run([LOST, BACK, LEAVE], CONTEXT, confirmed).refused).toEqual(['confirm-again']);
    const mended = run([LOST, BACK, CONFIRM, LEAVE], CONTEXT, confirmed);
    expect(mended.refused).toEqual([]);
    expect(mended.state.session?.phase).toBe('locking');
  });

  it('keeps a facilitator who is about to leave when the link goes', () => {
    const leaving = run([LEAVE], CONTEXT, confirmed).state;
    const { state, entries } = run([LOST], CONTEXT, leaving);
    expect(entries.map(({ type }) => type)).toEqual(['visit.interrupted', 'lock.failed']);
    expect(state.session).toMatchObject({ phase: 'connected', lock: null });
    const proven = run([{ type: 'lock-proven', proof: PROOF, gapMs: null }], DOWN, leaving);
    expect(proven.entries).toMatchObject([{ type: 'lock.failed', body: { code: 'link-lost' } }]);
    expect(proven.state.session).toMatchObject({ phase: 'connected', lock: null });
  });

  it('asks again after a visit that was supervised, suspended or joined again', () => {
    expect(run([LOST, BACK, LEAVE], CONTEXT, supervised).refused).toEqual(['confirm-again']);
    const resumed = run([{ type: 'suspend' }, { type: 'unsuspend', authority: 'Head' }], CONTEXT, supervised);
    expect(run([LEAVE], CONTEXT, resumed.state).refused).toEqual(['confirm-again']);
    expect(run([{ type: 'connect' }, LEAVE], CONTEXT, supervised).refused).toEqual(['confirm-again']);
  });

  it.each(['identityChecked', 'earlyEndExplained', 'siteSeenAndHeard', 'bookedSite'])(
    'needs %s',
    (member) => {
      const { state } = run(upTo('connect'));
      const incomplete = { ...CONFIRM, [member]: false } as Command;
      expect(run([incomplete], CONTEXT, state).refused).toEqual(['confirmation-incomplete']);
    },
  );
});

describe('R4: a failed check bars only what it makes impossible', () => {
  const fail = (check: CheckName): Command => ({
    type: 'record-check',
    check,
    result: { verdict: 'fail', detail: '' },
  });
  const checked = run(upTo('record-check')).state;
  const SETTLE: Command = { type: 'confirm-settings' };

  it.each(CHECK_NAMES)('%s', (check) => {
    const override: Command = { type: 'override-check', check, reason: 'Known to IT' };
    const failed = run([fail(check)], CONTEXT, checked).state;
    const plain = run([SETTLE], CONTEXT, failed).refused;
    const overridden = run([override, SETTLE], CONTEXT, failed);
    if (['headset', 'microphone', 'sound'].includes(check)) {
      expect(plain).toEqual(['check-failed']);
      expect(overridden.refused).toEqual(['not-overridable', 'check-failed']);
    } else if (['network', 'clock', 'disk', 'webcam'].includes(check)) {
      expect(plain).toEqual(['check-failed']);
      expect(overridden.refused).toEqual([]);
      expect(overridden.state.session?.overrides).toEqual({ [check]: 'Known to IT' });
    } else {
      expect(plain).toEqual([]);
    }
  });

  it('an override takes a reason, a failed check, and ends when the check passes', () => {
    const reasonless: Command = { type: 'override-check', check: 'clock', reason: ' ' };
    expect(run([fail('clock'), reasonless], CONTEXT, checked).refused).toEqual(['reason-missing']);
    const early: Command = { type: 'override-check', check: 'clock', reason: 'x' };
    expect(run([early], CONTEXT, checked).refused).toEqual(['check-not-failed']);
    const pass: Command = { type: 'record-check', check: 'clock', result: { verdict: 'pass', detail: '' } };
    expect(run([fail('clock'), early, pass], CONTEXT, checked).state.session?.overrides).toEqual({});
  });

  it('a visit without a lock is supervised', () => {
    const context = { ...CONTEXT, lockSupported: false };
    const commands = UNTIL_LEFT.map((command) =>
      command.type === 'record-check' && command.check === 'lock' ? fail('lock') : command,
    );
    const { state, refused } = run([...commands.slice(0, -2), STAY], context);
    expect(refused).toEqual([]);
    expect(state.session?.supervision).toEqual({ mode: 'supervised', staff: 'staff-1' });
    expect(run([LEAVE], context, state).refused).toEqual(['lock-unsupported']);
  });

  it('a second display keeps the facilitator', () => {
    const two = run([{ type: 'interrupt', cause: 'second-display' }], CONTEXT, confirmed).state;
    expect(run([LEAVE], CONTEXT, two).refused).toEqual(['second-display']);
  });
});

describe('R10, R12: who is of age', () => {
  const child = (birthDate: string | null) => ({
    role: 'child' as const,
    name: 'Sample, Birch',
    birthDate,
    approvedVisitor: true,
  });
  const adultChild = (...births: readonly (string | null)[]): DecisionContext =>
    withRow({ kind: 'adult-child', reference: 'VRB-1', participants: births.map(child) });
  const open = (children: number, more: object = {}): Command =>
    ({
      ...OPEN,
      answers: { adults: [], children: Array.from({ length: children }, () => ALL_MET.children[0]) },
      ...more,
    }) as Command;

  it('refuses an adult child born 2019', () => {
    expect(run([SIGN_IN, open(1)], adultChild('2019-04-30')).refused).toEqual(['child-not-adult']);
    expect(run([SIGN_IN, open(1)], adultChild('2000-04-30')).refused).toEqual([]);
    expect(run([SIGN_IN, open(1)], adultChild(null)).refused).toEqual([]);
  });

  it('asks authority and reason for a minor beside an adult child, and in every kind, without an adult', () => {
    const mixed = adultChild('2000-04-30', '2019-04-30');
    expect(run([SIGN_IN, open(2)], mixed).refused).toEqual(['exception-unexplained']);
    const allowed = open(2, { authority: 'Head', reason: 'Agreed' });
    const { state } = run([SIGN_IN, allowed], mixed);
    expect(state.session?.exception).toEqual({
      names: ['minor-without-adult'],
      authority: 'Head',
      reason: 'Agreed',
    });
    const welfare = withRow({ kind: 'child-welfare', participants: [child('2019-04-30')] });
    expect(run([SIGN_IN, open(1, { privileged: false })], welfare).refused).toEqual([
      'exception-unexplained',
    ]);
  });
});

describe('R11: each check is answered by itself, for every adult and child', () => {
  const second = {
    ...BOOKING.participants[1],
    name: 'Sample, Willow',
  } as ScheduleRow['participants'][number];
  const two = withRow({ participants: [...BOOKING.participants, second] });
  const answers = (adult: object) => ({
    ...ALL_MET,
    adults: [ALL_MET.adults[0], { ...ALL_MET.adults[0], ...adult }],
  });

  it('a second adult is checked like the first', () => {
    expect(run([SIGN_IN, OPEN], two).refused).toEqual(['people-checks-unanswered']);
    const unanswered = { ...OPEN, answers: answers({ approvedVisitor: null }) } as Command;
    expect(run([SIGN_IN, unanswered], two).refused).toEqual(['people-checks-unanswered']);
    const { state } = run([SIGN_IN, { ...OPEN, answers: answers({}) } as Command], two);
    expect(state.session?.adults.map(({ name }) => name)).toEqual(['Sample, Cedar', 'Sample, Willow']);
  });

  it('a check that is not met asks for authority and reason', () => {
    const command = { ...OPEN, answers: answers({ majority: false }) } as Command;
    expect(run([SIGN_IN, command], two).refused).toEqual(['exception-unexplained']);
    const explained = { ...command, authority: 'Head', reason: 'Seen in person' } as Command;
    expect(run([SIGN_IN, explained], two).state.session?.exception?.names).toEqual(['adult-majority']);
  });

  it('does not accept what the records do not have, no matter who ticks it', () => {
    const context = withRow({
      participants: BOOKING.participants.map((person) => ({ ...person, approvedVisitor: false })),
    });
    expect(run([SIGN_IN, OPEN], context).refused).toEqual(['exception-unexplained']);
  });
});

describe('R8: a session opened by mistake', () => {
  const MISTAKEN: Command = { type: 'close-mistaken' };

  it('frees the booking and leaves nothing for the sheet', () => {
    const { state, refused } = run([SIGN_IN, OPEN, MISTAKEN]);
    expect(refused).toEqual([]);
    expect(state).toMatchObject({ session: null, waiting: {}, bookings: {} });
    const again = { ...OPEN, id: '0199a000-0000-7000-8000-00000000000b' } as Command;
    expect(run([again], CONTEXT, state).refused).toEqual([]);
  });

  it('is one no more once the notice was shown', () => {
    expect(run([...upTo('show-notice'), MISTAKEN]).refused).toEqual(['notice-begun']);
  });
});

describe('R9: a visit that is refused', () => {
  const record = (outcome: object, authority = 'Head'): Command =>
    ({ type: 'record-not-held', id: SESSION_ID, booking: 'booking-1', outcome, authority }) as Command;
  const REFUSED = record({ name: 'refused', by: 'site', reason: 'Turned away', notified: ['visitor'] });

  it('is recorded with its reason, and inmate and visitor are informed before it is handed over', () => {
    const restricted = withRow({ contactRestricted: true });
    const { state, refused } = run([SIGN_IN, REFUSED, HAND_OVER], restricted);
    expect(refused).toEqual(['must-inform-first']);
    expect(state.session).toMatchObject({ phase: 'ended', mustInform: true, authority: 'Head' });
    const over = run([INFORM, HAND_OVER], restricted, state);
    expect(over.refused).toEqual([]);
    expect(over.state.waiting[SESSION_ID]?.session.outcome?.name).toBe('refused');
    expect(over.state.bookings['booking-1']?.outcome).toBe('refused');
  });

  it.each([
    ['no-show', 'visitor', '', []],
    ['cancelled', 'staff', 'The site is closed', []],
    ['refused', 'staff', '', ['reason-missing']],
    ['refused', 'visitor', 'x', ['outcome-party-missing']],
    ['completed', null, '', ['outcome-impossible']],
  ])('%s by %s because “%s”: %j', (name, by, reason, codes) => {
    const command = record({ name, by, reason, notified: ['visitor', 'site'] });
    expect(run([SIGN_IN, command]).refused).toEqual(codes);
  });

  it('is not recorded twice, nor beside an open session', () => {
    expect(run([SIGN_IN, OPEN, REFUSED]).refused).toEqual(['session-underway']);
    const { state } = run([SIGN_IN, REFUSED, INFORM, HAND_OVER]);
    const again = { ...REFUSED, id: '0199a000-0000-7000-8000-00000000000b' } as Command;
    expect(run([again], CONTEXT, state).refused).toEqual(['booking-used']);
  });
});

describe('From the field (R15): one inmate, however her number is written', () => {
  const schedule = [
    { ...BOOKING, inmate: { name: 'Example, Aspen', fps: '123456A' }, contactRestricted: true },
  ];
  const byHand = (fps: string): Command => ({
    type: 'open-walk-up',
    id: SESSION_ID,
    booking: { ...BOOKING, id: 'walk-up-1', inmate: { name: 'Example, Aspen', fps } },
    privileged: null,
    answers: ALL_MET,
    authority: '',
    reason: '',
    section93: false,
  });

  it.each([
    ['123456A', 'contact-restricted'],
    ['123 456A', 'contact-restricted'],
    ['123456 A', 'contact-restricted'],
    ['123-456A', 'contact-restricted'],
    ['#123456A', 'contact-restricted'],
    ['0123456A', 'contact-restricted'],
    ['１２３４５６Ａ', 'contact-restricted'],
    ['123456a', 'contact-restricted'],
    ['123.456/a', 'contact-restricted'],
    ['123456А', 'fps-invalid'],
    ['123456', 'fps-invalid'],
    ['A123456', 'fps-invalid'],
    ['', 'fps-invalid'],
    ['   ', 'fps-invalid'],
  ])('%j is answered with %s', (fps, code) => {
    expect(run([SIGN_IN, byHand(fps)], { ...CONTEXT, schedule }).refused).toEqual([code]);
  });

  it('another number is another inmate', () => {
    expect(run([SIGN_IN, byHand('123457A')], { ...CONTEXT, schedule }).refused).toEqual([]);
    expect(isSameInmate('', '')).toBe(false);
    expect(isFps('1234A')).toBe(false);
    expect(normalizeFps('ﬁ-1')).toBe('FI1');
  });
});

describe('R15: a suspension of all visits', () => {
  const suspended = { ...POLICY, visitsSuspended: true };
  const contact = withRow({ kind: 'section-81-84', participants: [] });
  const context = { ...contact, policy: suspended };
  const open = (more: object): Command =>
    ({ ...OPEN, answers: NOBODY_CHECKED, privileged: true, ...more }) as Command;

  it('leaves out a person of CCRR 93 by decision of the Head, and no child', () => {
    expect(run([SIGN_IN, open({})], context).refused).toEqual(['visits-suspended']);
    expect(run([SIGN_IN, open({ section93: true })], context).refused).toEqual(['exception-unexplained']);
    const exempt = open({ section93: true, authority: 'Head', reason: 'A Senator' });
    const { state, refused } = run([SIGN_IN, exempt, { type: 'note-changes' }], context);
    expect(refused).toEqual(['nothing-changed']);
    expect(state.session?.exception?.names).toEqual(['visits-suspended']);
    const child = { ...OPEN, section93: true, authority: 'Head', reason: 'x' } as Command;
    expect(run([SIGN_IN, child], { ...CONTEXT, policy: suspended }).refused).toEqual(['visits-suspended']);
  });
});

describe('R2: a booking of another day', () => {
  it('is asked twice', () => {
    const context = withRow({ startsAt: '2026-11-23T18:30:00.000Z', endsAt: '2026-11-23T19:30:00.000Z' });
    const early = { ...OPEN, timingReason: 'Moved by telephone' } as Command;
    expect(run([SIGN_IN, early], context).refused).toEqual(['other-day-not-confirmed']);
    expect(run([SIGN_IN, { ...early, otherDay: true } as Command], context).refused).toEqual([]);
  });
});

describe('R14: the meeting password', () => {
  it('is in no entry of a visit entered by hand', () => {
    const booking = {
      ...BOOKING,
      id: 'walk-up-1',
      meeting: { ...BOOKING.meeting, password: 'invented-secret' },
    };
    const typed = { ...OPEN, type: 'open-walk-up', booking } as Command;
    const { entries } = run([SIGN_IN, typed], { ...CONTEXT, schedule: [] });
    expect(entries.map(({ type }) => type)).toContain('session.opened');
    expect(JSON.stringify(entries)).not.toContain('invented-secret');
  });

  it('is in no entry of a booked session, and outlives no session', () => {
    const context = withRow({ meeting: { url: BOOKING.meeting.url, password: 'invented-secret' } });
    const { state, entries } = run([...UNTIL_LEFT, RETURN, end('completed'), HAND_OVER], context);
    expect(JSON.stringify(entries)).not.toContain('invented-secret');
    expect(JSON.stringify(state)).not.toContain('invented-secret');
    expect(state.waiting[SESSION_ID]?.session.booking.meeting).toEqual({ url: '' });
  });
});

describe('R44: cues, extensions and lost time', () => {
  const CUE: Command = { type: 'show-cue', minutesLeft: 5 };

  it('records a cue while supervised and while staff are called, and none over a covered screen', () => {
    expect(run([CUE], CONTEXT, supervised).refused).toEqual([]);
    expect(run([{ type: 'ask-assistance', how: 'headset' }, CUE], CONTEXT, locked).refused).toEqual([]);
    expect(run([{ type: 'suspend' }, CUE], CONTEXT, supervised).refused).toEqual(['visit-on-hold']);
  });

  it('offers what was lost, suspended and paused, less what was given back', () => {
    const commands: readonly (readonly [number, Command])[] = [
      [60, LOST],
      [180, BACK],
      [200, { type: 'suspend' }],
      [500, { type: 'unsuspend', authority: 'Head' }],
      [600, { type: 'pause', cause: 'count', note: '' }],
      [660, { type: 'end-pause' }],
    ];
    let state: StationState = supervised;
    for (const [seconds, command] of commands) state = run([command], at(seconds), state).state;
    const { session } = state;
    expect(session && extensionOffer(session, at(700)).offeredMinutes).toBe(8);
    const given = run([{ type: 'extend', minutes: 5, reason: '' }], at(700), state).state.session;
    expect(given && extensionOffer(given, at(700)).offeredMinutes).toBe(3);
  });

  it('offers at most what one extension may give, and refuses more with the limit', () => {
    const later = run([LOST], at(60), supervised).state;
    const after = at(60 + 5 * 60 * 60);
    const { state } = run([BACK], after, later);
    const { maximumExtensionMinutes: maximum } = CONTEXT.policy;
    expect(state.session && extensionOffer(state.session, after)).toMatchObject({
      offeredMinutes: maximum,
      isOfferPartial: true,
      maximumMinutes: maximum,
    });
    const asked = decide(state, { type: 'extend', minutes: 300, reason: '' }, after);
    expect(asked).toEqual({ ok: false, refusal: { code: 'extension-too-long', values: { maximum } } });
  });

  it('says when the next booking begins, here and at the site', () => {
    const later = (id: string, startsAt: string, site: string) => ({ ...BOOKING, id, startsAt, site });
    const schedule = [
      BOOKING,
      later('b-2', '2026-11-22T20:00:00.000Z', 'site-b'),
      later('b-3', '2026-11-22T21:00:00.000Z', 'site-a'),
      { ...later('b-4', '2026-11-22T19:40:00.000Z', 'site-a'), status: 'cancelled' as const },
    ];
    const { session } = supervised;
    expect(session && extensionOffer(session, at(60, { schedule }))).toMatchObject({
      nextHereAt: Date.parse('2026-11-22T20:00:00.000Z'),
      nextAtSiteAt: Date.parse('2026-11-22T21:00:00.000Z'),
    });
  });
});

describe('R45: suspended in one step', () => {
  const EXPLAIN: Command = { type: 'explain', authority: 'Head', reason: 'An order' };

  it('drops the link first, and asks authority and reason before the hand-over', () => {
    const { state, entries } = run([{ type: 'suspend' }], CONTEXT, supervised);
    expect(entries).toMatchObject([
      { type: 'visit.suspended', body: { authority: '', reason: '', linkKept: false } },
    ]);
    expect(run([LEAVE], CONTEXT, state).refused).toEqual(['visit-on-hold']);
    const ended = run([INFORM, end('suspended', 'institutional-head'), HAND_OVER], CONTEXT, state);
    expect(ended.refused).toEqual(['explanation-missing']);
    const done = run([EXPLAIN, HAND_OVER], CONTEXT, ended.state);
    expect(done.refused).toEqual([]);
    expect(done.state.waiting[SESSION_ID]?.session).toMatchObject({
      suspensions: [{ authority: 'Head', reason: 'An order' }],
      outcome: { name: 'suspended', reason: 'An order' },
      authority: 'Head',
    });
  });

  it('has nothing to explain twice', () => {
    const { state } = run([{ type: 'suspend' }, EXPLAIN], CONTEXT, supervised);
    expect(run([EXPLAIN], CONTEXT, state).refused).toEqual(['nothing-to-explain']);
  });

  it.each(PAUSE_CAUSES)('a pause (%s) informs nobody and goes on by itself', (cause) => {
    const { state } = run([{ type: 'pause', cause, note: '' }], CONTEXT, supervised);
    expect(state.session).toMatchObject({ mustInform: false, pauses: [{ cause, until: null }] });
    expect(run([{ type: 'pause', cause, note: '' }, LEAVE], CONTEXT, state).refused).toEqual([
      'paused-already',
      'visit-on-hold',
    ]);
    const over = run([{ type: 'end-pause' }, { type: 'end-pause' }], CONTEXT, state);
    expect(over.refused).toEqual(['not-paused']);
    expect(run([end('completed'), HAND_OVER], CONTEXT, over.state).refused).toEqual([]);
  });

  it('with nothing ticked nothing is recorded, and what is left open takes a note', () => {
    const { state } = run([{ type: 'suspend' }], CONTEXT, supervised);
    const inform = (change: object): Command => ({ ...INFORM, ...change });
    const nothing = inform({ inmate: false, visitor: false, representations: false, note: 'x' });
    expect(run([nothing], CONTEXT, state).refused).toEqual(['nobody-informed']);
    expect(run([inform({ visitor: false })], CONTEXT, state).refused).toEqual(['inform-note-missing']);
    expect(run([inform({ visitor: false, note: 'By letter' })], CONTEXT, state).refused).toEqual([]);
  });
});

describe('SYNC: orders', () => {
  const order = (change: object): Command => ({
    type: 'obey',
    directive: {
      id: 'd-1',
      session: null,
      action: 'suspend',
      reason: { code: 'security', text: '' },
      authority: 'Institutional Head',
      issuedAt: '2026-11-22T18:40:00.000Z',
      expiresAt: '2026-11-22T20:00:00.000Z',
      ...change,
    },
  });
  const code = (change: object) => {
    const [entry] = run([order(change)], CONTEXT, locked).entries;
    return entry?.type === 'directive.refused' ? entry.body.code : entry?.type;
  };

  it('R15: are good for a day at most, a cancellation for a fortnight', () => {
    expect(code({ expiresAt: '2026-11-23T18:40:00.000Z' })).toBe('visit.suspended');
    expect(code({ expiresAt: '2026-11-23T18:40:00.001Z' })).toBe('directive-too-long');
    expect(code({ action: 'release-lock', expiresAt: '2026-12-06T18:40:00.000Z' })).toBe(
      'directive-too-long',
    );
    expect(code({ action: 'cancel', expiresAt: '2026-12-06T18:40:00.000Z' })).toBe('outcome-impossible');
  });

  it.each(['suspend', 'terminate'])('%s: the longest reason of an order can be recorded', (action) => {
    const reason = { code: 'other', text: 'x'.repeat(1000) };
    const { entries } = run([order({ action, reason })], CONTEXT, locked);
    expect(entries).toHaveLength(2);
    for (const { type, body } of entries) expect(ENTRY_BODIES[type].safeParse(body).success, type).toBe(true);
  });

  it('R34: given before the session was opened open no lock, unless they name it', () => {
    const old = { action: 'release-lock', issuedAt: '2026-11-22T18:00:00.000Z' };
    expect(code(old)).toBe('directive-too-old');
    expect(code({ ...old, session: SESSION_ID })).toBe('lock.opened-by-order');
    expect(code({ ...old, session: 'booking-1' })).toBe('lock.opened-by-order');
  });

  it('R45: a suspension by order drops the link', () => {
    const { state } = run([order({})], CONTEXT, locked);
    expect(state.session && suspensionOf(state.session)).toMatchObject({ by: 'server', linkKept: false });
  });

  it('a message waits for its reader, without a session too', () => {
    const message = { type: 'answer-message', directive: { ...directiveOf(order({ action: 'message' })) } };
    expect(run([order({ action: 'message' })], CONTEXT, locked).refused).toEqual(['directive-unseen']);
    const { entries, state } = run([SIGN_IN, message as Command]);
    expect(entries.at(-1)).toMatchObject({ type: 'directive.obeyed', actor: 'staff-1', session: null });
    expect(run([message as Command], CONTEXT, state).refused).toEqual(['directive-answered']);
    expect(run([message as Command]).refused).toEqual(['not-signed-in']);
  });

  function directiveOf(command: Command) {
    if (command.type !== 'obey') throw new Error('no order');
    return command.directive;
  }
});

describe('R37: PINs at the lock', () => {
  const wrong: Command = { type: 'pin-refused', staff: 'lock', credential: 'lock', where: 'lock' };

  it('a return does not clear the count of wrong tries; a day forgives one', () => {
    const { state } = run([wrong, wrong, wrong, RETURN], CONTEXT, locked);
    expect(state.pinFailures['lock']?.count).toBe(3);
    const nextDay = run([wrong], at(86_400 + 10), state).state;
    expect(nextDay.pinFailures['lock']?.count).toBe(3);
  });

  it('asks the same validity as sign-in', () => {
    const staff = CONTEXT.staff.map((one) => (one.id === 'staff-1' ? { ...one, validUntil: NOW } : one));
    expect(run([RETURN], { ...CONTEXT, staff }, locked).refused).toEqual(['staff-expired']);
    const old = { ...CONTEXT, staffListAt: NOW - 9 * 86_400_000 };
    const other = { ...RETURN, staff: 'staff-3', credential: 'c3' } as Command;
    expect(run([other], old, locked).refused).toEqual(['staff-list-too-old']);
    expect(run([RETURN], old, locked).refused).toEqual([]);
    const refused = Array.from({ length: 15 }, () => ({ ...wrong, staff: 'staff-3', credential: 'c3' }));
    expect(run([...refused, other], CONTEXT, locked).refused).toEqual(['pin-blocked']);
  });

  it('R1: the list may be as old as the institution says', () => {
    const old = { ...CONTEXT, staffListAt: NOW - 9 * 86_400_000 };
    expect(run([SIGN_IN], old).refused).toEqual(['staff-list-too-old']);
    expect(decide(INITIAL_STATE, SIGN_IN, old)).toMatchObject({
      refusal: { values: { days: old.policy.signInDays } },
    });
    expect(run([SIGN_IN], { ...old, policy: { ...POLICY, signInDays: 10 } }).refused).toEqual([]);
    const it_ = { id: 'staff-9', roles: ['it'], validUntil: NOW + 1e9, credential: 'c9' };
    const signIn = { ...SIGN_IN, staff: 'staff-9', credential: 'c9' } as Command;
    expect(run([signIn], { ...old, staff: [it_] }).refused).toEqual([]);
  });
});

describe('R50, R51: how it ended and what was seen', () => {
  it('R51: observations of the site and of staff are each for itself', () => {
    const over = (staffText: string): Command => ({
      ...HAND_OVER,
      observations: { source: 'both', text: 'Of the site', staffText, reportReference: '' },
    });
    const ended = run([RETURN, end('completed')], CONTEXT, locked).state;
    expect(run([over(' ')], CONTEXT, ended).refused).toEqual(['observations-missing']);
    expect(run([over('Of staff')], CONTEXT, ended).refused).toEqual([]);
  });

  it('R50: a visit that ended early says why', () => {
    expect(run([end('ended-early', 'visitor')], CONTEXT, supervised).refused).toEqual(['reason-missing']);
  });
});

describe('R13: a site of the authorized list', () => {
  it('is kept with its telephone and contact, as the list had them', () => {
    const site = { ...SITE, telephone: '555-0100', contact: 'Invented, Sorrel' };
    const { state } = run([SIGN_IN, OPEN], { ...CONTEXT, sites: [site] });
    expect(state.session?.site).toMatchObject({ telephone: '555-0100', contact: 'Invented, Sorrel' });
  });
});

describe('R13, R15: what a condition for leaving says', () => {
  const changed = (context: DecisionContext) =>
    leavingGates(supervised, supervised.session!, context).find(({ name }) => name === 'changes');

  it('is what leaving is refused with, with the list’s date or what has changed of the booking', () => {
    const withdrawn = { ...CONTEXT, sites: [{ ...SITE, authorized: false }] };
    const moved = withRow({ startsAt: '2026-11-22T18:45:00.000Z', endsAt: '2026-11-22T19:45:00.000Z' });
    expect(changed(withdrawn)?.refusal).toEqual({
      code: 'site-withdrawn',
      values: { listDate: SITE.listDate },
    });
    expect(changed(moved)?.refusal).toEqual({ code: 'booking-changed', values: { change: 'time-moved' } });
    for (const context of [withdrawn, moved])
      expect(decide(supervised, LEAVE, context)).toEqual({ ok: false, refusal: changed(context)?.refusal });
  });
});

describe('R72: needs of those who take part', () => {
  it('stay with the session while it is prepared', () => {
    const { state } = run([SIGN_IN, OPEN], withRow({ needs: ['interpreter', 'captions'] }));
    expect(state.session?.booking.needs).toEqual(['interpreter', 'captions']);
  });
});

describe('R5: visiting hours', () => {
  it('are enforced by nothing: a visit at three in the morning opens like any other', () => {
    const context = withRow({ startsAt: '2026-11-22T08:00:00.000Z', endsAt: '2026-11-22T09:00:00.000Z' });
    const now = Date.parse('2026-11-22T08:00:00.000Z');
    expect(run([SIGN_IN, OPEN], { ...context, now, staffListAt: now }).refused).toEqual([]);
  });
});

describe('R20, R21: the notice', () => {
  it('is recorded with its version, its order of languages, how long it was shown, and what staff did', () => {
    const policy = { ...POLICY, noticeOrder: ['fr', 'en'] as const };
    const { entries, state } = run(upTo('finish-notice'), { ...CONTEXT, policy });
    expect(entries.find(({ type }) => type === 'notice.shown')?.body).toEqual({
      version: 'n-1',
      privileged: false,
      order: ['fr', 'en'],
    });
    expect(state.session?.notice).toMatchObject({ seconds: 1, readAloud: true, questionsAnswered: true });
  });

  it('R26: names the further languages that it was shown in', () => {
    const policy = { ...POLICY, noticeFurther: ['cr'] };
    const { entries } = run(upTo('show-notice'), { ...CONTEXT, policy });
    expect(entries.at(-1)).toMatchObject({ type: 'notice.shown', body: { further: ['cr'] } });
  });

  it('R16: has the line about privileged persons where one takes part', () => {
    const context = withRow({ kind: 'section-81-84', participants: [] });
    const commands = upTo('show-notice').map((command) =>
      command.type === 'open-session' ? { ...command, answers: NOBODY_CHECKED, privileged: true } : command,
    );
    expect(run(commands, context).entries.at(-1)).toMatchObject({
      type: 'notice.shown',
      body: { privileged: true },
    });
  });
});

describe('R30: two modes', () => {
  it('supervised by a named staff member with input usable, or unsupervised behind a lock', () => {
    expect(supervised.session).toMatchObject({
      supervision: { mode: 'supervised', staff: 'staff-1' },
      lock: null,
    });
    expect(locked.session).toMatchObject({
      supervision: { mode: 'unsupervised', leftBy: 'staff-1' },
      lock: PROOF,
    });
  });

  it('R53: each has its minutes, also after a return', () => {
    const hour = run([RETURN], at(1800), locked).state;
    const { session } = run([end('completed')], at(2400), hour).state;
    expect(session?.supervisedMs).toBe(600_000);
    expect(session?.unsupervisedMs).toBeGreaterThan(1_700_000);
  });
});

describe('R52: amending a line of the sheet', () => {
  const row = { ...SAMPLE_ROW, version: 1 };
  const amended = { ...row, version: 2, outcome: 'ended-early', outcomeBy: 'visitor', completedBy: 'Other' };
  const command = (change: object): Command => ({
    type: 'amend-tracking',
    current: row,
    row: amended,
    reason: 'Told later',
    ...change,
  });

  it('keeps the former value of every field that changed, and why', () => {
    const { entries } = run([SIGN_IN, command({})]);
    expect(entries.at(-1)).toMatchObject({
      type: 'tracking.amended',
      actor: 'staff-1',
      body: { version: 2, reason: 'Told later', former: { outcome: row.outcome, outcomeBy: row.outcomeBy } },
    });
  });

  it.each([
    ['reason-missing', { reason: ' ' }],
    ['nothing-changed', { row: { ...row, version: 2 } }],
    ['row-mismatch', { row: { ...amended, version: 3 } }],
  ])('is refused with %s', (code, change) => {
    expect(run([SIGN_IN, command(change)]).refused).toEqual([code]);
  });
});
