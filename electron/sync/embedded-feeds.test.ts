import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createApi, type Api } from '../../institution/api/serve.ts';
import {
  createBed,
  KEY_ID,
  NOW,
  sampleBooking,
  servedInstitution,
  SIGNER,
} from '../../institution/core/institution.fixture.ts';
import { createInstitution, type Institution } from '../../institution/core/institution.ts';
import type { Clock } from '../../shared/clock.ts';
import { newSeed, signerFromSeed } from '../../shared/sync/keys.ts';
import type { FeedName } from '../../shared/sync/rows.ts';
import type { Journal } from '../journal/journal.ts';
import { opened, type Tally, temporaryFolder } from '../journal/journal.fixture.ts';
import { startEmbeddedFeeds } from './embedded-feeds.ts';
import { type FeedStore, openFeeds } from './feeds.ts';

const SCHEDULER = { id: 'staff-hazel', roles: ['scheduler'] };
const clock: Clock = { now: () => NOW, monotonicMs: () => 0, status: () => 'unsynced' };
const samples = join(import.meta.dirname, '../../institution/core/invitation/samples');

let folder: ReturnType<typeof temporaryFolder>;
let journal: Journal<Tally>;
let feeds: FeedStore;
let institution: Institution;
let api: Api;
let faults: { readonly feed: FeedName; readonly code: string }[];
let stop: () => void;

beforeEach(async () => {
  folder = temporaryFolder();
  journal = opened(folder.path);
  feeds = openFeeds(journal.ledger);
  const { context } = await createBed();
  institution = createInstitution(context);
  api = createApi(servedInstitution(institution));
  faults = [];
  stop = () => undefined;
});
afterEach(() => {
  stop();
  journal.close();
  folder.remove();
});

function follow(source: Pick<Institution, 'feedPage' | 'onChange'> = institution) {
  const started = startEmbeddedFeeds({
    institution: source,
    serverKey: { keyId: KEY_ID, publicKey: SIGNER.publicKey },
    feeds,
    clock,
    timers: { after: () => () => undefined },
    onFault: (feed, { code }) => faults.push({ feed, code }),
    onBug: (error) => {
      throw error;
    },
  });
  stop = started.stop;
  return started;
}

async function call<T>(name: string, input: unknown): Promise<T> {
  const answered = await api.call(name, SCHEDULER, input);
  if (!answered.ok) throw new Error(answered.refusal.code);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the test knows what it asked for
  return answered.value as T;
}

describe('A station without a server', () => {
  it('has a visit in its schedule that was booked from a pasted invitation, and loses it when it is cancelled', async () => {
    const { settled } = follow();
    await settled();
    expect(feeds.sites().map(({ city }) => city)).toEqual(['Halifax']);

    const text = readFileSync(join(samples, 'fr-pasted.txt'), 'utf8');
    const found = await call<{ startsAt: string; endsAt: string; url: string; password: string }>(
      'schedule.read-invitation',
      { text },
    );
    const { startsAt, endsAt, url, password } = found;
    const booking = sampleBooking({ startsAt, endsAt, meeting: { url, password } });
    const which = await call<{ id: string; ver: number }>('schedule.book', { booking });
    await settled();
    expect(feeds.schedule()).toMatchObject([
      { id: which.id, startsAt: '2026-12-04T14:00:00.000Z', status: 'booked', meeting: { url, password } },
    ]);

    await call('schedule.cancel', { which, by: 'site', reason: 'closed', notified: [] });
    await settled();
    expect(feeds.schedule()).toMatchObject([{ id: which.id, status: 'cancelled' }]);
    expect(faults).toEqual([]);
  });

  it('believes no page that the institution’s key has not signed', async () => {
    const { context } = await createBed();
    const impostor = createInstitution({ ...context, signer: signerFromSeed(newSeed()) });
    await follow(impostor).settled();
    expect(faults).toContainEqual({ feed: 'sites', code: 'feed-signature-invalid' });
    expect(feeds.sites()).toEqual([]);
  });

  it('keeps its last good state when a page does not add up', async () => {
    await follow().settled();
    stop();
    await follow({
      onChange: institution.onChange,
      feedPage: async (feed, query) => {
        const answered = await institution.feedPage(feed, { ...query, position: null });
        return answered.ok ? { ok: true, value: { ...answered.value, ops: [] } } : answered;
      },
    }).settled();
    expect(faults).toContainEqual({ feed: 'sites', code: 'feed-state-mismatch' });
    expect(feeds.sites()).toHaveLength(1);
  });
});
