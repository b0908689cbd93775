import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import en from '../language/en.json' with { type: 'json' };
import { proposeRow } from '../tracking/propose-row.ts';
import { anyCommands } from './any-commands.fixture.ts';
import { CALM, contextOf, play, world } from './any-worlds.fixture.ts';
import { CHANGE_EFFECTS, changesOf } from './changes.ts';
import type { Command, DecisionContext } from './commands.ts';
import { leavingGates } from './decide-supervision.ts';
import { OUTCOME_PARTIES, OUTCOMES_TO_INFORM, possibleOutcomes } from './outcomes.ts';
import type { RecordedEntry } from './entries.ts';
import type { Refusal } from './refusals.ts';
import { run } from './session.fixture.ts';
import type { StationState } from './state.ts';

const calmAt = (now: number): DecisionContext => contextOf(CALM, now);

/** What staff do to bring any open session to its hand-over; returns the state afterwards. */
function bringToAnEnd(from: StationState, now: number): StationState {
  const context = calmAt(now);
  const staff3 = { type: 'pin-accepted', staff: 'staff-3', credential: 'c3' } as const;
  let state = from;
  const act = (command: Command): void => {
    const done = run([command], context, state);
    expect(done.refused, `${command.type} in ${state.session?.phase}`).toEqual([]);
    state = done.state;
  };
  const locked = state.session?.lock != null || state.session?.phase === 'locking';
  if (locked) act({ ...staff3, where: 'lock' });
  else if (state.signedIn === null) act({ ...staff3, where: 'sign-in' });
  else if (state.session?.phase !== 'ended' && state.signedIn.staff !== 'staff-3')
    act({ ...staff3, where: 'relief' });
  else if (state.signedIn.staff !== 'staff-3') {
    act({ type: 'sign-out', why: 'asked' });
    act({ ...staff3, where: 'sign-in' });
  }
  const { session } = state;
  if (session !== null && session.phase !== 'ended') {
    const name = possibleOutcomes(session)[0] ?? 'completed';
    act({ type: 'end', outcome: { name, by: OUTCOME_PARTIES[name][0] ?? null, reason: 'x', notified: [] } });
  }
  act2('nothing-to-explain', { type: 'explain', authority: 'Head', reason: 'x' });
  act2('nothing-to-inform', {
    type: 'inform',
    inmate: true,
    visitor: true,
    representations: true,
    note: '',
  });
  act({
    type: 'hand-over',
    observations: { source: 'none', text: '', reportReference: '' },
    troubles: '',
    note: '',
  });
  return state;

  /** Done, or not asked for. */
  function act2(unless: string, command: Command): void {
    const done = run([command], context, state);
    expect(done.refused.filter((code) => code !== unless)).toEqual([]);
    state = done.state;
  }
}

describe('R40, R32: whatever happens in whatever order', () => {
  it('nobody is left with the link down, the lock unproven, or while something has changed', () => {
    let left = 0;
    fc.assert(
      fc.property(anyCommands, world, (list, worlds) => {
        for (const { before, entries, context } of play(list, worlds)) {
          if (!entries.some(({ type }) => type === 'facilitator.left')) continue;
          left += 1;
          expect(entries[0]?.type).toBe('lock.verified');
          expect(context.linkUp).toBe(true);
          expect(context.headsetPresent).toBe(true);
          const { session } = before;
          expect(session?.confirmationLapsed).toBe(false);
          const changes = session === null ? [] : changesOf(session, context);
          expect(changes.filter((name) => CHANGE_EFFECTS[name] !== 'relief')).toEqual([]);
        }
      }),
      { numRuns: 2000 },
    );
    expect(left).toBeGreaterThan(0);
  });

  it('R15: no link is begun, confirmed or joined again while something stops the visit', () => {
    fc.assert(
      fc.property(anyCommands, world, (list, worlds) => {
        for (const { before, entries, context } of play(list, worlds)) {
          const moves = entries.some(
            ({ type }) =>
              type === 'connection.started' ||
              type === 'connection.confirmed' ||
              type === 'visit.unsuspended' ||
              type === 'visit.continued',
          );
          if (!moves || before.session === null) continue;
          const stops = changesOf(before.session, context).filter((name) => CHANGE_EFFECTS[name] === 'stop');
          expect(stops).toEqual([]);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('R50: every session can be brought to its end and handed over by another facilitator', () => {
    fc.assert(
      fc.property(anyCommands, world, (list, worlds) => {
        const last = play(list, worlds).at(-1);
        if (last === undefined || last.after.session === null) return;
        const { id } = last.after.session;
        const state = bringToAnEnd(last.after, last.context.now);
        expect(state.session).toBeNull();
        expect(state.waiting[id]).toBeDefined();
      }),
      { numRuns: 1000 },
    );
  });

  it('CCRR 91(2): a duty to inform is open until it is recorded, and no session is handed over with it', () => {
    fc.assert(
      fc.property(anyCommands, world, (list, worlds) => {
        const steps = play(list, worlds);
        for (const { after } of steps) {
          for (const session of [after.session, ...Object.values(after.waiting).map((one) => one.session)]) {
            if (session === null) continue;
            const owes =
              session.suspensions.length > 0 ||
              (session.outcome !== null && OUTCOMES_TO_INFORM.includes(session.outcome.name));
            expect(session.mustInform || session.informed !== null || !owes).toBe(true);
          }
          for (const { session } of Object.values(after.waiting)) expect(session.mustInform).toBe(false);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('every refusal and condition for leaving has the values that its sentence takes', () => {
    const sentences: Readonly<Record<string, string>> = en.refusal;
    const lacking = ({ code, values }: Refusal): readonly string[] =>
      [...(sentences[code] ?? '').matchAll(/\{\{(\w+)\}\}/gu)]
        .map(([, name = '']) => name)
        .filter((name) => !(name in values))
        .map((name) => `${code}: ${name}`);
    fc.assert(
      fc.property(anyCommands, world, (list, worlds) => {
        for (const { after, refusal, context } of play(list, worlds)) {
          const gates = after.session === null ? [] : leavingGates(after, after.session, context);
          const closed = gates.filter(({ holds }) => !holds).map((gate) => gate.refusal);
          expect([...closed, ...(refusal === null ? [] : [refusal])].flatMap(lacking)).toEqual([]);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('R53: the sheet says what the journal says', () => {
    fc.assert(
      fc.property(anyCommands, world, (list, worlds) => {
        const steps = play(list, worlds);
        const last = steps.at(-1);
        if (last === undefined || last.after.session === null) return;
        const { id } = last.after.session;
        const state = bringToAnEnd(last.after, last.context.now);
        const item = state.waiting[id];
        if (item === undefined) throw new Error('not handed over');
        const row = proposeRow(item, {
          institution: { en: '', fr: '' },
          institutionZone: 'America/Toronto',
          station: '',
          staffName: (staff) => staff,
        });
        const mine = steps.flatMap(({ entries }) => entries).filter((entry) => entry.session === id);
        const count = (type: RecordedEntry['type']) => mine.filter((entry) => entry.type === type).length;
        expect(row.suspensions).toHaveLength(count('visit.suspended'));
        expect(row.pauses).toHaveLength(count('visit.paused'));
        const extended = mine.reduce(
          (sum, entry) => sum + (entry.type === 'visit.extended' ? entry.body.minutes : 0),
          0,
        );
        expect(row.extensionMinutes).toBe(extended);
        const lostMs = mine.reduce(
          (sum, entry) => sum + (entry.type === 'visit.resumed' ? entry.body.lostMs : 0),
          0,
        );
        // Ending a visit ends what was interrupted; the sheet may say more than what resumed, never less.
        expect(row.minutesLost).toBeGreaterThanOrEqual(Math.ceil(lostMs / 60_000));
        const ended = mine.findLast((entry) => entry.type === 'session.ended');
        if (ended?.type === 'session.ended') {
          expect(row.outcome).toBe(ended.body.outcome.name);
          expect(row.outcomeBy).toBe(ended.body.outcome.by);
          expect(row.notified).toEqual(ended.body.outcome.notified);
        }
        const passedOver = mine.flatMap((entry) => (entry.type === 'check.overridden' ? [entry.body] : []));
        for (const { check, reason } of passedOver) expect(row.overrides?.[check]).toBe(reason);
        const confirmed = mine.find((entry) => entry.type === 'connection.confirmed');
        expect(row.actualStart).toBe(confirmed === undefined ? null : new Date(confirmed.at).toISOString());
        expect(row.unsupervisedMinutes).toBe(Math.round(unsupervisedMs(mine, last.context.now) / 60_000));
        for (const entry of mine) {
          if (entry.type === 'facilitator.left') expect(row.responsibles).toContain(entry.body.staff);
          if (entry.type === 'supervision.relieved') expect(row.responsibles).toContain(entry.body.to);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

/** The time alone, from the entries themselves. */
function unsupervisedMs(entries: readonly RecordedEntry[], now: number): number {
  let since: number | null = null;
  let sum = 0;
  for (const { type, at } of entries) {
    const ends =
      type === 'facilitator.returned' || type === 'lock.opened-by-order' || type === 'session.ended';
    if (since !== null && ends) {
      sum += at - since;
      since = null;
    }
    if (type === 'facilitator.left') since = at;
  }
  return since === null ? sum : sum + now - since;
}
