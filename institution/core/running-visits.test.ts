import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toInstant } from '../../shared/clock.ts';
import { anyCommands } from '../../shared/session/any-commands.fixture.ts';
import { play, world } from '../../shared/session/any-worlds.fixture.ts';
import { type Session, suspensionOf } from '../../shared/session/state.ts';
import { createBed, DAY_MS, NOW } from './institution.fixture.ts';
import { STATION, visitEntries, wire } from './running-visits.fixture.ts';
import { createRunningVisits, type RunningVisit, visitAfter } from './running-visits.ts';

/** What "Now" shows of a session, by the station's own state of it. */
function shownOf(session: Session | null) {
  if (session === null || session.phase === 'ended') return null;
  const { phase, supervision, interruptions, assistanceSince, endsAt, pauses } = session;
  const suspension = suspensionOf(session);
  const instant = (at: number | null | undefined) => (at == null ? null : toInstant(at));
  return {
    ...{ session: session.id, phase, supervision: supervision?.mode ?? null },
    ...{ inmate: session.booking.inmate.name, kind: session.kind, endsAt: toInstant(endsAt) },
    interruptions: Object.keys(interruptions).toSorted(),
    assistance: instant(assistanceSince),
    suspendedSince: instant(suspension?.since),
    paused: instant(pauses.find(({ until }) => until === null)?.since),
  };
}

function shownOfVisit(visit: RunningVisit | null) {
  if (visit === null) return null;
  const { session, phase, supervision, inmate, kind, endsAt, suspendedSince } = visit;
  return {
    ...{ session, phase, supervision, inmate, kind, endsAt, suspendedSince },
    interruptions: visit.interruptions.toSorted(),
    assistance: visit.assistance?.since ?? null,
    paused: visit.paused?.since ?? null,
  };
}

describe('A visit under way', () => {
  it('shows what the station itself shows, whatever happens there', () => {
    fc.assert(
      fc.property(anyCommands, world, (commands, worlds) => {
        let visit: RunningVisit | null = null;
        let seq = 0;
        for (const { entries, after } of play(commands, worlds)) {
          for (const entry of entries) visit = visitAfter(visit, STATION, wire(entry, (seq += 1), entry.at));
          expect(shownOfVisit(visit)).toEqual(shownOf(after.session));
        }
      }),
      { numRuns: 300 },
    );
  });

  const after = (...entries: readonly Parameters<typeof wire>[0][]) =>
    [...visitEntries('session-1', NOW), ...entries.map((entry, at) => wire(entry, 5 + at, NOW))].reduce(
      (visit, entry) => visitAfter(visit, STATION, entry),
      null as RunningVisit | null,
    );
  const session = 'session-1';

  it('calls for staff no longer once they are back', () => {
    const called = { type: 'assistance.requested', body: { how: 'headset' }, session } as const;
    expect(after(called)).toMatchObject({ assistance: { how: 'headset' } });
    const back = { type: 'facilitator.returned', body: { staff: 'staff-1' }, session } as const;
    expect(after(called, back)).toMatchObject({ assistance: null, supervision: 'supervised' });
  });

  it('is supervised again once somebody signs in after an order opened the lock', () => {
    const order = { type: 'lock.opened-by-order', body: {}, session } as const;
    expect(after(order)).toMatchObject({ supervision: 'awaited' });
    const signedIn = { type: 'staff.signed-in', body: { staff: 'staff-2' }, session: null } as const;
    expect(after(order, signedIn)).toMatchObject({ supervision: 'supervised' });
  });

  it('goes on while it connects again, and knows what the station answered to the last orders', () => {
    const again = { type: 'connection.started', body: { attempt: 2, host: 'x' }, session } as const;
    const answers = Array.from({ length: 12 }, (_, at) => ({
      ...{ type: 'directive.refused' as const, session },
      body: { directive: `order-${at}`, action: 'resume' as const, code: 'not-suspended' as const },
    }));
    const visit = after(again, ...answers);
    expect(visit).toMatchObject({ phase: 'underway', location: STATION.location });
    expect(visit?.answers).toHaveLength(10);
    expect(visit?.answers.at(-1)).toEqual({ directive: 'order-11', action: 'resume', code: 'not-suspended' });
  });

  it('is not changed by what was sent twice, by another session or by what this version does not know', () => {
    const [, , , left] = visitEntries(session, NOW);
    const visit = after();
    if (visit === null || left === undefined) throw new Error('no visit');
    expect(visitAfter(visit, STATION, left)).toBe(visit);
    const other = wire({ type: 'session.handed-over', body: {}, session: 'session-2' }, 9, NOW);
    expect(visitAfter(visit, STATION, other)).toBe(visit);
    const news = wire({ type: 'visit.transcended' as never, body: {}, session }, 9, NOW);
    expect(visitAfter(visit, STATION, news)).toEqual({ ...visit, seq: 9 });
  });
});

describe('The list of visits under way', () => {
  async function list() {
    const { store, context } = await createBed();
    return { store, visits: createRunningVisits(store, context.clock) };
  }
  const ended = { type: 'session.opened-by-mistake', body: {}, session: 'session-1' } as const;

  it('is asked for once, and then only for what has changed', async () => {
    const { visits } = await list();
    for (let number = 0; number < 500; number += 1)
      await visits.follow({ ...STATION, id: `st_${number}` }, visitEntries(`session-${number}`, NOW));
    const first = await visits.changes(null);
    expect([first.whole, first.visits.length, first.over]).toEqual([true, 500, []]);
    expect(await visits.changes(first.ver)).toEqual({ ver: first.ver, whole: false, visits: [], over: [] });
    const called = { type: 'assistance.requested', body: { how: 'headset' }, session: 'session-7' } as const;
    await visits.follow({ ...STATION, id: 'st_7' }, [wire(called, 5, NOW)]);
    await visits.follow({ ...STATION, id: 'st_1' }, [wire(ended, 5, NOW)]);
    const next = await visits.changes(first.ver);
    expect(next).toMatchObject({ whole: false, visits: [{ station: 'st_7' }], over: ['st_1'] });
    expect((await visits.changes(null)).visits).toHaveLength(499);
  });

  it('is sent as a whole to a page that knows a version from before a restore', async () => {
    const { visits } = await list();
    await visits.follow(STATION, visitEntries('session-1', NOW));
    expect(await visits.changes(700)).toMatchObject({ whole: true, visits: [{ session: 'session-1' }] });
  });

  it('leaves out what arrives after a day without a network, and what an idle station has missed', async () => {
    const { visits } = await list();
    await visits.follow(STATION, visitEntries('session-1', NOW - DAY_MS - 1));
    expect((await visits.changes(null)).visits).toEqual([]);
    await visits.follow(STATION, visitEntries('session-1', NOW));
    await visits.reportPhase(STATION.id, 'underway');
    expect((await visits.changes(null)).visits).toHaveLength(1);
    await visits.reportPhase(STATION.id, 'idle');
    expect((await visits.changes(null)).visits).toEqual([]);
  });

  it('does without a row that another version wrote, until the next visit', async () => {
    const { store, visits } = await list();
    await store.write((writer) => writer.put('visits', STATION.id, { session: 'session-1', form: 7 }));
    expect((await visits.changes(null)).visits).toEqual([]);
    await visits.follow(STATION, visitEntries('session-2', NOW));
    expect((await visits.changes(null)).visits).toHaveLength(1);
  });
});
