import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { evolve } from '../../shared/session/evolve.ts';
import { CONTEXT } from '../../shared/session/session.fixture.ts';
import { INITIAL_STATE, type StationState } from '../../shared/session/state.ts';
import { SAMPLE_ROW } from '../../shared/tracking/tracking.fixture.ts';
import { sampleStaff } from '../../test/gallery/page/samples.ts';
import { Station } from '../station/station.ts';
import { ExportFiles, type ExportFilesParts } from './export-files.ts';
import { Exporter } from './export-sheet.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const START = Date.parse('2026-11-30T12:00:00Z');
const NOVEMBER = { from: '2026-11-01', to: '2026-11-30', format: 'csv' } as const;

let root = '';
beforeEach(() => (root = mkdtempSync(path.join(tmpdir(), 'child-link-exports-'))));
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** A station's exports on a real disk, with a medium that the test plugs in; the journal remembers its entries. */
function stationWith(settings: Partial<ExportFilesParts['settings']> = {}) {
  let state: StationState = INITIAL_STATE;
  const world = {
    now: START,
    media: [] as { path: string }[],
    entries: [] as string[],
    reports: [] as string[],
  };
  const station = new Station({
    journal: {
      get state() {
        return state;
      },
      append(drafts) {
        for (const draft of drafts) {
          world.entries.push(draft.type);
          state = evolve(state, { ...draft, at: world.now });
        }
        return [];
      },
    },
    context: () => CONTEXT,
    report: () => undefined,
  });
  const ownFolder = path.join(root, 'own');
  let id = 0;
  const files = new ExportFiles({
    station,
    exporter: new Exporter({
      index: {
        of: () =>
          Promise.resolve([{ session: 'session-1', version: 1, at: 1, instant: 1, date: '2026-11-22' }]),
        read: () => [SAMPLE_ROW],
      },
      fonts: fileURLToPath(new URL('../../assets/fonts', import.meta.url)),
      now: () => world.now,
      firstLanguage: () => 'en',
      changed: () => undefined,
    }),
    ownFolder,
    settings: { folder: null, removableMedia: false, keepDays: '7', ...settings },
    media: () => Promise.resolve(world.media),
    pdfs: {
      notice: (document) => Promise.resolve(Buffer.from(document)),
      day: ({ bookings }) => Promise.resolve(Buffer.from(bookings.map(({ id: own }) => own).join())),
      ready: (checks) => Promise.resolve(Buffer.from(JSON.stringify(checks))),
    },
    zone: () => 'America/Toronto',
    clock: { now: () => world.now },
    nameOf: (staff) => `Name of ${staff}`,
    newId: () => `export-${(id += 1)}`,
    report: (code, detail) => void world.reports.push(`${code} ${detail}`),
  });
  const write = async (destination: { kind: 'station' | 'folder' | 'medium'; path: string }) =>
    files.write({ ...NOVEMBER, destination }, 'en', 'staff-2');
  return { files, world, ownFolder, write };
}

describe('R53: where an export goes', () => {
  it('is the station’s own folder where IT has named no place', async () => {
    const { files, ownFolder, write } = stationWith();
    expect((await files.view()).destinations).toEqual([{ kind: 'station', path: ownFolder }]);
    expect(await write({ kind: 'station', path: ownFolder })).toMatchObject({ ok: true, value: { rows: 1 } });
    expect(readdirSync(ownFolder)).toHaveLength(1);
  });

  it('is IT’s folder and each medium that is plugged in, and never a place that the page makes up', async () => {
    const [share, medium] = [path.join(root, 'share'), path.join(root, 'medium')];
    mkdirSync(medium);
    const { files, world, write } = stationWith({ folder: share, removableMedia: true });
    expect((await files.view()).destinations).toEqual([{ kind: 'folder', path: share }]);
    world.media = [{ path: medium }];
    expect((await files.view()).destinations).toEqual([
      { kind: 'folder', path: share },
      { kind: 'medium', path: medium },
    ]);
    expect(await write({ kind: 'medium', path: medium })).toMatchObject({ ok: true });
    expect(readdirSync(medium)).toHaveLength(1);
    const elsewhere = { ok: false, refusal: { code: 'export-destination-gone' } };
    expect(await write({ kind: 'medium', path: path.join(root, 'elsewhere') })).toMatchObject(elsewhere);
    expect(await write({ kind: 'station', path: share })).toMatchObject(elsewhere);
    world.media = [];
    expect(await write({ kind: 'medium', path: medium })).toMatchObject(elsewhere);
  });
});

describe('R25: what is printed', () => {
  it('goes to the first destination, again and again under one name, and is never erased', async () => {
    const { files, world, ownFolder } = stationWith();
    const file = path.join(ownFolder, 'child-link-sign_en-fr.pdf');
    for (const again of [1, 2]) {
      expect(await files.print('sign'), String(again)).toEqual({
        ok: true,
        value: { file, destination: 'station' },
      });
    }
    utimesSync(file, START / 1000, START / 1000);
    world.now = START + 100 * DAY_MS;
    await files.sweep();
    expect(readdirSync(ownFolder)).toEqual(['child-link-sign_en-fr.pdf']);
    expect(world.entries).toEqual([]);
  });

  it('asks for a medium where there is none', async () => {
    const { files } = stationWith({ removableMedia: true });
    expect(await files.print('leaflet')).toMatchObject({ refusal: { code: 'export-destination-gone' } });
  });
});

describe('R53, R62: the list of the day', () => {
  const today = sampleStaff().schedule.map((booking) => ({ ...booking, startsAt: START, endsAt: START }));

  it('holds today’s visits alone, is recorded as an export, and is erased like one', async () => {
    const { files, world, ownFolder } = stationWith();
    const [first, second] = today;
    if (first === undefined || second === undefined) throw new Error('the sample has too few bookings');
    const written = await files.writeDay([first, { ...second, startsAt: START + 5 * DAY_MS }], 'staff-2');
    if (!written.ok) throw new Error(written.refusal.code);
    const { file } = written.value;
    expect(readFileSync(file, 'utf8')).toBe(first.id);
    expect(world.entries).toEqual(['export.written']);
    expect((await files.view()).exports).toMatchObject([{ format: 'day', rows: 1, files: [file] }]);
    world.now = START + 100 * DAY_MS;
    await files.sweep();
    expect(readdirSync(ownFolder)).toEqual([]);
  });

  it('never takes the name of a list that is still there', async () => {
    const { files, ownFolder } = stationWith();
    for (const _ of [1, 2]) expect(await files.writeDay(today, 'staff-2')).toMatchObject({ ok: true });
    expect(readdirSync(ownFolder)).toHaveLength(2);
  });

  it('is not written for a day without visits', async () => {
    expect(await stationWith().files.writeDay([], 'staff-2')).toMatchObject({
      refusal: { code: 'nothing-to-export' },
    });
  });
});

describe('R53, R62: an exported file', () => {
  it('is on record with who wrote it, when, and of which period', async () => {
    const { files, world, ownFolder, write } = stationWith();
    await write({ kind: 'station', path: ownFolder });
    expect(world.entries).toEqual(['export.written']);
    expect((await files.view()).exports).toMatchObject([
      {
        id: 'export-1',
        at: START,
        by: 'Name of staff-2',
        from: '2026-11-01',
        to: '2026-11-30',
        format: 'csv',
        destination: 'station',
        rows: 1,
      },
    ]);
  });

  it('is erased by hand, and off the list', async () => {
    const { files, world, ownFolder, write } = stationWith();
    await write({ kind: 'station', path: ownFolder });
    expect(await files.erase('export-1', 'staff-2')).toMatchObject({ ok: true });
    expect(readdirSync(ownFolder)).toEqual([]);
    expect((await files.view()).exports).toEqual([]);
    expect(world.entries).toEqual(['export.written', 'export.erased']);
    expect(await files.erase('export-1', 'staff-2')).toMatchObject({ refusal: { code: 'export-unknown' } });
  });

  it('is erased after the time that the settings say, and not before', async () => {
    const { files, world, ownFolder, write } = stationWith({ keepDays: '3' });
    await write({ kind: 'station', path: ownFolder });
    world.now = START + 3 * DAY_MS - 1;
    await files.sweep();
    expect(readdirSync(ownFolder)).toHaveLength(1);
    world.now += 1;
    await files.sweep();
    expect(readdirSync(ownFolder)).toEqual([]);
    expect((await files.view()).exports).toEqual([]);
  });

  it('that is out of reach is not called erased: the medium is plugged in again, or its time ends', async () => {
    const medium = path.join(root, 'medium');
    mkdirSync(medium);
    const { files, world, write } = stationWith({ removableMedia: true });
    world.media = [{ path: medium }];
    await write({ kind: 'medium', path: medium });
    const [name = ''] = readdirSync(medium);
    rmSync(path.join(medium, name));
    expect(await files.erase('export-1', 'staff-2')).toMatchObject({
      refusal: { code: 'export-out-of-reach', values: { file: medium } },
    });
    expect((await files.view()).exports).toHaveLength(1);
    world.now = START + 7 * DAY_MS;
    await files.sweep();
    expect((await files.view()).exports).toEqual([]);
  });

  it('on a share that cannot be reached is tried again until it is erased', async () => {
    const share = path.join(root, 'share');
    const { files, world, write } = stationWith({ folder: share });
    await write({ kind: 'folder', path: share });
    const [name = ''] = readdirSync(share);
    rmSync(share, { recursive: true });
    world.now = START + 7 * DAY_MS;
    await files.sweep();
    expect((await files.view()).exports).toHaveLength(1);
    mkdirSync(share);
    writeFileSync(path.join(share, name), 'readable');
    await files.sweep();
    expect(existsSync(path.join(share, name))).toBe(false);
    expect((await files.view()).exports).toEqual([]);
  });

  it('that a killed station left half written is erased too, and other files are not', async () => {
    const { files, world, ownFolder } = stationWith();
    mkdirSync(ownFolder);
    for (const name of [
      'child-link-tracking_2026-11-01_2026-11-30_en.csv.part',
      'diagnose-2026-11-21.json',
    ]) {
      writeFileSync(path.join(ownFolder, name), '');
      utimesSync(path.join(ownFolder, name), START / 1000, START / 1000);
    }
    world.now = START + 8 * DAY_MS;
    await files.sweep();
    expect(readdirSync(ownFolder)).toEqual(['diagnose-2026-11-21.json']);
    expect(world.reports).toEqual([]);
  });
});

describe('R64: files that the institution in the station makes', () => {
  const made = (...names: readonly string[]) => ({
    ...{ format: 'records' as const, from: '2026-11-01', to: '2026-11-30', rows: 2 },
    files: names.map((name) => ({ name, content: Buffer.from(name) })),
  });

  it('are written, listed and erased as every other export', async () => {
    const { files, world, ownFolder } = stationWith();
    expect(
      await files.keep(made('child-link-records-a.csv', 'child-link-records-b.csv'), 'staff-2'),
    ).toMatchObject({
      ok: true,
      value: { rows: 2 },
    });
    expect(readdirSync(ownFolder)).toHaveLength(2);
    expect((await files.view()).exports).toMatchObject([{ format: 'records', by: 'Name of staff-2' }]);
    world.now += 8 * DAY_MS;
    await files.sweep();
    expect(readdirSync(ownFolder)).toEqual([]);
  });

  it('never replace an earlier file, and leave nothing where one cannot be written', async () => {
    const { files, ownFolder } = stationWith();
    await files.keep(made('child-link-audit.csv'), 'staff-2');
    await files.keep(made('child-link-audit.csv'), 'staff-2');
    expect(readdirSync(ownFolder).toSorted()).toEqual(['child-link-audit(2).csv', 'child-link-audit.csv']);
    const broken = stationWith({ folder: path.join(root, 'own', 'child-link-audit.csv') });
    expect(await broken.files.keep(made('x.csv'), 'staff-2')).toMatchObject({
      refusal: { code: 'export-failed' },
    });
    expect(broken.world.entries).toEqual([]);
  });
});
