import { describe, expect, it } from 'vitest';
import type { Command, DecisionContext } from '../session/commands.ts';
import {
  ALL_MET,
  BOOKING,
  CONTEXT,
  NOBODY_CHECKED,
  NOW,
  POLICY,
  run,
  SESSION_ID,
  SIGN_IN,
  UNTIL_LEFT,
} from '../session/session-fixtures.ts';
import type { StationState } from '../session/state.ts';
import type { ScheduleRow } from '../sync/rows.ts';
import { cellsOf, COLUMNS, type Column } from './cells.ts';
import { trackingCsv } from './csv.ts';
import { proposeRow } from './propose-row.ts';

/** Visits as the guideline tells them, each once from the schedule to its row, which is read back from the CSV. */

const RETURN: Command = { type: 'pin-accepted', staff: 'staff-1', credential: 'c1', where: 'lock' };
const COMPLETED: Command = {
  type: 'end',
  outcome: { name: 'completed', by: null, reason: '', notified: [] },
};
const HAND_OVER: Command = {
  type: 'hand-over',
  observations: { source: 'none', text: '', reportReference: '' },
  troubles: '',
  note: '',
};
const INFORM: Command = { type: 'inform', inmate: true, visitor: true, representations: true, note: '' };

type Timed = readonly [minutes: number, command: Command];

function play(commands: readonly Timed[], context: DecisionContext): StationState {
  let state: StationState | undefined;
  for (const [minutes, command] of commands) {
    const now = NOW + minutes * 60_000;
    const done = run([command], { ...context, now, staffListAt: now }, state);
    expect(done.refused, command.type).toEqual([]);
    state = done.state;
  }
  if (state === undefined) throw new Error('nothing was played');
  return state;
}

/** The cells of the session's row as a spreadsheet reads them. */
function csvOf(state: StationState): Readonly<Record<Column, string>> {
  const item = state.waiting[SESSION_ID];
  if (item === undefined) throw new Error('not handed over');
  const row = proposeRow(item, {
    institution: { en: 'Example', fr: 'Exemple' },
    institutionZone: 'America/Toronto',
    station: 'st_0001',
    staffName: (id) => id,
  });
  const [, line = ''] = trackingCsv([row], 'en').split('\r\n');
  const cells = [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '',
  );
  expect(cells).toHaveLength(COLUMNS.length);
  const read = Object.fromEntries(COLUMNS.map((column, index) => [column, cells[index] ?? '']));
  expect(read).toEqual(cellsOf(row, 'en'));
  return cellsOf(row, 'en');
}

const openAs = (change: object): readonly Command[] =>
  UNTIL_LEFT.map((command) =>
    command.type === 'open-session' ? { ...command, ...change } : command,
  ) as Command[];
const untilLeft = (change: object = {}): readonly Timed[] => openAs(change).map((command) => [0, command]);
const over = (minutes: number): readonly Timed[] => [
  [minutes, RETURN],
  [minutes, COMPLETED],
  [minutes, HAND_OVER],
];
const booked = (change: Partial<ScheduleRow>): DecisionContext => ({
  ...CONTEXT,
  schedule: [{ ...BOOKING, ...change }],
});
const CONTACT = { role: 'contact' as const, name: 'Sample, Willow', approvedVisitor: true };
const GROWN = {
  role: 'child' as const,
  name: 'Sample, Rowan',
  birthDate: '2000-01-01',
  approvedVisitor: true,
};
const ONE_CHILD = { adults: [], children: ALL_MET.children };

describe('R10, R53: each kind of session reaches the sheet', () => {
  it.each<readonly [Partial<ScheduleRow>, object, Partial<Record<Column, string>>]>([
    [{}, {}, { kind: 'Minor child', accompanyingAdult: 'Sample, Cedar' }],
    [
      { kind: 'adult-child', reference: 'VRB-1', participants: [GROWN] },
      { answers: ONE_CHILD },
      { reference: 'VRB-1', children: 'Sample, Rowan (adult)' },
    ],
    [
      { kind: 'child-welfare', participants: [...BOOKING.participants, CONTACT] },
      { privileged: false },
      { contacts: 'Sample, Willow' },
    ],
    [
      { kind: 'section-81-84', participants: [CONTACT] },
      { answers: NOBODY_CHECKED, privileged: true },
      { contacts: 'Sample, Willow', children: '' },
    ],
    [
      { kind: 'correctional-plan', reference: 'CP-1', participants: [CONTACT] },
      { answers: NOBODY_CHECKED, privileged: false },
      { reference: 'CP-1' },
    ],
    [
      { kind: 'community-contact', reference: 'IH-1', participants: [CONTACT] },
      { answers: NOBODY_CHECKED, privileged: false },
      { reference: 'IH-1' },
    ],
  ])('%j', (booking, open, cells) => {
    const state = play([...untilLeft(open), ...over(40)], booked(booking));
    expect(csvOf(state)).toMatchObject({ outcome: 'Completed', unsupervisedMinutes: '40', ...cells });
  });
});

describe('R50 to R53: how a visit can go', () => {
  it('R11: a second accompanying adult without an approval, on the authority of the Head', () => {
    const second = { ...BOOKING.participants[1], name: 'Sample, Alder', approvedVisitor: false };
    const context = booked({
      participants: [...BOOKING.participants, second] as ScheduleRow['participants'],
    });
    const answers = { ...ALL_MET, adults: [ALL_MET.adults[0], ALL_MET.adults[0]] };
    const open = { answers, authority: 'Head', reason: 'Agreed by telephone' };
    expect(csvOf(play([...untilLeft(open), ...over(30)], context))).toMatchObject({
      furtherAdults: expect.stringContaining('Sample, Alder (') as string,
      exception: 'approval of the accompanying adult; Head; Agreed by telephone',
    });
  });

  it('R7, R45: relieved, paused for a count, suspended and resumed, extended by the lost minutes', () => {
    const relieve: Command = { type: 'pin-accepted', staff: 'staff-3', credential: 'c3', where: 'relief' };
    const state = play(
      [
        ...untilLeft(),
        [10, RETURN],
        [12, relieve],
        [15, { type: 'pause', cause: 'count', note: '' }],
        [25, { type: 'end-pause' }],
        [26, { type: 'suspend' }],
        [30, { type: 'unsuspend', authority: 'Head' }],
        [31, { type: 'extend', minutes: 14, reason: 'Lost minutes' }],
        [60, COMPLETED],
        [60, { type: 'explain', authority: 'Head', reason: 'An alarm' }],
        [60, INFORM],
        [60, HAND_OVER],
      ],
      CONTEXT,
    );
    expect(csvOf(state)).toMatchObject({
      supervision: 'Partly supervised, partly unsupervised',
      unsupervisedMinutes: '10',
      supervisedMinutes: '50',
      responsibles: 'staff-1; staff-3',
      pauses: '2026-11-22 13:45, 10 min, Count',
      suspensions: '2026-11-22 13:56, 4 min, Head, An alarm',
      extensionMinutes: '14',
      informed: 'Inmate, Visitor, representations offered; 2026-11-22 14:30; staff-3',
    });
  });

  it.each([
    ['refused', 'site', 'Turned away at the site', ['visitor', 'site'], 'Refused', 'Visitor; Community site'],
    ['no-show', 'visitor', '', [], 'No-show', ''],
    ['cancelled', 'staff', 'Lockdown', ['visitor', 'site'], 'Cancelled', 'Visitor; Community site'],
  ])('R9: %s without a session', (name, by, reason, notified, outcome, told) => {
    const outcomeOf = { name, by, reason, notified };
    const record = {
      type: 'record-not-held',
      id: SESSION_ID,
      booking: 'booking-1',
      outcome: outcomeOf,
      authority: 'Head',
    } as Command;
    const informed: readonly Timed[] = name === 'refused' ? [[1, INFORM]] : [];
    const state = play([[0, SIGN_IN], [0, record], ...informed, [2, HAND_OVER]], CONTEXT);
    expect(csvOf(state)).toMatchObject({
      outcome,
      outcomeReason: reason,
      outcomeAuthority: 'Head',
      notified: told,
      actualStart: '',
    });
  });

  it('R4: a check that was passed over, with its reason', () => {
    const fail: Command = {
      type: 'record-check',
      check: 'clock',
      result: { verdict: 'fail', detail: '' },
    };
    const override: Command = { type: 'override-check', check: 'clock', reason: 'Known to IT' };
    const commands = untilLeft().flatMap((timed): readonly Timed[] =>
      timed[1].type === 'confirm-settings' ? [[0, fail], [0, override], timed] : [timed],
    );
    expect(csvOf(play([...commands, ...over(20)], CONTEXT)).overrides).toBe('Clock: Known to IT');
  });

  it('R26: a notice in a third language is one notice all the same', () => {
    const context = { ...CONTEXT, policy: { ...POLICY, noticeFurther: ['cr'] } };
    expect(csvOf(play([...untilLeft(), ...over(20)], context)).noticeVersion).toBe('n-1');
  });
});
