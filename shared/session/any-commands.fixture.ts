import fc from 'fast-check';
import type { Command } from './commands.ts';
import { OUTCOMES, PARTIES } from './entries.ts';
import {
  ALL_MET,
  BOOKING,
  CONFIRM,
  CONTEXT,
  NOBODY_CHECKED,
  PROOF,
  SESSION_ID,
  UNTIL_LEFT,
} from './session.fixture.ts';

/** Commands of staff, facts of the station and orders of the server at random, for the property tests of this room. */

const id = fc.constantFrom(SESSION_ID, '0199a000-0000-7000-8000-00000000000b');
const booking = fc.constantFrom('booking-1', 'booking-2', 'booking-3', 'nowhere');
const staff = fc.constantFrom('staff-1', 'staff-2', 'staff-3', 'nobody');
const where = fc.constantFrom('sign-in' as const, 'lock' as const, 'relief' as const);
const cause = fc.constantFrom('link-lost', 'headset-gone', 'meeting-crashed', 'restart');
const words = fc.constantFrom('', 'a reason');
const outcome = fc.record({
  name: fc.constantFrom(...OUTCOMES),
  by: fc.constantFrom(null, ...PARTIES),
  reason: words,
  notified: fc.constant([]),
});
const directive = fc.record({
  id: fc.constantFrom('d-1', 'd-2', 'd-3'),
  session: fc.constantFrom(null, SESSION_ID, 'another'),
  action: fc.constantFrom('suspend', 'resume', 'terminate', 'cancel', 'message', 'release-lock'),
  reason: fc.constant({ code: 'security', text: '' }),
  authority: fc.constant('Institutional Head'),
  issuedAt: fc.constantFrom('2026-11-22T00:00:00.000Z', '2026-11-22T18:40:00.000Z'),
  expiresAt: fc.constantFrom(
    '2026-11-22T00:00:00.000Z',
    '2026-11-23T00:00:00.000Z',
    '2036-11-22T00:00:00.000Z',
  ),
});

export const anyCommand: fc.Arbitrary<Command> = fc.oneof(
  fc.constantFrom(...UNTIL_LEFT),
  fc.record({
    type: fc.constant('pin-refused'),
    staff,
    credential: fc.constant('c1'),
    where: fc.constantFrom('sign-in', 'lock'),
  }),
  fc.record({ type: fc.constant('pin-accepted'), staff, credential: fc.constant('c1'), where }),
  fc.record({ type: fc.constant('sign-out'), why: fc.constant('asked') }),
  fc.record({
    type: fc.constant('open-session'),
    id,
    booking,
    timingReason: words,
    privileged: fc.constantFrom(null, true, false),
    answers: fc.constantFrom(ALL_MET, NOBODY_CHECKED),
    authority: words,
    reason: words,
    section93: fc.boolean(),
    otherDay: fc.boolean(),
  }),
  fc.record({
    type: fc.constant('open-walk-up'),
    id,
    booking: fc.constant({ ...BOOKING, id: 'walk-up' }),
    privileged: fc.constant(null),
    answers: fc.constantFrom(ALL_MET, NOBODY_CHECKED),
    authority: words,
    reason: words,
    section93: fc.boolean(),
  }),
  fc.record({ type: fc.constantFrom('leave', 'stay', 'connect', 'show-notice', 'confirm-settings') }),
  fc.record({
    type: fc.constantFrom('lock-failed', 'connection-failed'),
    code: fc.constant('x'),
    detail: words,
  }),
  fc.constantFrom(
    { type: 'lock-proven', proof: PROOF, gapMs: null },
    { type: 'lock-proven', proof: { ...PROOF, attached: [] }, gapMs: 1500 },
    { type: 'lock-released', kind: 'simulated' },
    { type: 'input-attached', devices: ['Example Mouse'] },
    { type: 'ask-assistance', how: 'headset' },
    { type: 'answer-assistance' },
    { type: 'measure-media', evidence: CONTEXT.evidence, quality: 'good' },
    {
      type: 'verify-devices',
      devices: {
        microphone: { match: 'chosen', name: 'Example Microphone' },
        speaker: { match: 'any', name: null },
        camera: { match: 'other', name: null },
      },
    },
  ),
  fc.record({ type: fc.constantFrom('interrupt', 'resume'), cause }),
  fc.constantFrom(
    { type: 'suspend' },
    { type: 'pause', cause: 'count', note: '' },
    { type: 'end-pause' },
    { type: 'note-changes' },
    CONFIRM,
  ),
  fc.constantFrom(
    { type: 'close-mistaken' },
    { type: 'rejoin' },
    { type: 'override-check', check: 'network', reason: 'a reason' },
  ),
  fc.record({ type: fc.constant('explain'), authority: words, reason: words }),
  fc.record({
    type: fc.constant('accept-changes'),
    answers: fc.constantFrom(ALL_MET, NOBODY_CHECKED),
    authority: words,
    reason: words,
  }),
  fc.record({ type: fc.constant('record-not-held'), id, booking, outcome, authority: words }),
  fc.record({ type: fc.constant('unsuspend'), authority: words }),
  fc.record({
    type: fc.constant('inform'),
    inmate: fc.boolean(),
    visitor: fc.boolean(),
    representations: fc.boolean(),
    note: words,
  }),
  fc.record({ type: fc.constant('extend'), minutes: fc.integer({ min: -5, max: 90 }), reason: words }),
  fc.record({ type: fc.constant('show-cue'), minutesLeft: fc.constantFrom(5, 1) }),
  fc.record({ type: fc.constant('obey'), directive }),
  fc.record({ type: fc.constant('end'), outcome }),
  fc.record({
    type: fc.constant('hand-over'),
    observations: fc.record({ source: fc.constantFrom('none', 'site'), text: words, reportReference: words }),
    troubles: words,
    note: words,
  }),
) as fc.Arbitrary<Command>;

/** A visit up to its connection, beside a facilitator who stays, behind the lock, and after her return. */
const CONFIRMED = UNTIL_LEFT.slice(0, UNTIL_LEFT.indexOf(CONFIRM) + 1);
const RETURN: Command = { type: 'pin-accepted', staff: 'staff-1', credential: 'c1', where: 'lock' };
const WAYS: readonly (readonly Command[])[] = [
  CONFIRMED,
  [...CONFIRMED, { type: 'stay' }],
  UNTIL_LEFT,
  [...UNTIL_LEFT, RETURN],
];
/** Some way into an ordinary visit, mostly far, so that random commands fall on its late phases too. */
const prefix = fc.oneof(
  fc.constantFrom(...WAYS),
  fc.tuple(fc.constantFrom(...WAYS), fc.nat(UNTIL_LEFT.length)).map(([way, length]) => way.slice(0, length)),
);
export const anyCommands = fc
  .tuple(prefix, fc.array(anyCommand, { maxLength: 40 }))
  .map(([start, rest]) => ({ start, rest }));
