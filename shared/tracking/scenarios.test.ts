import { describe, expect, it } from 'vitest';
import type { Command, DecisionContext } from '../session/commands.ts';
import type { EntryDraft } from '../session/entries.ts';
import { decide } from '../session/decide.ts';
import { evolve } from '../session/evolve.ts';
import {
  ALL_MET,
  BOOKING,
  CONTEXT,
  PROOF,
  SESSION_ID,
  SITE,
  UNTIL_LEFT,
} from '../session/session.fixture.ts';
import { INITIAL_STATE, type StationState } from '../session/state.ts';
import type { ScheduleRow, SiteRow } from '../sync/rows.ts';
import { cellsOf } from './cells.ts';
import { proposeRow } from './propose-row.ts';
import type { TrackingRow } from './row.ts';
import { rowsOfPeriod } from './sheet.ts';

/** Tasks as people do them, with the wrong turns they take, through the one way in: `decide`, `evolve`, the sheet. */

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
type Timed = readonly [at: number, command: Command];

interface World {
  readonly schedule?: readonly ScheduleRow[];
  readonly sites?: readonly SiteRow[];
  readonly change?: Partial<DecisionContext>;
}

/** Runs commands at their times; returns the station's state, its entries and its refusals. */
function play(commands: readonly Timed[], { schedule = [BOOKING], sites = [SITE], change = {} }: World = {}) {
  let state: StationState = INITIAL_STATE;
  const entries: EntryDraft[] = [];
  const refused: string[] = [];
  for (const [now, command] of commands) {
    const staff = CONTEXT.staff.map((one) => ({ ...one, validUntil: now + 365 * DAY }));
    const context = { ...CONTEXT, staff, staffListAt: now, schedule, sites, now, ...change };
    const decision = decide(state, command, context);
    if (!decision.ok) refused.push(decision.refusal.code);
    else {
      entries.push(...decision.value);
      for (const draft of decision.value) state = evolve(state, { ...draft, at: now });
    }
  }
  return { state, entries, refused };
}

function rowOf(state: StationState, zone: string, session = SESSION_ID): TrackingRow {
  const waiting = state.waiting[session];
  if (waiting === undefined) throw new Error('The session does not wait for its entry');
  return proposeRow(waiting, {
    institution: { en: 'Example', fr: 'Exemple' },
    institutionZone: zone,
    station: 'st_0001',
    staffName: (id) => id,
  });
}

const signIn = (staff: string): Command => ({
  type: 'pin-accepted',
  staff,
  credential: staff === 'staff-1' ? 'c1' : 'c3',
  where: 'sign-in',
});
const back = (staff: string): Command => ({ ...signIn(staff), where: 'lock' }) as Command;
const RELEASED: Command = { type: 'lock-released', kind: 'simulated' };
const end = (name: 'completed' | 'cancelled', by: 'staff' | null = null, reason = ''): Command => ({
  type: 'end',
  outcome: { name, by, reason, notified: by === null ? [] : ['visitor'] },
});
const HAND_OVER: Command = {
  type: 'hand-over',
  observations: { source: 'none', text: '', reportReference: '' },
  troubles: '',
  note: '',
};

/** A visit that begins now and is left alone; everything before takes no time. */
const left = (startsAt: number): readonly Timed[] => UNTIL_LEFT.map((command) => [startsAt, command]);
const booked = (startsAt: number, minutes = 60, more: Partial<ScheduleRow> = {}): ScheduleRow => ({
  ...BOOKING,
  startsAt: new Date(startsAt).toISOString(),
  endsAt: new Date(startsAt + minutes * MINUTE).toISOString(),
  ...more,
});
const visit = (startsAt: number, minutes = 60): readonly Timed[] => [
  ...left(startsAt),
  [startsAt + minutes * MINUTE, back('staff-1')],
  [startsAt + minutes * MINUTE, RELEASED],
  [startsAt + minutes * MINUTE, end('completed')],
  [startsAt + minutes * MINUTE, HAND_OVER],
];

describe('a tired facilitator', () => {
  it('opens the wrong session, ends it without a visit, and opens the right one: both stand on the sheet', () => {
    const now = Date.parse(BOOKING.startsAt);
    const wrong = booked(now, 60, {
      id: 'booking-wrong',
      inmate: { name: 'Example, Aspen', fps: '000009Z' },
    });
    const open = (id: string, booking: string): Command => ({
      type: 'open-session',
      id,
      booking,
      timingReason: '',
      privileged: null,
      answers: ALL_MET,
      authority: '',
      reason: '',
      section93: false,
      otherDay: false,
    });
    const other = '0199a000-0000-7000-8000-00000000000f';
    const { state, refused } = play(
      [
        [now, signIn('staff-1')],
        [now, open(other, 'booking-wrong')],
        [now, open(SESSION_ID, 'booking-1')],
        [now, end('cancelled', 'staff', 'The wrong session was opened')],
        [now, HAND_OVER],
        [now, open(SESSION_ID, 'booking-1')],
        [now, end('cancelled', 'staff', 'Invented')],
        [now, HAND_OVER],
      ],
      { schedule: [BOOKING, wrong] },
    );
    expect(refused).toEqual(['session-underway']);
    expect(rowOf(state, 'America/Toronto', other)).toMatchObject({
      outcome: 'cancelled',
      actualStart: null,
      inmateName: 'Example, Aspen',
    });
    expect(rowOf(state, 'America/Toronto').inmateName).toBe('Example, Maple');
  });

  it('is relieved: one leaves, another comes back, ends and hands over; the record names both', () => {
    const now = Date.parse(BOOKING.startsAt);
    const { state, entries, refused } = play([
      ...left(now),
      [now + 30 * MINUTE, back('staff-3')],
      [now + 30 * MINUTE, RELEASED],
      [now + 40 * MINUTE, end('completed')],
      [now + 41 * MINUTE, HAND_OVER],
    ]);
    expect(refused).toEqual([]);
    expect(entries.find((entry) => entry.type === 'facilitator.left')?.actor).toBe('staff-1');
    expect(entries.find((entry) => entry.type === 'facilitator.returned')?.actor).toBe('staff-3');
    expect(state.waiting[SESSION_ID]?.handedOverBy).toBe('staff-3');
    expect(rowOf(state, 'America/Toronto')).toMatchObject({ facilitator: 'staff-1', minutes: 40 });
  });

  it('is gone when the power goes in the middle: the visit is locked again and ends with its time lost counted', () => {
    const now = Date.parse(BOOKING.startsAt);
    const { state } = play([
      ...left(now),
      [
        now + 10 * MINUTE,
        { type: 'start-station', appVersion: '0', platform: 'linux', build: 'development' },
      ],
      [now + 12 * MINUTE, { type: 'resume', cause: 'restart' }],
      [now + 12 * MINUTE, { type: 'lock-proven', proof: PROOF, gapMs: null }],
      [now + 60 * MINUTE, back('staff-1')],
      [now + 60 * MINUTE, RELEASED],
      [now + 60 * MINUTE, end('completed')],
      [now + 60 * MINUTE, HAND_OVER],
    ]);
    expect(rowOf(state, 'America/Toronto').minutesLost).toBe(2);
  });
});

describe('the clock during a visit', () => {
  it.each([
    [
      'goes back in Toronto',
      'America/Toronto',
      '2026-11-01T05:30:00Z',
      '2026-11-01 01:30 UTC−4',
      '2026-11-01 01:30 UTC−5',
    ],
    [
      'goes forward in Toronto',
      'America/Toronto',
      '2027-03-14T06:30:00Z',
      '2027-03-14 01:30',
      '2027-03-14 03:30',
    ],
    [
      'does not move in Regina',
      'America/Regina',
      '2026-11-01T07:30:00Z',
      '2026-11-01 01:30',
      '2026-11-01 02:30',
    ],
    [
      'goes back half an hour on in St. John’s',
      'America/St_Johns',
      '2026-11-01T04:00:00Z',
      '2026-11-01 01:30 UTC−2:30',
      '2026-11-01 01:30 UTC−3:30',
    ],
    ['passes midnight', 'America/Toronto', '2026-11-23T04:30:00Z', '2026-11-22 23:30', '2026-11-23 00:30'],
  ])('%s: an hour stays an hour, and each end has its own wall clock', (_, zone, startsAt, from, to) => {
    const start = Date.parse(startsAt);
    const { state, refused } = play(visit(start), { schedule: [booked(start)] });
    expect(refused).toEqual([]);
    const row = rowOf(state, zone);
    expect(row.minutes).toBe(60);
    const cells = cellsOf(row, 'en');
    expect([cells.actualStart, cells.actualEnd]).toEqual([from, to]);
  });

  it('passes midnight: the visit belongs to the day on which it began', () => {
    const start = Date.parse('2026-11-23T04:30:00Z');
    const row = rowOf(play(visit(start), { schedule: [booked(start)] }).state, 'America/Toronto');
    expect(rowsOfPeriod([row], { from: '2026-11-22', to: '2026-11-22' })).toEqual([row]);
    expect(rowsOfPeriod([row], { from: '2026-11-23', to: '2026-11-23' })).toEqual([]);
  });
});

describe('a child born on 29 February', () => {
  const born = (site: SiteRow, at: string) => {
    const now = Date.parse(at);
    const participants = BOOKING.participants.map((person) =>
      person.role === 'child' ? { ...person, birthDate: '2008-02-29' } : person,
    );
    const commands = left(now).slice(0, 3);
    return play(commands, { schedule: [booked(now, 60, { participants, site: site.id })], sites: [site] })
      .refused;
  };
  const regina: SiteRow = { ...SITE, id: 'site-regina', province: 'SK', zone: 'America/Regina' };
  const stJohns: SiteRow = { ...SITE, id: 'site-st-johns', province: 'NL', zone: 'America/St_Johns' };

  it('is a minor on 28 February and of age on 1 March, by the clock of the community site', () => {
    expect(born(regina, '2026-02-28T18:00:00Z')).toEqual([]);
    // Still February in Regina, already March in Greenwich.
    expect(born(regina, '2026-03-01T05:30:00Z')).toEqual([]);
    expect(born(regina, '2026-03-01T06:30:00Z')).toEqual(['child-not-minor']);
    expect(born(stJohns, '2026-03-01T18:00:00Z')).toEqual([]);
  });
});

describe('a server that is silent for nine days', () => {
  const start = Date.parse(BOOKING.startsAt);

  it('lets nobody sign in any more, and says why', () => {
    const { refused } = play([[start, signIn('staff-1')]], { change: { staffListAt: start - 9 * DAY } });
    expect(refused).toEqual(['staff-list-too-old']);
  });

  it('does not keep the facilitator from a visit that is under way', () => {
    const before = play(left(start), { schedule: [booked(start)] });
    const returned = decide(before.state, back('staff-1'), {
      ...CONTEXT,
      now: start + 30 * MINUTE,
      staffListAt: start - 9 * DAY,
    });
    expect(returned).toMatchObject({ ok: true, value: [{ type: 'facilitator.returned' }] });
  });
});

it('names in any script come onto the sheet letter by letter', () => {
  const start = Date.parse(BOOKING.startsAt);
  const names = ['ᐊᓂᓴ ᓴᒻᐴᓪ', 'Łı̨́ O’Sample', 'Олена Зразок', '陳 美', 'ليلى حسن', 'Zoë-Élise d’Exemple'];
  const children = names.map((name) => ({ role: 'child' as const, name, approvedVisitor: true }));
  const adult = BOOKING.participants.filter((person) => person.role === 'accompanying-adult');
  const schedule = [booked(start, 60, { participants: [...children, ...adult] })];
  const answers = { ...ALL_MET, children: names.map(() => ({ approvedVisitor: true, documents: true })) };
  const commands = visit(start).map(([at, command]): Timed => [
    at,
    command.type === 'open-session' ? { ...command, answers } : command,
  ]);
  const row = rowOf(play(commands, { schedule }).state, 'America/Toronto');
  expect(row.children.map((child) => child.name)).toEqual(names);
});
