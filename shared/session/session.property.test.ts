import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Command, DecisionContext } from './commands.ts';
import { decide } from './decide.ts';
import { ENTRY_BODIES, OUTCOMES, PARTIES, type EntryDraft } from './entries.ts';
import { evolve } from './evolve.ts';
import { REFUSALS } from './refusals.ts';
import {
  ALL_MET,
  BOOKING,
  CONFIRM,
  CONTEXT,
  NOBODY_CHECKED,
  NOW,
  POLICY,
  PROOF,
  SESSION_ID,
  SITE,
  UNTIL_LEFT,
} from './session-fixtures.ts';
import { INITIAL_STATE, PHASES, type StationState } from './state.ts';

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

const single: fc.Arbitrary<Command> = fc.oneof(
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
    { type: 'close-mistaken' },
    { type: 'note-changes' },
    { type: 'rejoin' },
    { type: 'override-check', check: 'network', reason: 'a reason' },
    CONFIRM,
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

/** Long runs of the ordinary way through, so that random commands also fall on its late phases. */
const prefix = fc.integer({ min: 0, max: UNTIL_LEFT.length }).map((length) => UNTIL_LEFT.slice(0, length));
const commands = fc
  .tuple(prefix, fc.array(single, { maxLength: 40 }))
  .map(([start, rest]) => ({ start, rest }));

const context = fc.record({
  attachedInput: fc.constantFrom([], ['Example Keyboard']),
  headsetPresent: fc.boolean(),
  webcamPresent: fc.boolean(),
  lockSupported: fc.boolean(),
  require: fc.constantFrom('removed' as const, 'removed-or-blocked' as const),
  suspended: fc.boolean(),
});

function play(
  list: { readonly start: readonly Command[]; readonly rest: readonly Command[] },
  options: typeof context extends fc.Arbitrary<infer T> ? T : never,
  visit: (
    state: StationState,
    command: Command,
    entries: readonly EntryDraft[],
    before: StationState,
  ) => void,
): { readonly state: StationState; readonly entries: readonly (EntryDraft & { readonly at: number })[] } {
  const calm: DecisionContext = {
    ...CONTEXT,
    schedule: [
      BOOKING,
      { ...BOOKING, id: 'booking-2' },
      { ...BOOKING, id: 'booking-3', kind: 'community-contact', reference: 'R-1' },
    ],
    sites: [SITE],
  };
  // The way in is undisturbed; the world turns against the station only afterwards.
  const disturbed: DecisionContext = {
    ...calm,
    ...options,
    policy: { ...POLICY, lockdownRequire: options.require, visitsSuspended: options.suspended },
  };
  let state = INITIAL_STATE;
  const entries: (EntryDraft & { readonly at: number })[] = [];
  [...list.start, ...list.rest].forEach((command, index) => {
    const now = NOW + index * 7000;
    const decision = decide(state, command, { ...(index < list.start.length ? calm : disturbed), now });
    const before = state;
    if (!decision.ok) {
      expect(REFUSALS).toContain(decision.refusal.code);
      visit(state, command, [], before);
      return;
    }
    for (const draft of decision.value) {
      entries.push({ ...draft, at: now });
      state = evolve(state, { ...draft, at: now });
    }
    visit(state, command, decision.value, before);
  });
  return { state, entries };
}

/** What must never be seen, whatever anyone does in whatever order. */
function impossible(state: StationState): string | null {
  const { session } = state;
  if (session === null) return null;
  const reached = (phase: (typeof PHASES)[number]): boolean =>
    session.phase !== 'ended' && PHASES.indexOf(session.phase) >= PHASES.indexOf(phase);
  if (reached('settings-confirmed') && !session.settingsConfirmed) return 'past the settings without them';
  if (reached('notice-shown') && session.notice?.seconds == null) return 'past the notice without it';
  if (reached('connected') && session.connectedAt === null)
    return 'past the connection without its confirmation';
  if (session.phase === 'underway' && session.supervision === null)
    return 'under way with nobody responsible';
  if (session.phase === 'underway' && session.supervision?.mode === 'unsupervised' && session.lock === null) {
    return 'unsupervised and unlocked';
  }
  if (session.supervision?.mode === 'supervised' && session.phase === 'underway' && session.lock !== null) {
    return 'supervised behind a lock';
  }
  if (session.phase === 'ended' && session.outcome === null) return 'ended without an outcome';
  if (session.phase !== 'ended' && session.outcome !== null) return 'an outcome before the end';
  if (session.lostMs < 0) return 'negative time lost';
  return null;
}

describe('whatever commands come in whatever order', () => {
  it('an impossible state is never reached', () => {
    fc.assert(
      fc.property(commands, context, (list, options) => {
        play(list, options, (state, command) => {
          expect(impossible(state), `after ${command.type}`).toBeNull();
        });
      }),
      { numRuns: 2000 },
    );
  });

  it('every entry fits its schema and names its session', () => {
    fc.assert(
      fc.property(commands, context, (list, options) => {
        for (const entry of play(list, options, () => undefined).entries) {
          expect(ENTRY_BODIES[entry.type].safeParse(entry.body).success, entry.type).toBe(true);
          const stationWide = /^(station|staff|directive)\./u.test(entry.type);
          expect(stationWide || entry.session !== null, entry.type).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('the lock opens only for staff who came back, or by order of the institution', () => {
    fc.assert(
      fc.property(commands, context, (list, options) => {
        play(list, options, (state, _command, entries, before) => {
          if (before.session?.lock == null || state.session?.lock != null) return;
          const opened = entries.some(
            ({ type }) => type === 'facilitator.returned' || type === 'lock.opened-by-order',
          );
          expect(opened).toBe(true);
        });
      }),
      { numRuns: 1000 },
    );
  });

  it('folding a prefix of the journal gives the state at that point', () => {
    fc.assert(
      fc.property(commands, context, fc.nat(), (list, options, cut) => {
        const states: StationState[] = [INITIAL_STATE];
        const { entries } = play(list, options, () => undefined);
        for (const entry of entries) states.push(evolve(states.at(-1) ?? INITIAL_STATE, entry));
        const at = cut % states.length;
        expect(entries.slice(0, at).reduce(evolve, INITIAL_STATE)).toEqual(states[at]);
      }),
      { numRuns: 500 },
    );
  });

  it('the same command in the same state is decided the same way', () => {
    fc.assert(
      fc.property(commands, context, (list, options) => {
        const first = play(list, options, () => undefined);
        expect(play(list, options, () => undefined)).toEqual(first);
      }),
      { numRuns: 200 },
    );
  });

  it('the ordinary opening is among what is played', () => {
    let opened = 0;
    fc.assert(
      fc.property(commands, context, (list, options) => {
        play(list, options, (state) => {
          if (state.session?.phase === 'underway') opened += 1;
        });
      }),
      { numRuns: 1000 },
    );
    // About 300; none would mean that the tests above say nothing of a visit.
    expect(opened).toBeGreaterThan(20);
  });
});
