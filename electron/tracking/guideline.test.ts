import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Command, DecisionContext } from '../../shared/session/commands.ts';
import { evolve } from '../../shared/session/evolve.ts';
import {
  ALL_MET,
  BOOKING,
  CONTEXT,
  NOBODY_CHECKED,
  NOW,
  POLICY,
  SIGN_IN,
  UNTIL_LEFT,
} from '../../shared/session/session.fixture.ts';
import { INITIAL_STATE, STATE_VERSION, type StationState } from '../../shared/session/state.ts';
import type { ScheduleRow } from '../../shared/sync/rows.ts';
import type { Column } from '../../shared/tracking/cells.ts';
import type { ExportFormat } from '../../shared/tracking/exports.ts';
import { proposeRow, type RowFacts } from '../../shared/tracking/propose-row.ts';
import { BOOT, identityOf } from '../journal/journal.fixture.ts';
import type { Journal } from '../journal/journal.ts';
import { fileKeyStore } from '../journal/keys/key-store.ts';
import { openJournal } from '../journal/open.ts';
import { Station } from '../station/station.ts';
import { Exporter } from './export-sheet.ts';
import { partsOf, readCsv, readPdf, readXlsx, type SheetRow } from './read-back.fixture.ts';
import { TrackingIndex } from './tracking-index.ts';

/**
 * Visits as the guideline tells them, each once: by the station's one way in, into a real journal, onto the sheet, into
 * the three files, and back out of them by readers that know nothing of their writers.
 */

type Cells = Partial<Record<Column, string>>;
type Timed = readonly [minutes: number, command: Command];

interface Scenario {
  readonly name: string;
  readonly booking?: Partial<ScheduleRow>;
  readonly context?: Partial<DecisionContext>;
  readonly facts?: Partial<RowFacts>;
  readonly commands: (session: string, booking: string) => readonly Timed[];
  readonly cells: Cells;
}

const START: Command = { type: 'start-station', appVersion: '0', platform: 'linux', build: 'development' };
const RETURN: Command = { type: 'pin-accepted', staff: 'staff-1', credential: 'c1', where: 'lock' };
const RELIEVE: Command = { type: 'pin-accepted', staff: 'staff-3', credential: 'c3', where: 'relief' };
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

/** The way to a locked visit, opened as `change` says. */
function untilLeft(session: string, booking: string, change: object = {}): readonly Timed[] {
  return UNTIL_LEFT.map((command): Timed => [
    0,
    command.type === 'open-session' ? { ...command, id: session, booking, ...change } : command,
  ]);
}
const over = (minutes: number): readonly Timed[] => [
  [minutes, RETURN],
  [minutes, COMPLETED],
  [minutes, HAND_OVER],
];
/** A visit of so many minutes behind the lock. */
const visit =
  (minutes: number, change: object = {}) =>
  (session: string, booking: string): readonly Timed[] => [
    ...untilLeft(session, booking, change),
    ...over(minutes),
  ];
const notHeld =
  (outcome: object, ...then: readonly Timed[]) =>
  (id: string, booking: string): readonly Timed[] => [
    [0, START],
    [0, SIGN_IN],
    [0, { type: 'record-not-held', id, booking, outcome, authority: 'Head' } as Command],
    ...then,
    [2, HAND_OVER],
  ];

const CONTACT = { role: 'contact' as const, name: 'Sample, Willow', approvedVisitor: true };
const GROWN = {
  role: 'child' as const,
  name: 'Sample, Rowan',
  birthDate: '2000-01-01',
  approvedVisitor: true,
};
const SECOND = { ...BOOKING.participants[1], name: 'Sample, Alder', approvedVisitor: false };
const OKIMAW = {
  en: 'Okimaw Ohci Healing Lodge',
  fr: 'Pavillon de ressourcement Okimaw Ohci',
} as const;

const SCENARIOS: readonly Scenario[] = [
  {
    name: 'R10: a minor child',
    commands: visit(40),
    cells: {
      kind: 'Minor child',
      accompanyingAdult: 'Sample, Cedar',
      children: 'Sample, Birch (6 to 11 years, daughter)',
      outcome: 'Completed',
      minutes: '40',
      unsupervisedMinutes: '40',
      supervision: 'Unsupervised, station locked',
    },
  },
  {
    name: 'R10: an adult child, by decision of the Visits Review Board',
    booking: { kind: 'adult-child', reference: 'VRB-1', participants: [GROWN] },
    commands: visit(40, { answers: { adults: [], children: ALL_MET.children } }),
    cells: { kind: 'Adult child', reference: 'VRB-1', children: 'Sample, Rowan (adult)' },
  },
  {
    name: 'R10: a child welfare agency',
    booking: { kind: 'child-welfare', participants: [...BOOKING.participants, CONTACT] },
    commands: visit(40, { privileged: false }),
    cells: { contacts: 'Sample, Willow' },
  },
  {
    name: 'R10: a contact under section 81 or 84',
    booking: { kind: 'section-81-84', participants: [CONTACT] },
    commands: visit(40, { answers: NOBODY_CHECKED, privileged: false }),
    cells: { contacts: 'Sample, Willow', children: '' },
  },
  {
    name: 'R10: an activity of the Correctional Plan',
    booking: { kind: 'correctional-plan', reference: 'CP-1', participants: [CONTACT] },
    commands: visit(40, { answers: NOBODY_CHECKED, privileged: false }),
    cells: { reference: 'CP-1', contacts: 'Sample, Willow' },
  },
  {
    name: 'R10, R16: another community contact, a privileged person',
    booking: { kind: 'community-contact', reference: 'IH-1', participants: [CONTACT] },
    commands: visit(40, { answers: NOBODY_CHECKED, privileged: true }),
    cells: { reference: 'IH-1', contacts: 'Sample, Willow', outcome: 'Completed' },
  },
  {
    name: 'R9: refused, turned away at the site',
    commands: notHeld(
      { name: 'refused', by: 'site', reason: 'Turned away at the site', notified: ['visitor', 'site'] },
      [1, INFORM],
    ),
    cells: {
      outcome: 'Refused',
      outcomeBy: 'Community site',
      outcomeReason: 'Turned away at the site',
      outcomeAuthority: 'Head',
      notified: 'Visitor; Community site',
      actualStart: '',
      minutes: '0',
    },
  },
  {
    name: 'R50: a no-show, without opening',
    commands: notHeld({ name: 'no-show', by: 'visitor', reason: '', notified: [] }),
    cells: { outcome: 'No-show', outcomeBy: 'Visitor', actualStart: '', checks: '' },
  },
  {
    name: 'R13, R50: cancelled before opening, with visitor and site notified',
    commands: notHeld({
      name: 'cancelled',
      by: 'staff',
      reason: 'Lockdown',
      notified: ['visitor', 'site'],
    }),
    cells: { outcome: 'Cancelled', outcomeReason: 'Lockdown', notified: 'Visitor; Community site' },
  },
  {
    name: 'R7: relieved by a colleague',
    commands: (session, booking) => [
      ...untilLeft(session, booking),
      [10, RETURN],
      [12, RELIEVE],
      [30, COMPLETED],
      [30, HAND_OVER],
    ],
    cells: {
      facilitator: 'Name of staff-1',
      responsibles: 'Name of staff-1; Name of staff-3',
      supervision: 'Partly supervised, partly unsupervised',
      supervisedMinutes: '20',
      unsupervisedMinutes: '10',
    },
  },
  {
    name: 'R45: paused for a count',
    commands: (session, booking) => [
      ...untilLeft(session, booking),
      [5, RETURN],
      [15, { type: 'pause', cause: 'count', note: '' }],
      [25, { type: 'end-pause' }],
      [60, COMPLETED],
      [60, HAND_OVER],
    ],
    cells: { pauses: '{date} 13:45, 10 min, Count', suspensions: '', outcome: 'Completed' },
  },
  {
    name: 'R45: suspended and resumed, explained afterwards',
    commands: (session, booking) => [
      ...untilLeft(session, booking),
      [5, RETURN],
      [26, { type: 'suspend' }],
      [30, { type: 'unsuspend', authority: 'Head' }],
      [60, COMPLETED],
      [60, { type: 'explain', authority: 'Head', reason: 'An alarm' }],
      [60, INFORM],
      [60, HAND_OVER],
    ],
    cells: {
      suspensions: '{date} 13:56, 4 min, Head, An alarm',
      informed: 'Inmate, Visitor, representations offered; {date} 14:30; Name of staff-1',
      outcome: 'Completed',
    },
  },
  {
    name: 'R45: terminated by order while locked',
    commands: (session, booking) => [
      ...untilLeft(session, booking),
      [
        20,
        {
          type: 'obey',
          directive: {
            id: `directive-${session}`,
            session,
            action: 'terminate',
            reason: { code: 'security', text: 'Ordered by telephone' },
            authority: 'Institutional Head',
            issuedAt: new Date(NOW).toISOString(),
            expiresAt: new Date(NOW + 60 * 60_000).toISOString(),
          },
        },
      ],
      [25, RETURN],
      [25, INFORM],
      [26, HAND_OVER],
    ],
    cells: {
      outcome: 'Terminated',
      outcomeBy: 'Order received from the institution',
      outcomeReason: 'Ordered by telephone',
      outcomeAuthority: 'Institutional Head',
      minutes: '20',
      supervision: 'Unsupervised, station locked',
    },
  },
  {
    name: 'R44: extended by the minutes that were lost',
    commands: (session, booking) => [
      ...untilLeft(session, booking),
      [10, { type: 'interrupt', cause: 'link-lost' }],
      [14, { type: 'resume', cause: 'link-lost' }],
      [20, RETURN],
      [21, { type: 'extend', minutes: 4, reason: 'Lost minutes' }],
      [64, COMPLETED],
      [64, HAND_OVER],
    ],
    cells: { minutesLost: '4', extensionMinutes: '4', minutes: '64' },
  },
  {
    name: 'R11: a second accompanying adult without an approval, on the authority of the Head',
    booking: { participants: [...BOOKING.participants, SECOND] as ScheduleRow['participants'] },
    commands: visit(30, {
      answers: { ...ALL_MET, adults: [ALL_MET.adults[0], ALL_MET.adults[0]] },
      authority: 'Head',
      reason: 'Agreed by telephone',
    }),
    cells: {
      accompanyingAdult: 'Sample, Cedar',
      exception: 'approval of the accompanying adult; Head; Agreed by telephone',
    },
  },
  {
    name: 'R4: a check that was passed over',
    commands: (session, booking) =>
      visit(20)(session, booking).flatMap((timed): readonly Timed[] =>
        timed[1].type === 'confirm-settings'
          ? [
              [0, { type: 'record-check', check: 'clock', result: { verdict: 'fail', detail: '' } }],
              [0, { type: 'override-check', check: 'clock', reason: 'Known to IT' }],
              timed,
            ]
          : [timed],
      ),
    cells: { overrides: 'Clock: Known to IT' },
  },
  {
    name: 'R26: Okimaw Ohci, with a third language',
    context: { policy: { ...POLICY, noticeFurther: ['cr'] } },
    facts: { institution: OKIMAW, institutionZone: 'America/Regina' },
    commands: visit(20),
    cells: {
      institution: OKIMAW.en,
      institutionZone: 'America/Regina',
      noticeVersion: 'n-1',
      actualStart: '{date} 12:30',
      siteActualStart: '{date} 14:30',
    },
  },
  {
    name: 'R2: a walk-up',
    context: { schedule: [] },
    commands: (session, id) => [
      ...UNTIL_LEFT.map((command): Timed => {
        if (command.type !== 'open-session') return [0, command];
        const { privileged, answers, authority, reason, section93 } = command;
        const booking = { ...BOOKING, id };
        const opening = { booking, privileged, answers, authority, reason, section93 };
        return [0, { type: 'open-walk-up', id: session, ...opening }];
      }),
      ...over(30),
    ],
    cells: { walkUp: 'Yes', outcome: 'Completed', minutes: '30' },
  },
];

const idOf = (index: number) => `0199a000-0000-7000-8000-0000000001${String(index).padStart(2, '0')}`;
/** A session that is opened by mistake after all the others. */
const MISTAKEN = { session: idOf(99), booking: 'booking-mistaken' } as const;
const ZONE = 'America/Toronto';

let folder = '';
let journal: Journal<StationState>;
/** By session: the row of each format, and for the PDF the text of its part without any blank. */
const read3: Record<'csv' | 'xlsx', Readonly<Record<string, SheetRow>>> = { csv: {}, xlsx: {} };
let pdf: Readonly<Record<string, string>> = {};
const refusals: string[] = [];

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'child-link-guideline-'));
  let [now, context] = [NOW, CONTEXT];
  const clock = { now: () => now, monotonicMs: () => now - NOW, status: () => 'synced' as const };
  const opened = openJournal({
    file: path.join(folder, 'journal.sqlite'),
    clock,
    keyStore: fileKeyStore(path.join(folder, 'journal.key')),
    identity: identityOf(),
    appVersion: '0',
    boot: BOOT,
    fold: { initial: INITIAL_STATE, evolve, version: STATE_VERSION },
  });
  if (!opened.ok) throw new Error(opened.refusal.code);
  journal = opened.value;
  const station = new Station({ journal, report: () => undefined, context: () => ({ ...context, now }) });
  const act = (command: Command): void => {
    const done = station.execute(command);
    if (!done.ok) refusals.push(`${command.type}: ${done.refusal.code}`);
  };
  for (const [index, { booking, commands, facts, ...scenario }] of SCENARIOS.entries()) {
    const [session, id] = [idOf(index), `booking-${index}`];
    const schedule = [{ ...BOOKING, ...booking, id }];
    context = { ...CONTEXT, staffListAt: NOW, schedule, ...scenario.context };
    for (const [minutes, command] of commands(session, id)) {
      now = NOW + minutes * 60_000;
      act(command);
    }
    const waiting = station.state.waiting[session];
    if (waiting === undefined) throw new Error(`not handed over: ${scenario.name} ${refusals.join()}`);
    const row = proposeRow(waiting, {
      institution: { en: 'Example', fr: 'Exemple' },
      institutionZone: ZONE,
      station: 'st_0001',
      staffName: (staff) => `Name of ${staff}`,
      ...facts,
    });
    act(START);
    act(SIGN_IN);
    act({ type: 'complete-tracking', row: { ...row, completedBy: 'Name of staff-1' } });
  }

  now = NOW;
  context = { ...CONTEXT, schedule: [{ ...BOOKING, id: MISTAKEN.booking }] };
  for (const [, command] of untilLeft(MISTAKEN.session, MISTAKEN.booking).slice(0, 3)) act(command);
  act({ type: 'close-mistaken' });

  const exporter = new Exporter({
    index: new TrackingIndex(journal, now),
    fonts: fileURLToPath(new URL('../../assets/fonts', import.meta.url)),
    now: () => now,
    firstLanguage: () => 'en',
    changed: () => undefined,
  });
  const written = async (format: ExportFormat): Promise<Buffer> => {
    const done = await exporter.export({ from: '2026-11-22', to: '2026-11-22', format }, 'en', folder);
    if (!done.ok) throw new Error(done.refusal.code);
    return readFileSync(done.value.files[0] ?? '');
  };
  read3.csv = readCsv(await written('csv'));
  read3.xlsx = readXlsx(await written('xlsx'));
  pdf = await readPdf(
    await written('pdf'),
    SCENARIOS.map((_, index) => idOf(index)),
  );
}, 120_000);
afterAll(() => {
  journal.close();
  rmSync(folder, { recursive: true, force: true });
});

/** `{date}`: the day of every scenario. */
const expected = (cells: Cells): Cells =>
  Object.fromEntries(
    Object.entries(cells).map(([column, text]) => [column, text.replaceAll('{date}', '2026-11-22')]),
  );

it('no step of any scenario is refused', () => {
  expect(refusals).toEqual([]);
});

describe('R50 to R53: as the guideline tells it, read back from the files', () => {
  it.each(SCENARIOS.map((scenario, index) => ({ ...scenario, session: idOf(index) })))(
    '$name',
    ({ session, cells }) => {
      const wanted = expected(cells);
      expect(read3.csv[session]).toMatchObject(wanted);
      expect(read3.xlsx[session]).toMatchObject(wanted);
      expect(read3.xlsx[session]).toEqual(read3.csv[session]);
      // The PDF says each word in both languages, so its parts are looked up one by one.
      for (const text of Object.values(wanted))
        for (const part of partsOf(text)) expect(pdf[session], part).toContain(part);
    },
  );
});

it('R11: names the second adult with what was found of each check', () => {
  const index = SCENARIOS.findIndex(({ name }) => name.startsWith('R11'));
  expect(read3.csv[idOf(index)]?.furtherAdults).toMatch(/^Sample, Alder \(/u);
});

it('R16, R26: the journal says that a visit was privileged, and which languages the notice was shown in', () => {
  const shown = journal.entriesOfType(['notice.shown']);
  const of = (start: string) =>
    shown.find(({ session }) => session === idOf(SCENARIOS.findIndex(({ name }) => name.startsWith(start))));
  expect(of('R10, R16')?.body).toMatchObject({ privileged: true });
  expect(of('R26')?.body).toMatchObject({ further: ['cr'] });
});

it('R8: a session opened by mistake is in the journal, on no sheet, and its booking is free again', () => {
  const types = journal.entriesOfSession(MISTAKEN.session).map(({ type }) => type);
  expect(types).toEqual(['session.opened', 'session.opened-by-mistake']);
  expect(Object.keys(read3.csv)).toHaveLength(SCENARIOS.length);
  expect(read3.csv[MISTAKEN.session]).toBeUndefined();
  expect(read3.xlsx[MISTAKEN.session]).toBeUndefined();
  expect(journal.state.bookings[MISTAKEN.booking]).toBeUndefined();
  expect(journal.state.session).toBeNull();
});
