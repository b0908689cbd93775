import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Command, DecisionContext } from './commands.ts';
import { decide } from './decide.ts';
import { anyCommands } from './any-commands.fixture.ts';
import { ENTRY_BODIES, type EntryDraft } from './entries.ts';
import { evolve } from './evolve.ts';
import { REFUSALS } from './refusals.ts';
import { BOOKING, CONTEXT, NOW, POLICY, SITE } from './session.fixture.ts';
import { INITIAL_STATE, PHASES, type StationState } from './state.ts';

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
      fc.property(anyCommands, context, (list, options) => {
        play(list, options, (state, command) => {
          expect(impossible(state), `after ${command.type}`).toBeNull();
        });
      }),
      { numRuns: 2000 },
    );
  });

  it('every entry fits its schema and names its session', () => {
    fc.assert(
      fc.property(anyCommands, context, (list, options) => {
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
      fc.property(anyCommands, context, (list, options) => {
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
      fc.property(anyCommands, context, fc.nat(), (list, options, cut) => {
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
      fc.property(anyCommands, context, (list, options) => {
        const first = play(list, options, () => undefined);
        expect(play(list, options, () => undefined)).toEqual(first);
      }),
      { numRuns: 200 },
    );
  });

  it('the ordinary opening is among what is played', () => {
    let opened = 0;
    fc.assert(
      fc.property(anyCommands, context, (list, options) => {
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
