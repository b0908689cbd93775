import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Command } from '../../shared/session/commands.ts';
import { evolve } from '../../shared/session/evolve.ts';
import { BOOKING, CONTEXT, NOW, SIGN_IN, UNTIL_LEFT } from '../../shared/session/session.fixture.ts';
import {
  INITIAL_STATE,
  STATE_VERSION,
  unfinishedSessions,
  type StationState,
} from '../../shared/session/state.ts';
import { proposeRow } from '../../shared/tracking/propose-row.ts';
import type { TrackingRow } from '../../shared/tracking/row.ts';
import { BOOT, identityOf, temporaryFolder } from '../journal/journal.fixture.ts';
import type { Journal } from '../journal/journal.ts';
import { fileKeyStore } from '../journal/keys/key-store.ts';
import { openJournal } from '../journal/open.ts';
import { Station } from '../station/station.ts';
import { createTracking, type Tracking } from '../tracking/create-tracking.ts';
import { createStationRecords, type StationRecords } from './station-records.ts';

const ACTOR = 'staff-1';
const [FIRST, SECOND] = ['0199a000-0000-7000-8000-000000000101', '0199a000-0000-7000-8000-000000000102'];
const BACK: readonly Command[] = [
  { type: 'pin-accepted', staff: ACTOR, credential: 'c1', where: 'lock' },
  { type: 'end', outcome: { name: 'completed', by: null, reason: '', notified: [] } },
  {
    type: 'hand-over',
    ...{ observations: { source: 'none', text: '', reportReference: '' }, troubles: '', note: '' },
  },
];

let folder: ReturnType<typeof temporaryFolder>;
let exports: string;
let journal: Journal<StationState>;
let station: Station;
let tracking: Tracking;
let records: StationRecords;
let notified: number;

beforeEach(() => {
  folder = temporaryFolder();
  exports = path.join(folder.path, 'share');
  mkdirSync(exports);
  notified = 0;
  start();
});
afterEach(async () => {
  await tracking.index.ready;
  journal.close();
  folder.remove();
});

function start(): void {
  const clock = { now: () => NOW, monotonicMs: () => 0, status: () => 'synced' as const };
  const opened = openJournal({
    file: path.join(folder.path, 'journal.sqlite'),
    clock,
    keyStore: fileKeyStore(path.join(folder.path, 'journal.key')),
    identity: identityOf(),
    ...{ appVersion: '0', boot: BOOT },
    fold: { initial: INITIAL_STATE, evolve, version: STATE_VERSION, needs: unfinishedSessions },
  });
  if (!opened.ok) throw new Error(opened.refusal.code);
  journal = opened.value;
  const schedule = [FIRST, SECOND].map((id) => ({ ...BOOKING, id: `booking-${id}` }));
  const context = { ...CONTEXT, staffListAt: NOW, schedule, now: NOW };
  station = new Station({ journal, report: () => undefined, context: () => context });
  const staff = { nameOf: (id: string) => `Name of ${id}` };
  const changes = { notify: () => void (notified += 1) };
  tracking = createTracking({
    ...{ journal, clock, station, staff, changes, report: () => undefined },
    settings: { exports: { folder: exports, removableMedia: false, keepDays: '7' } },
    dataFolder: folder.path,
    appFolder: fileURLToPath(new URL('../..', import.meta.url)),
    institution: {
      ...{ firstLanguage: 'en', zone: 'America/Toronto', enrolment: null },
      name: { en: 'Example', fr: 'Exemple' },
      choices: () => {
        throw new Error('Nothing is printed here');
      },
    },
    after: Promise.resolve(),
  });
  station.onRecorded(({ entries }) => tracking.index.note(entries));
  records = createStationRecords({ journal, station, staff, tracking, changes });
}

function act(command: Command): void {
  const done = station.execute(command);
  if (!done.ok) throw new Error(`${command.type}: ${done.refusal.code}`);
}

/** A visit that is held and handed over; `completed`: with its row on the sheet. */
function visit(session: string, { completed }: { readonly completed: boolean }): void {
  for (const command of UNTIL_LEFT)
    act(
      command.type === 'open-session' ? { ...command, id: session, booking: `booking-${session}` } : command,
    );
  for (const command of BACK) act(command);
  if (!completed) return;
  const waiting = station.state.waiting[session];
  if (waiting === undefined) throw new Error('not handed over');
  const row = proposeRow(waiting, {
    ...{ institution: { en: 'Example', fr: 'Exemple' }, institutionZone: 'America/Toronto', station: 'st' },
    staffName: (id) => `Name of ${id}`,
  });
  act({ type: 'start-station', appVersion: '0', platform: 'linux', build: 'development' });
  act(SIGN_IN);
  act({ type: 'complete-tracking', row: { ...row, completedBy: `Name of ${ACTOR}` } });
}

async function rows(): Promise<readonly TrackingRow[]> {
  const found: TrackingRow[] = [];
  for await (const part of records.visits.rows()) found.push(...part);
  return found;
}
const observe = (text: string, reference = '') =>
  records.visits.observe(ACTOR, FIRST, { source: 'site', text, reference });
const bodies = (session: string) => journal.entriesOfSession(session).length;

describe('The records of the institution in this station', () => {
  it('have every completed visit, and none that waits for its sheet', async () => {
    visit(FIRST, { completed: true });
    visit(SECOND, { completed: false });
    expect((await rows()).map(({ session }) => session)).toEqual([FIRST]);
  });

  it('take a late observation as a further version, with who and why, and keep the former one', async () => {
    visit(FIRST, { completed: true });
    expect(await observe('The child asked for a second call.')).toMatchObject({ ok: true });
    expect(await observe('Reported.', 'A-2026-1')).toMatchObject({ ok: true });
    const history = tracking.history(FIRST);
    expect(history.map(({ by, reason, row: { version } }) => [version, by, reason])).toEqual([
      [1, `Name of ${ACTOR}`, null],
      [2, `Name of ${ACTOR}`, 'The child asked for a second call.'],
      [3, `Name of ${ACTOR}`, 'A-2026-1'],
    ]);
    expect(history[0]?.row.observations).toBe('');
    expect(await rows()).toMatchObject([
      {
        version: 3,
        ...{ observationSource: 'site', reportReference: 'A-2026-1' },
        observations: 'The child asked for a second call.\nReported.',
      },
    ]);
  });

  it('refuse an observation for which the sheet has no room, and one of a visit that is unknown', async () => {
    visit(FIRST, { completed: true });
    await observe('x'.repeat(900));
    expect(await observe('y'.repeat(200))).toMatchObject({
      refusal: { code: 'observation-too-long', values: { most: 1000 } },
    });
    expect(await rows()).toMatchObject([{ version: 2 }]);
    expect(
      await records.visits.observe(ACTOR, SECOND, { source: 'site', text: 'x', reference: '' }),
    ).toMatchObject({ refusal: { code: 'record-unknown' } });
  });

  it('erase a visit for good: from the sheet, the journal and its file, also after a restart', async () => {
    visit(FIRST, { completed: true });
    visit(SECOND, { completed: true });
    await observe('Loud');
    await records.visits.erase([FIRST]);
    expect(notified).toBeGreaterThan(0);
    expect((await rows()).map(({ session }) => session)).toEqual([SECOND]);
    expect([bodies(FIRST), bodies(SECOND) > 0]).toEqual([0, true]);
    expect(journal.verify()).toMatchObject({ ok: true });
    expect(await observe('Later')).toMatchObject({ refusal: { code: 'record-unknown' } });
    await tracking.index.ready;
    journal.close();
    start();
    expect((await rows()).map(({ session }) => session)).toEqual([SECOND]);
    expect(journal.verify()).toMatchObject({ ok: true });
  });

  it('keep a visit that still waits for its sheet, whatever is erased', async () => {
    visit(FIRST, { completed: false });
    await records.visits.erase([FIRST]);
    expect(bodies(FIRST)).toBeGreaterThan(5);
    expect(station.state.waiting[FIRST]).toBeDefined();
  });
});

describe('What the institution exports', () => {
  const made = {
    ...({ format: 'audit', from: '2026-11-01', to: '2026-11-30', rows: 1 } as const),
    files: [{ name: 'child-link-audit.csv', content: Buffer.from('seq;at') }],
  };

  it('goes to the destination of the station’s exports, and is among them', async () => {
    visit(FIRST, { completed: true });
    const delivered = await records.exports.deliver(ACTOR, made);
    const file = path.join(exports, 'child-link-audit.csv');
    expect(delivered).toEqual({ ok: true, value: { place: file, files: [{ name: file, content: null }] } });
    expect(readFileSync(file, 'utf8')).toBe('seq;at');
    const { exports: listed } = await tracking.exports.view();
    expect(listed).toMatchObject([{ by: `Name of ${ACTOR}`, format: 'audit', files: [file] }]);
  });

  it('is refused with its cause where the destination cannot be written, and nothing is recorded', async () => {
    rmSync(exports, { recursive: true });
    writeFileSync(exports, 'A file in the place of the folder');
    const delivered = await records.exports.deliver(ACTOR, made);
    expect(delivered).toMatchObject({ refusal: { code: 'export-failed' } });
    expect((await tracking.exports.view()).exports).toEqual([]);
    expect(existsSync(path.join(exports, 'child-link-audit.csv'))).toBe(false);
  });
});
