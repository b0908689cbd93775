import fc from 'fast-check';
import type { Command, DecisionContext } from './commands.ts';
import { decide } from './decide.ts';
import type { RecordedEntry } from './entries.ts';
import { evolve } from './evolve.ts';
import type { Refusal } from './refusals.ts';
import { BOOKING, CONTEXT, NOW, POLICY, SITE } from './session.fixture.ts';
import { INITIAL_STATE, type StationState } from './state.ts';

/** What feeds and hardware say while commands come: every step may be in another world. */
export interface Facts {
  readonly linkUp: boolean;
  readonly lockSupported: boolean;
  readonly headsetPresent: boolean;
  readonly suspended: boolean;
  readonly authorized: boolean;
  readonly restricted: boolean;
  readonly moved: boolean;
  readonly staffRemoved: boolean;
}
export const CALM: Facts = {
  linkUp: true,
  lockSupported: true,
  headsetPresent: true,
  suspended: false,
  authorized: true,
  restricted: false,
  moved: false,
  staffRemoved: false,
};
/** One thing at a time turns against the station: all at once would stop everything at the first gate. */
const turned = fc.constantFrom<Facts>(
  { ...CALM, linkUp: false },
  { ...CALM, lockSupported: false },
  { ...CALM, headsetPresent: false },
  { ...CALM, suspended: true },
  { ...CALM, authorized: false },
  { ...CALM, restricted: true },
  { ...CALM, moved: true },
  { ...CALM, staffRemoved: true },
);
export const world = fc.array(fc.oneof(fc.constant(CALM), turned), { minLength: 1, maxLength: 12 });

const SCHEDULE = [BOOKING, { ...BOOKING, id: 'booking-2' }, { ...BOOKING, id: 'booking-3' }];

export function contextOf(fact: Facts, now: number): DecisionContext {
  return {
    ...CONTEXT,
    now,
    linkUp: fact.linkUp,
    lockSupported: fact.lockSupported,
    headsetPresent: fact.headsetPresent,
    policy: { ...POLICY, visitsSuspended: fact.suspended },
    sites: [{ ...SITE, authorized: fact.authorized }],
    schedule: SCHEDULE.map((row) => ({
      ...row,
      contactRestricted: fact.restricted,
      endsAt: fact.moved ? '2026-11-22T20:00:00.000Z' : row.endsAt,
    })),
    staff: fact.staffRemoved ? CONTEXT.staff.filter(({ id }) => id !== 'staff-1') : CONTEXT.staff,
  };
}

export interface Step {
  readonly before: StationState;
  readonly after: StationState;
  readonly entries: readonly RecordedEntry[];
  readonly refusal: Refusal | null;
  readonly context: DecisionContext;
}

/** The way in is calm up to the last steps; from there on every command meets the next world of the list. */
export function play(
  { start, rest }: { readonly start: readonly Command[]; readonly rest: readonly Command[] },
  worlds: readonly Facts[],
): readonly Step[] {
  let state = INITIAL_STATE;
  return [...start, ...rest].map((command, index) => {
    const now = NOW + index * 7000;
    const fact = index < start.length - 4 ? CALM : (worlds[index % worlds.length] ?? CALM);
    const context = contextOf(fact, now);
    const decision = decide(state, command, context);
    const entries = decision.ok ? decision.value.map((draft): RecordedEntry => ({ ...draft, at: now })) : [];
    const before = state;
    state = entries.reduce(evolve, state);
    return { before, after: state, entries, refusal: decision.ok ? null : decision.refusal, context };
  });
}
