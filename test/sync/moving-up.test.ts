import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  openEmbeddedInstitution,
  type EmbeddedInstitution,
} from '../../electron/embedded/embedded-institution.ts';
import { makeSetupCode } from '../../electron/embedded/setup-code.ts';
import { fileKeyStore } from '../../electron/journal/keys/key-store.ts';
import { openIdentity } from '../../electron/sync/identity.ts';
import { enrol } from '../../electron/sync/enrol.ts';
import { SITE, sampleBooking } from '../../institution/core/institution.fixture.ts';
import { refuse } from '../../institution/core/refusal.ts';
import { readSiteList } from '../../institution/core/site-list.ts';
import { ok } from '../../shared/result.ts';
import { FEED_NAMES, type FeedName } from '../../shared/sync/rows.ts';
import { SAMPLE_ROW } from '../../shared/tracking/tracking.fixture.ts';
import { practiceSeed } from '../institution/practice-data.ts';
import { createInstitution, type Institution, type InstitutionSeed } from '../institution/server.ts';
import { type Page, PAGES, signInAtPages } from './institution-page.ts';
import { hands, type Hands, station, type Station, temporaryFolder } from './station.ts';

const ADMINISTRATOR = { id: 'hazel', roles: ['head', 'it', 'scheduler'] };
const DAY_MS = 86_400_000;
/** What a station's feeds hold of an institution; orders expire within a day and do not move. */
const MOVED_FEEDS = ['schedule', 'sites', 'staff', 'settings'] as const satisfies readonly FeedName[];
const ROW = { ...SAMPLE_ROW, session: '01935b5e-0000-7000-8000-000000000001' };
const EMPTY = new Map(FEED_NAMES.map((feed) => [feed, new Map()]));

let time: Hands;
let folder: ReturnType<typeof temporaryFolder>;
let server: Institution;
let here: Station;
let embedded: EmbeddedInstitution | null;

beforeEach(() => {
  time = hands();
  folder = temporaryFolder();
  embedded = null;
});
afterEach(async () => {
  embedded?.close();
  await here.stop();
  await server.close();
  folder.remove();
});

/** A server that listens, and a station beside it. */
async function open(seed: InstitutionSeed = practiceSeed(time.now())): Promise<void> {
  const created = await createInstitution({ dataDir: ':memory:', clock: time, seed, browser: PAGES });
  if (!created.ok) throw new Error(created.refusal.code);
  server = created.value;
  here = station(server.url, folder.path, time);
}

async function embed(): Promise<EmbeddedInstitution> {
  const { journal, sync } = here;
  embedded = await openEmbeddedInstitution({
    dataFolder: folder.path,
    nativeBinding: undefined,
    sealer: journal.ledger.sealer,
    keyStore: fileKeyStore(join(folder.path, 'key')),
    journalFile: () => journal.ledger.connection,
    readSiteList: (file) => Promise.resolve(readSiteList(file)),
    settings: { copyFolder: null },
    hosts: { sites: ['visits-visites.webex.com'], practiceOrigins: [] },
    clock: time,
    timers: { after: () => () => undefined, every: () => () => undefined },
    onChange: () => undefined,
    report: (code, detail) => {
      throw new Error(`${code} ${detail}`);
    },
  });
  embedded.attach({
    visits: {
      async *rows() {
        yield [];
      },
      observe: () => Promise.resolve(refuse('record-unknown')),
      erase: () => Promise.resolve(),
    },
    exports: {
      deliver: (_actor, { files }) =>
        Promise.resolve(
          ok({
            place: null,
            files: files.map(({ name, content }) => ({
              name,
              content: Buffer.from(content).toString('base64'),
            })),
          }),
        ),
    },
  });
  embedded.connect(sync.feeds);
  return embedded;
}

/** Leaves the embedded form, as a station does whose settings name a server from its next start on. */
async function toServer(): Promise<void> {
  embedded?.close();
  embedded = null;
  here = await here.restart();
}

async function call<T>(name: string, input: unknown): Promise<T> {
  const answer = await embedded?.call(ADMINISTRATOR, name, input);
  if (answer?.ok !== true) throw new Error(answer?.refusal.code);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the test knows what it asked for
  return answer.value as T;
}

type MovedFile = { readonly code: string; readonly files: readonly { readonly content: string }[] };
const moved = ({ code, files }: MovedFile) => ({ code, file: files[0]?.content ?? '' });

async function setUp(): Promise<void> {
  const form = {
    institution: {
      name: { en: 'Sample', fr: 'Échantillon' },
      province: 'ON',
      zone: 'America/Toronto',
      firstLanguage: 'en',
    },
    location: { en: 'Room 2', fr: 'Salle 2' },
    person: 'Example, Hazel',
  };
  await call('institution.set-up', { code: makeSetupCode(folder.path), pin: '482913', form });
}

function visitOn(day: number) {
  const startMs = time.now() + day * DAY_MS;
  const [startsAt, endsAt] = [new Date(startMs), new Date(startMs + DAY_MS / 24)].map((at) =>
    at.toISOString(),
  );
  return sampleBooking({ startsAt: startsAt ?? '', endsAt: endsAt ?? '' });
}

/** A month of a station without a server: every kind of thing that an institution keeps. */
async function aMonth(): Promise<void> {
  const file = Buffer.from(`id,name,city,province\n${SITE.id},Sample Family Centre,Halifax,NS`).toString(
    'base64',
  );
  const list = { file, listDate: '2026-11-01' };
  const { token } = await call<{ token: string }>('sites.preview', list);
  await call('sites.import', { ...list, token });
  const details = {
    name: 'Sample, Juniper',
    roles: ['facilitator', 'tracking'],
    validUntil: '9999-12-31T23:59:59.999Z',
  };
  const { code } = await call<{ code: string }>('staff.add', { details });
  await call('staff.set-pin', { code, pin: '613907' });
  await call('staff.add', { details: { ...details, name: 'Sample, Not Yet' } });
  await call('schedule.book', { booking: visitOn(1) });
  time.advance(20 * DAY_MS);
  const cancelled = await call<{ id: string; ver: number }>('schedule.book', { booking: visitOn(2) });
  const notified = [
    { who: 'Sample Family Centre', number: '902-555-0100', at: new Date(time.now()).toISOString() },
  ];
  await call('schedule.cancel', { which: cancelled, by: 'site', reason: 'Storm', notified });
  await call('schedule.book', { booking: visitOn(3) });
  await call('settings.set', { which: { key: 'cues', ver: 0 }, value: { minutes: [10, 2] } });
  const support = [{ name: { en: 'Sample', fr: 'Modèle' }, detail: { en: 'Invented', fr: 'Inventé' } }];
  await call('settings.set', { which: { key: 'support', ver: 0 }, value: support });
  const rules = { booking: 24, visit: 24, 'reported-visit': 60 };
  await call('records.set-rules', { rules, ver: 0 });
  await call('records.hold', { who: 'Example, Maple', reference: 'Invented file 7' });
  here.journal.append([
    { type: 'tracking.completed', body: { version: 1, row: ROW }, actor: 'hazel', session: ROW.session },
  ]);
}

const rowsHere = () =>
  Object.fromEntries(
    MOVED_FEEDS.map((feed) => [
      feed,
      [...here.sync.feeds.rows(feed)].toSorted(([a], [b]) => (a < b ? -1 : 1)),
    ]),
  );
const headers = () => here.journal.read(1, 1000).map(({ header }) => header);
const settled = () =>
  expect
    .poll(() => here.sync.feeds.rows('settings').size + here.sync.feeds.schedule().length)
    .toBeGreaterThan(2);

type Audit = { readonly broken: number | null; readonly entries: readonly { readonly action: string }[] };
const auditAt = (page: Page) => page.call<Audit>('audit.list', { after: 0, limit: 500 });
const wholeAuditAt = async (page: Page) => {
  const { files } = await page.call<MovedFile>('audit.export', { language: 'en' });
  return Buffer.from(files[0]?.content ?? '', 'base64').toString('utf8');
};
const SERVER = 'grand-valley';

it('R64: a station that ran without a server brings everything to an empty one', async () => {
  const seed = practiceSeed(time.now());
  await open({ ...seed, feeds: { ...seed.feeds, ...Object.fromEntries(EMPTY) } });
  await embed();
  await setUp();
  await aMonth();
  await settled();
  const before = rowsHere();
  const audit = await call<Audit>('audit.list', { after: 0, limit: 500 });
  const file = moved(await call<MovedFile>('institution.export', {}));
  await toServer();

  const page = await signInAtPages(server, SERVER);
  expect(await page.call('institution.take-over', file)).toEqual({
    ...{ people: 3, staff: 2, sites: 1, schedule: 2, 'past-bookings': 1 },
    ...{ notifications: 1, settings: 2, holds: 1, audit: audit.entries.length + 1 },
  });
  expect(await here.sync.enrol(await server.code())).toMatchObject({ ok: true });
  await here.sync.syncNow();
  expect(here.sync.status()).toMatchObject({ state: 'safe', waiting: 0, code: null });
  // PINs, links and listDates included; the person of the server's own pages is no facilitator of the station.
  expect(rowsHere()).toEqual(before);
  const delivered = await server.listEntries(here.journal.chain);
  expect(delivered.map(({ header }) => header)).toEqual(headers());
  expect(await server.trackingRows()).toEqual([ROW]);
  expect(await page.call('records.state', {})).toMatchObject({
    rules: { booking: 24, visit: 24, 'reported-visit': 60 },
    holds: [{ who: 'Example, Maple', reference: 'Invented file 7' }],
  });
  expect(await page.call('records.find', { who: 'Example, Maple' })).toMatchObject({
    // Three bookings, and the visit that the station sent.
    records: Array.from({ length: 4 }, () => ({ isHeld: true })),
  });
  expect((await auditAt(page)).broken).toBeNull();
  const csv = await wholeAuditAt(page);
  for (const { action } of audit.entries) expect(csv).toContain(action);
});

it('R64: a station brings what it has to a server that has its own already, which keeps it', async () => {
  await open();
  const theirs = new Map(
    await Promise.all(MOVED_FEEDS.map(async (feed) => [feed, await server.feedRows(feed)] as const)),
  );
  await embed();
  await setUp();
  await aMonth();
  await settled();
  const before = rowsHere();
  const file = moved(await call<MovedFile>('institution.export', {}));
  await toServer();
  const page = await signInAtPages(server, SERVER);
  await page.call('institution.take-over', file);
  await here.sync.enrol(await server.code());
  await here.sync.syncNow();
  const after = rowsHere();
  for (const feed of MOVED_FEEDS) {
    const keys = new Map(after[feed]);
    for (const [key, row] of theirs.get(feed) ?? []) expect(keys.get(key)).toEqual(row);
    const known = theirs.get(feed);
    for (const [key, row] of before[feed] ?? [])
      if (known?.has(key) !== true) expect(keys.get(key)).toEqual(row);
  }
  await expect(page.call('institution.take-over', file)).rejects.toThrow('transfer-known');
});

it('R64: enrolled on the command line, a station leaves the feeds of the institution that it had within', async () => {
  await open();
  await embed();
  await setUp();
  await aMonth();
  await settled();
  embedded?.close();
  embedded = null;
  // `child-link-station enrol` writes the enrolment while the station is off, and knows nothing of feeds.
  await here.stop();
  const identity = openIdentity({
    file: join(folder.path, 'identity.json'),
    keyStore: fileKeyStore(join(folder.path, 'key')),
    clock: time,
  });
  if (!identity.ok) throw new Error(identity.refusal.code);
  const done = await enrol(await server.code(), {
    ...{ http: here.network, clock: time, serverUrl: new URL(server.url), identity: identity.value },
    ...{ appVersion: '1.0.0', platform: 'test', signal: new AbortController().signal },
  });
  expect(done).toMatchObject({ ok: true });
  here = station(server.url, folder.path, time);
  await here.sync.syncNow();
  expect(here.sync.status()).toMatchObject({ state: 'safe', code: null, warnings: [] });
  for (const feed of MOVED_FEEDS) expect(here.sync.feeds.rows(feed)).toEqual(await server.feedRows(feed));
});

it('R64: a station that knew a server takes everything along into its own institution, and back', async () => {
  await open();
  await here.sync.enrol(await server.code());
  here.note('at the server');
  await here.sync.syncNow();
  const page = await signInAtPages(server, SERVER);
  const before = rowsHere();
  const file = moved(await page.call<MovedFile>('institution.export', {}));

  await embed();
  await setUp();
  await call('institution.take-over', file);
  const newer = () => here.sync.feeds.staff().map(({ name }) => name);
  await expect.poll(newer).toContain('Example, Hazel');
  await expect.poll(() => here.sync.feeds.schedule().length).toBe(before['schedule']?.length);
  const embeddedRows = rowsHere();
  for (const feed of MOVED_FEEDS)
    expect(embeddedRows[feed]).toEqual(expect.arrayContaining(before[feed] ?? []));
  here.note('embedded');
  expect(here.journal.verify()).toMatchObject({ ok: true });
  const list = await call<{ sites: readonly { id: string }[] }>('sites.list', {});
  const booking = { ...visitOn(4), site: list.sites[0]?.id ?? '' };
  const booked = await call<{ id: string }>('schedule.book', { booking });
  const back = moved(await call<MovedFile>('institution.export', {}));

  await toServer();
  await page.call('institution.take-over', back);
  await here.sync.syncNow();
  expect(here.sync.status()).toMatchObject({ state: 'safe', waiting: 0, code: null, warnings: [] });
  expect(here.sync.feeds.schedule().map(({ id }) => id)).toContain(booked.id);
  for (const feed of MOVED_FEEDS) expect(here.sync.feeds.rows(feed)).toEqual(await server.feedRows(feed));
  // One chain from the first entry on, in both programs.
  expect((await server.chains()).map(({ chain }) => chain)).toEqual([here.journal.chain]);
  const delivered = await server.listEntries(here.journal.chain);
  expect(delivered.map(({ header }) => header)).toEqual(headers());
  expect((await auditAt(page)).broken).toBeNull();
});
