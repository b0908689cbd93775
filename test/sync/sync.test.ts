import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { HttpAnswer } from '../../electron/network/http.ts';
import { practiceSeed } from '../institution/practice-data.ts';
import { createInstitution, type Institution } from '../institution/server.ts';
import { bodyText, changed, hands, type Hands, station, type Station, temporaryFolder } from './station.ts';

let time: Hands;
let folder: ReturnType<typeof temporaryFolder>;
let server: Institution;
let here: Station;

beforeEach(async () => {
  time = hands();
  folder = temporaryFolder();
  const created = await createInstitution({
    dataDir: ':memory:',
    clock: time,
    seed: practiceSeed(time.now()),
    pollSeconds: 30,
    limits: { maxEntries: 200, maxBytes: 512 * 1024 },
  });
  if (!created.ok) throw new Error(created.refusal.code);
  server = created.value;
  here = station(server.url, folder.path, time);
});
afterEach(async () => {
  await here.stop();
  expect(here.bugs).toEqual([]);
  await server.close();
  folder.remove();
});

async function enrolled(): Promise<void> {
  const done = await here.sync.enrol(await server.code());
  if (!done.ok) throw new Error(done.refusal.code);
  await here.sync.syncNow();
}

const chainOnServer = async () => (await server.listEntries(here.journal.chain)).map(({ hash }) => hash);
const chainHere = () => here.journal.read(1, 1000).map(({ hash }) => hash);

/** Changes the answers of later calls under `path`. */
function tamper(path: string, change: (answer: HttpAnswer) => HttpAnswer): void {
  here.network.tamper = ({ url }, answer) => (url.pathname.includes(path) ? change(answer) : null);
}
function tamperJson(path: string, change: (json: Record<string, unknown>) => unknown): void {
  tamper(path, (answer) => changed(answer, change));
}

describe('A station that is not enrolled', () => {
  it('says so, keeps recording and asks nobody anything', async () => {
    here.note('before');
    await here.sync.syncNow();
    expect(here.sync.status()).toMatchObject({ state: 'not-enrolled', total: 1, waiting: 1 });
    expect(here.network.requests).toEqual([]);
  });

  it('learns that its code is refused', async () => {
    expect(await here.sync.enrol('ABCD-EFGH-JKLM-NPQR')).toEqual({
      ok: false,
      refusal: { code: 'enrolment-refused' },
    });
    expect(here.sync.status()).toMatchObject({ state: 'not-enrolled', code: 'enrolment-refused' });
    here.network.away = true;
    expect(await here.sync.enrol(await server.code())).toEqual({
      ok: false,
      refusal: { code: 'unreachable' },
    });
    expect(here.sync.status()).toMatchObject({ state: 'not-enrolled', code: 'unreachable' });
    here.network.away = false;
    await here.sync.enrol(await server.code());
    expect(here.sync.status().code).toBeNull();
  });

  it('enrols with the next code when an answer was lost, and only once', async () => {
    server.faults.failNext([{ kind: 'lose-answer' }], '/v1/enrolments');
    expect(await here.sync.enrol(await server.code())).toEqual({
      ok: false,
      refusal: { code: 'unreachable' },
    });
    expect(await here.sync.enrol(await server.code())).toMatchObject({ ok: true });
    expect(await here.sync.enrol(await server.code())).toEqual({
      ok: false,
      refusal: { code: 'already-enrolled' },
    });
  });
});

describe('A station that enrols', () => {
  it('sends what it recorded before, in its own chain', async () => {
    here.note('before');
    await enrolled();
    here.note('after');
    await here.sync.syncNow();
    expect(here.sync.status()).toMatchObject({
      state: 'safe',
      total: 2,
      waiting: 0,
      oldestWaitingAt: null,
      code: null,
    });
    expect(await chainOnServer()).toEqual(chainHere());
    const [first] = here.journal.read(1, 1);
    expect(first!.body).toMatchObject({ detail: 'before', carriedFrom: { seq: 1 } });
  });

  it('stays enrolled and safe over a restart, in the same chain', async () => {
    await enrolled();
    here.note('one');
    await here.sync.syncNow();
    const { chain } = here.journal;
    here = await here.restart();
    expect(here.journal.chain).toBe(chain);
    expect(here.sync.status()).toMatchObject({ state: 'safe', total: 1 });
    expect(here.sync.feeds.schedule()).toEqual([...(await server.feedRows('schedule')).values()]);
  });

  it('knows every feed afterwards, with its age', async () => {
    await enrolled();
    const { feeds } = here.sync;
    expect(feeds.schedule()).toHaveLength((await server.feedRows('schedule')).size);
    expect(feeds.sites()).toHaveLength((await server.feedRows('sites')).size);
    expect(
      feeds
        .staff()
        .map((row) => row.id)
        .sort(),
    ).toEqual([...(await server.feedRows('staff')).keys()].sort());
    expect([...feeds.settings().keys()].sort()).toEqual(
      [...(await server.feedRows('settings')).keys()].sort(),
    );
    expect(feeds.directives()).toEqual([]);
    expect(feeds.position('directives')).toMatchObject({ receivedAtMs: time.now() });
  });
});

describe('Sending', () => {
  beforeEach(enrolled);

  it('R61: goes on where it was when the server is back', async () => {
    here.network.away = true;
    here.note('one');
    const oldestWaitingAt = time.now();
    time.advance(1000);
    here.note('two');
    await here.sync.syncNow();
    expect(here.sync.status()).toMatchObject({
      state: 'waiting',
      waiting: 2,
      oldestWaitingAt,
      code: 'unreachable',
    });
    here.network.away = false;
    await here.sync.syncNow();
    expect(here.sync.status()).toMatchObject({ state: 'safe', waiting: 0, code: null });
    expect(await chainOnServer()).toEqual(chainHere());
  });

  it('sends a long journal in batches', async () => {
    for (let n = 0; n < 450; n += 1) here.note(String(n));
    await here.sync.syncNow();
    expect(here.network.requests.filter((call) => call.endsWith('/entries'))).toHaveLength(3);
    expect(await chainOnServer()).toEqual(chainHere());
  });

  it('R61: counts a lost answer once and gets its receipt', async () => {
    here.note('one');
    server.faults.failNext([{ kind: 'lose-answer' }], '/entries');
    await here.sync.syncNow();
    expect(here.sync.status()).toMatchObject({ state: 'waiting', waiting: 1 });
    expect(await chainOnServer()).toHaveLength(1);
    await here.sync.syncNow();
    expect(here.sync.status()).toMatchObject({ state: 'safe', waiting: 0 });
    expect(await chainOnServer()).toEqual(chainHere());
    expect(here.journal.ledger.record.receipt).toMatchObject({ seq: 1, hash: here.journal.head!.hash });
  });

  it.each([
    ['signed by nobody', (receipt: object) => ({ ...receipt, signature: 'A'.repeat(86) })],
    ['for another place', (receipt: object) => ({ ...receipt, seq: 9 })],
    ['by another key', (receipt: object) => ({ ...receipt, keyId: 'other' })],
  ])('believes no receipt %s', async (_name, forge) => {
    here.note('one');
    tamperJson('/entries', (json) => ({ ...json, receipt: forge(json['receipt'] as object) }));
    await here.sync.syncNow();
    await here.sync.syncNow();
    expect(here.sync.status()).toMatchObject({
      state: 'attention',
      code: 'receipt-invalid',
      waiting: 1,
      receiptAt: null,
    });
    here.network.tamper = null;
    await here.sync.syncNow();
    expect(here.sync.status()).toMatchObject({ state: 'safe', waiting: 0, code: null });
  });

  it('halves a batch that is refused, down to one, and holds nothing up for ever', async () => {
    for (let n = 0; n < 5; n += 1) here.note(String(n));
    const real = here.network.send.bind(here.network);
    let refusals = 0;
    here.network.send = async (request) => {
      const text = bodyText(request);
      if (!request.url.pathname.endsWith('/entries') || !text.includes('"detail":"3"')) return real(request);
      refusals += 1;
      const body = Buffer.from('{"type":"urn:child-link:problem:malformed"}');
      const header = (name: string) => (name === 'content-type' ? 'application/problem+json' : null);
      return { ok: true, value: { status: 400, header, body } };
    };
    await here.sync.syncNow();
    expect(refusals).toBeGreaterThan(1);
    expect(await chainOnServer()).toEqual(chainHere());
    const bodies = (await server.listEntries(here.journal.chain)).map((entry) => entry.body);
    expect(bodies[3]).toBeNull();
    expect(bodies[5]).toMatchObject({ seq: 4, why: 'refused' });
    expect(here.sync.status()).toMatchObject({ state: 'attention', code: 'sent-without-body', waiting: 0 });
  });

  it('stops when the station was revoked, keeps recording, and tries again in a quarter of an hour', async () => {
    here.sync.start();
    await server.revokeStation(here.journal.ledger.record.genesis.station);
    here.note('one');
    await here.sync.syncNow();
    expect(here.sync.status()).toMatchObject({ state: 'attention', code: 'station-revoked', waiting: 1 });
    expect(time.dueInMs()).toBe(15 * 60_000);
  });

  it.each([['/v1/state'], ['/entries'], ['/v1/feeds/sites'], ['/v1/heartbeat']])(
    'survives a page of HTML where %s should be',
    async (path) => {
      here.note('one');
      await server.setFeedRow('sites', 'site-x', {
        ...((await server.feedRows('sites')).get('site-halifax') as object),
        id: 'site-x',
      });
      tamper(path, () => ({
        status: path === '/v1/heartbeat' ? 403 : 200,
        header: () => 'text/html',
        body: Buffer.from('<p>Sign in'),
      }));
      await here.sync.syncNow();
      expect(here.sync.status()).toMatchObject({ state: 'attention', code: 'answer-not-json' });
      here.network.tamper = null;
      time.advance(60_000);
      await here.sync.syncNow();
      expect(here.sync.status()).toMatchObject({ state: 'safe', code: null });
    },
  );

  it('survives every answer being cut short or turned to nonsense', async () => {
    for (const body of ['', '{', 'null', '[]', '{"head":{}}', '\u0000']) {
      here.note(body);
      tamper('/v1/', (answer) => ({ ...answer, body: Buffer.from(body) }));
      await here.sync.syncNow();
      expect(here.sync.status()).toMatchObject({ state: 'attention' });
    }
    here.network.tamper = null;
    await here.sync.syncNow();
    expect(here.sync.status()).toMatchObject({ state: 'safe', waiting: 0 });
  });
});

describe('Receiving', () => {
  beforeEach(enrolled);
  const halifax = () => here.sync.feeds.sites().find((row) => row.id === 'site-halifax');

  it('swaps in what the server changed, and says which feed it was', async () => {
    const heard: string[] = [];
    here.sync.feeds.onChange((feed) => heard.push(feed));
    const row = (await server.feedRows('sites')).get('site-halifax') as object;
    await server.setFeedRow('sites', 'site-halifax', { ...row, authorized: false });
    await server.deleteFeedRow('sites', 'site-montreal');
    await here.sync.syncNow();
    expect(heard).toEqual(['sites']);
    expect(halifax()).toMatchObject({ authorized: false });
    expect(here.sync.feeds.sites().map((site) => site.id)).not.toContain('site-montreal');
  });

  it('asks for nothing that it already has', async () => {
    const before = here.network.requests.length;
    await here.sync.syncNow();
    expect(here.network.requests.slice(before)).toEqual(['GET /v1/state']);
  });

  it.each([
    ['whose state does not add up', { stateHash: 'A'.repeat(43) }, 'feed-signature-invalid'],
    ['whose signature is not the server’s', { signature: 'A'.repeat(86) }, 'feed-signature-invalid'],
    ['signed by a key it does not know', { keyId: 'other' }, 'feed-key-unknown'],
    ['whose rows were changed on the way', { ops: [] }, 'feed-state-mismatch'],
    ['that claims another age', { expiresAt: '2036-11-29T01:00:00.000Z' }, 'feed-signature-invalid'],
    ['of another name', { feed: 'staff' }, 'answer-malformed'],
  ])('keeps the last good state of a feed %s', async (_name, change, code) => {
    const row = (await server.feedRows('sites')).get('site-halifax') as object;
    await server.setFeedRow('sites', 'site-halifax', { ...row, authorized: false });
    tamperJson('/v1/feeds/sites', (json) => ({ ...json, ...change }));
    await here.sync.syncNow();
    expect(here.sync.status()).toMatchObject({ state: 'attention', code });
    expect(halifax()).toMatchObject({ authorized: true });
    here.network.tamper = null;
    time.advance(60_000);
    await here.sync.syncNow();
    expect(halifax()).toMatchObject({ authorized: false });
    expect(here.sync.status().code).toBeNull();
  });

  it('keeps the last good state when a row is not of the agreed shape', async () => {
    await server.setFeedRow('sites', 'site-halifax', { id: 'site-halifax', authorized: 'perhaps' });
    await here.sync.syncNow();
    expect(here.sync.status()).toMatchObject({ state: 'attention', code: 'feed-rows-invalid' });
    expect(halifax()).toMatchObject({ authorized: true });
  });

  it('keeps members of a row that it does not know', async () => {
    const row = (await server.feedRows('sites')).get('site-halifax') as object;
    await server.setFeedRow('sites', 'site-halifax', { ...row, later: { of: 'use' } });
    await here.sync.syncNow();
    expect(halifax()).toMatchObject({ later: { of: 'use' } });
  });

  it('takes back no older state', async () => {
    const recorded: HttpAnswer[] = [];
    const row = (await server.feedRows('sites')).get('site-halifax') as object;
    await server.setFeedRow('sites', 'site-halifax', { ...row, authorized: false });
    here.network.tamper = ({ url }, answer) =>
      url.pathname.includes('sites') ? (recorded.push(answer), null) : null;
    await here.sync.syncNow();
    await server.setFeedRow('sites', 'site-halifax', { ...row, authorized: true });
    here.network.tamper = null;
    await here.sync.syncNow();

    await server.setFeedRow('sites', 'site-halifax', { ...row, city: 'Elsewhere' });
    tamper('/v1/feeds/sites', () => changed(recorded[0]!, (json) => ({ ...json, reset: false })));
    await here.sync.syncNow();
    expect(here.sync.status()).toMatchObject({ state: 'attention', code: 'feed-rolled-back' });
    expect(halifax()).toMatchObject({ authorized: true });
  });

  it('does not believe a feed past its time', async () => {
    let late: HttpAnswer | null = null;
    here.network.tamper = ({ url }, answer) => {
      if (!url.pathname.includes('staff')) return null;
      late ??= answer;
      return late;
    };
    await server.deleteFeedRow('staff', 'staff-05');
    time.advance(3_600_000);
    here.network.away = true;
    await here.sync.syncNow();
    here.network.away = false;
    await here.sync.syncNow();
    expect(here.sync.feeds.staff()).toHaveLength(4);
    time.advance(8 * 24 * 3_600_000);
    await here.sync.syncNow();
    expect(here.sync.status()).toMatchObject({ state: 'attention', code: 'feed-expired' });
    expect(here.sync.feeds.staff()).toHaveLength(4);
  });
});

describe('The rhythm', () => {
  beforeEach(enrolled);

  /** Waits for everything under way. */
  const settle = (): Promise<void> => here.sync.syncNow();

  it('begins at random within a quarter of a minute', () => {
    here.sync.start();
    expect(time.dueInMs()).toBe(7500);
  });

  it('sends a new entry a second later, together with what came meanwhile', async () => {
    here.sync.start();
    await settle();
    expect(time.dueInMs()).toBe(30_000);
    here.note('one');
    expect(time.dueInMs()).toBe(1000);
    time.advance(900);
    here.note('two');
    expect(time.dueInMs()).toBe(100);
    time.advance(100);
    await settle();
    expect(here.network.requests.filter((call) => call.endsWith('/entries'))).toHaveLength(1);
  });

  it('does not let new entries hurry it while it backs off, and waits longer each time', async () => {
    here.sync.start();
    await settle();
    here.network.away = true;
    here.note('one');
    const waits: (number | null)[] = [];
    for (let n = 0; n < 4; n += 1) {
      time.advance(time.dueInMs() ?? 0);
      await turn();
      here.note('again');
      waits.push(time.dueInMs());
    }
    expect(waits).toEqual([1000, 2000, 4000, 8000]);
  });

  it('waits as long as the server asks', async () => {
    here.sync.start();
    server.faults.failNext([{ kind: 'problem', code: 'unavailable', retryAfterSeconds: 600 }], '/v1/state');
    await settle();
    expect(time.dueInMs()).toBe(600_000);
    expect(here.sync.status()).toMatchObject({ code: 'unavailable', nextTryAt: time.now() + 600_000 });
  });

  it('gives a sign of life each minute and after sending', async () => {
    const beats = () => here.network.requests.filter((call) => call.endsWith('/heartbeat')).length;
    const first = beats();
    await settle();
    expect(beats()).toBe(first);
    here.note('one');
    await settle();
    expect(beats()).toBe(first + 1);
    time.advance(60_000);
    await settle();
    expect(beats()).toBe(first + 2);
  });

  it('hears of a directive while nothing else happens', async () => {
    here.sync.start();
    await settle();
    const heard = new Promise((resolve) => here.sync.feeds.onChange(resolve));
    await server.setFeedRow('directives', 'd-1', {
      id: 'd-1',
      session: null,
      action: 'message',
      reason: { code: 'practice', text: 'Exercise' },
      authority: 'Institutional head',
      issuedAt: '2026-11-22T14:00:00.000Z',
      expiresAt: '2026-11-22T15:00:00.000Z',
    });
    expect(await heard).toBe('directives');
    expect(here.sync.feeds.directives()).toHaveLength(1);
  });

  /** Waits for the attempt that a timer started: a status then says when the next one is due. */
  async function turn(): Promise<void> {
    if (here.sync.status().nextTryAt !== null && (time.dueInMs() ?? 0) > 0) return;
    await new Promise<void>((resolve) => {
      const stop = here.sync.onStatus((status) => {
        if (status.nextTryAt === null || status.nextTryAt <= time.now()) return;
        stop();
        resolve();
      });
    });
  }
});
