import Database from 'better-sqlite3';
import { sealerOf } from '../../electron/journal/keys/seal.ts';
import { createApi } from '../../institution/api/serve.ts';
import type { CallName } from '../../institution/api/calls.ts';
import {
  createBed,
  DAY_MS,
  NOW,
  sampleBooking,
  servedInstitution,
  SITE,
} from '../../institution/core/institution.fixture.ts';
import { createInstitution } from '../../institution/core/institution.ts';
import type { Store } from '../../institution/core/store.ts';
import { FEED_NAMES } from '../../shared/sync/rows.ts';
import { END_OF_TIME } from '../../institution/core/staff-details.ts';
import { openEmbeddedStore } from '../../institution/store/embedded-store.ts';
import { type BenchOptions, type Figure, median } from './figures.ts';

const AT_ONCE_MS = 100;
/** Within this the sign-in screen is there, and nobody has pressed anything yet. */
const START_MS = 1000;
const BOOKINGS = 5000;
const STAFF = 500;
const SITES = 1000;
const FROM = new Date(NOW).toISOString();
const TO = new Date(NOW + 366 * DAY_MS).toISOString();
const ADMINISTRATOR = { id: 'hazel', roles: ['head', 'it', 'scheduler'] };
/** A list that keeps every site but the one where all visits are booked. */
const SITE_LIST = Buffer.from(
  [
    'id,name,city,province',
    ...Array.from({ length: SITES }, (_, index) => `S-${index},Sample ${index},Halifax,NS`),
  ].join('\n'),
).toString('base64');

/** How long the institution takes to answer the presses of its pages, with 5,000 bookings, 500 people and 1,000 sites. */
export async function administrationBench({ quick, say }: BenchOptions): Promise<readonly Figure[]> {
  say(`administration: ${BOOKINGS} bookings, ${STAFF} people, ${SITES} sites`);
  const database = new Database(':memory:');
  const sealer = sealerOf(Buffer.alloc(32, 7));
  let store = await openEmbeddedStore(database, sealer);
  await fill(store);
  const { context } = await createBed();
  let institution = createInstitution({ ...context, store });
  let api = createApi(servedInstitution(institution));
  const call = async (name: CallName, input: unknown): Promise<void> => {
    const answer = await api.call(name, ADMINISTRATOR, input);
    if (!answer.ok) throw new Error(`${name}: ${answer.refusal.code}`);
  };
  /** As the station starts: it confirms each feed before anybody has signed in, which reads all of their rows. */
  async function restart(): Promise<void> {
    store = await openEmbeddedStore(database, sealer);
    institution = createInstitution({ ...context, store });
    api = createApi(servedInstitution(institution));
    const startMs = performance.now();
    for (const feed of FEED_NAMES) {
      const ver = await store.read((reader) => reader.version(feed));
      await institution.feedPage(feed, { position: { gen: 1, ver }, limit: 500 });
    }
    starts.push(performance.now() - startMs);
  }
  const starts: number[] = [];
  let day = 0;
  const presses: Readonly<Record<string, () => Promise<unknown>>> = {
    'list of a year': () => call('schedule.list', { from: FROM, to: TO, limit: 50 }),
    'search in a year': () => call('schedule.list', { from: FROM, to: TO, search: 'nobody', limit: 50 }),
    'list of sites': () => call('sites.list', {}),
    'list of staff': () => call('staff.list', {}),
    'preview that stops every booking': () =>
      call('sites.preview', { file: SITE_LIST, listDate: '2026-12-01' }),
    'finding the records of a person': () => call('records.find', { who: 'nobody' }),
    'state of the records': () => call('records.state', {}),
    'list of the audit': () => call('audit.list', { after: null, limit: 100 }),
    'booking a visit': () =>
      call('schedule.book', { booking: bookingAt(NOW + (1000 + (day += 1)) * DAY_MS) }),
    'sending a changed schedule to the station': async () => {
      const ver = await store.read((reader) => reader.version('schedule'));
      return institution.feedPage('schedule', { position: { gen: 1, ver: ver - 1 }, limit: 500 });
    },
  };
  const figures: Figure[] = [];
  for (const [name, press] of Object.entries(presses)) {
    const firstTimes: number[] = [];
    const times: number[] = [];
    for (let round = 0; round < (quick ? 3 : 15); round += 1) {
      await restart();
      firstTimes.push(await timeOf(press));
      times.push(await timeOf(press));
    }
    figures.push(figureOf(`${name}, the first after a start`, firstTimes), figureOf(name, times));
  }
  figures.push(figureOf('confirming the feeds at a start', starts, START_MS));
  await store.close();
  return figures;
}

async function timeOf(press: () => Promise<unknown>): Promise<number> {
  const startMs = performance.now();
  await press();
  return performance.now() - startMs;
}

function figureOf(name: string, times: readonly number[], withinMs = AT_ONCE_MS): Figure {
  return {
    name: `${name}, over ${withinMs} ms`,
    value: median(times) / withinMs,
    target: { kind: 'at-most', value: 1 },
    parts: { medianMs: median(times), slowestMs: Math.max(...times) },
  };
}

function bookingAt(startMs: number) {
  return sampleBooking({
    startsAt: new Date(startMs).toISOString(),
    endsAt: new Date(startMs + DAY_MS / 24).toISOString(),
  });
}

function fill(store: Store): Promise<void> {
  return store.write(async (writer) => {
    await writer.put('sites', SITE.id, SITE);
    for (let index = 1; index < SITES; index += 1)
      await writer.put('sites', `S-${index}`, { ...SITE, id: `S-${index}` });
    for (let index = 0; index < STAFF; index += 1)
      await writer.put('people', `person-${index}`, {
        ...{ name: `Sample, ${index}`, roles: ['facilitator'], validUntil: END_OF_TIME },
        ...{ codeHash: null, codeExpiresAt: null },
      });
    for (let index = 0; index < BOOKINGS; index += 1) {
      const id = `booking-${index}`;
      const booking = bookingAt(NOW + DAY_MS + index * 1.5 * (DAY_MS / 24));
      await writer.put('schedule', id, { ...booking, id, status: 'booked' });
    }
  });
}
