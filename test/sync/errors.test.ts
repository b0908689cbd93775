import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { HttpAnswer, HttpRequest } from '../../electron/network/http.ts';
import type { ProblemCode } from '../../shared/sync/problem.ts';
import { setStage } from './stage.ts';
import { bodyText, changed } from './station.ts';

const stage = setStage();
const MINUTE_MS = 60_000;

const chainOnServer = async () =>
  (await stage.server.listEntries(stage.here.journal.chain)).map(({ hash }) => hash);
const chainHere = () => stage.here.journal.read(1, 1000).map(({ hash }) => hash);

/** Sends the one waiting note, with these faults on the way. */
async function attempt(): Promise<void> {
  stage.here.sync.start();
  stage.here.note('one');
  await stage.here.sync.syncNow();
}

function answerOf(status: number, code: string | null, headers: Record<string, string> = {}): HttpAnswer {
  const body =
    code === null ? '<p>Sorry' : JSON.stringify({ type: `urn:child-link:problem:${code}`, status });
  const all: Record<string, string> = {
    'content-type': code === null ? 'text/html' : 'application/problem+json',
    ...headers,
  };
  return { status, header: (name) => all[name.toLowerCase()] ?? null, body: Buffer.from(body) };
}

/** Answers instead of the server where `when` says so; everything else gets through. */
function intercept(when: (request: HttpRequest) => HttpAnswer | null): void {
  const { network } = stage.here;
  const real = network.send.bind(network);
  network.send = async (request) => {
    const answer = when(request);
    return answer === null ? real(request) : { ok: true, value: answer };
  };
}

describe('The clock of the station', () => {
  it('is as no network when the server still refuses it', async () => {
    intercept((request) => (request.method === 'GET' ? answerOf(401, 'clock-skewed') : null));
    await attempt();
    expect(stage.here.sync.status()).toMatchObject({ state: 'waiting', code: 'clock-skewed' });
  });
});

describe('A refusal that every request meets', () => {
  it.each<[ProblemCode, 'waiting' | 'attention', number]>([
    ['signature-invalid', 'attention', 15 * MINUTE_MS],
    ['key-unknown', 'attention', 15 * MINUTE_MS],
    ['station-revoked', 'attention', 15 * MINUTE_MS],
    ['version-unsupported', 'attention', 15 * MINUTE_MS],
    ['storage-full', 'attention', 5 * MINUTE_MS],
    ['unavailable', 'waiting', 1000],
    ['too-many-requests', 'waiting', 1000],
  ])('%s leaves the station recording, and says when it is tried again', async (code, state, dueInMs) => {
    for (const path of ['/v1/state', '/entries']) {
      stage.server.faults.failNext([{ kind: 'problem', code }], path);
      await attempt();
      expect(stage.here.sync.status()).toMatchObject({ state, code });
      expect(stage.time.dueInMs()).toBe(dueInMs);
      stage.here.note('recorded all the same');
      stage.time.advance(dueInMs);
      await stage.here.sync.syncNow();
      expect(stage.here.sync.status()).toMatchObject({ state: 'safe', code: null });
    }
    expect(await chainOnServer()).toEqual(chainHere());
  });

  it.each([
    [429, 'too-many-requests'],
    [503, 'unavailable'],
  ] as const)('%i is waited for as long as it asks, up to an hour', async (_status, code) => {
    const ask = (retryAfterSeconds: number) =>
      stage.server.faults.failNext([{ kind: 'problem', code, retryAfterSeconds }], '/v1/state');
    ask(600);
    await attempt();
    expect(stage.time.dueInMs()).toBe(10 * MINUTE_MS);
    ask(7200);
    await stage.here.sync.syncNow();
    expect(stage.time.dueInMs()).toBe(60 * MINUTE_MS);
  });

  it.each([
    [500, null, 'unavailable', 'waiting'],
    [502, null, 'unavailable', 'waiting'],
    [504, 'unavailable', 'unavailable', 'waiting'],
    [418, 'unheard-of', 'refused', 'attention'],
    [404, null, 'answer-not-json', 'attention'],
  ])('recognizes %i from something in between (%s)', async (status, type, code, state) => {
    stage.here.network.tamper = ({ url }) => (url.pathname === '/v1/state' ? answerOf(status, type) : null);
    await attempt();
    expect(stage.here.sync.status()).toMatchObject({ state, code, waiting: 1 });
  });

  it.each(['timed-out', 'unreachable', 'redirected', 'answer-too-large'] as const)(
    'a network that says %s loses nothing',
    async (refusal) => {
      const { network } = stage.here;
      const real = network.send.bind(network);
      network.send = async () => ({ ok: false, refusal });
      await attempt();
      expect(stage.here.sync.status()).toMatchObject({ code: refusal, waiting: 1 });
      network.send = real;
      await stage.here.sync.syncNow();
      expect(stage.here.sync.status()).toMatchObject({ state: 'safe' });
    },
  );
});

it('On a line so slow that a large request times out, smaller ones bring everything', async () => {
  for (let n = 0; n < 300; n += 1) stage.here.note(randomBytes(360).toString('base64'));
  const { network } = stage.here;
  const real = network.send.bind(network);
  let timeouts = 0;
  network.send = async (request) => {
    if ((request.body?.length ?? 0) < 20_000) return real(request);
    timeouts += 1;
    return { ok: false, refusal: 'timed-out' };
  };
  for (let tries = 0; tries < 8 && stage.here.sync.status().state !== 'safe'; tries += 1) await attempt();
  expect(timeouts).toBeGreaterThan(1);
  expect(stage.here.sync.status()).toMatchObject({ state: 'safe', waiting: 0 });
  expect(await chainOnServer()).toEqual(chainHere());
});

describe('A refusal of what was sent', () => {
  it('404 chain-unknown: the genesis is shown again, then everything from the first entry', async () => {
    stage.server.faults.failNext([{ kind: 'problem', code: 'chain-unknown' }], '/v1/state');
    await attempt();
    expect(stage.here.network.requests.filter((call) => call === 'POST /v1/chains')).toHaveLength(2);
    expect(stage.here.sync.status()).toMatchObject({ state: 'safe', code: null });
    stage.here.note('two');
    stage.server.faults.failNext([{ kind: 'problem', code: 'chain-unknown' }], '/entries');
    await stage.here.sync.syncNow();
    expect(stage.here.sync.status()).toMatchObject({ state: 'waiting', code: 'chain-unknown' });
    await stage.here.sync.syncNow();
    expect(await chainOnServer()).toEqual(chainHere());
  });

  it('409 gap: it goes back to the head of the server and sends from there', async () => {
    for (let n = 0; n < 5; n += 1) stage.here.note(String(n));
    const head = stage.here.journal.read(3, 1)[0]!;
    // Something in between reports a head that the server does not have.
    stage.here.network.tamper = ({ url }, answer) =>
      url.pathname === '/v1/state'
        ? changed(answer, (json) => ({ ...json, head: { seq: 3, hash: head.hash } }))
        : null;
    await stage.here.sync.syncNow();
    expect(await chainOnServer()).toEqual(chainHere());
    expect(stage.here.journal.read(6, 1)[0]).toMatchObject({
      header: { type: 'sync.server-went-back' },
      body: { acked: 3, found: 0 },
    });
    expect(stage.here.sync.status()).toMatchObject({ state: 'safe', waiting: 0 });
  });

  it('409 fork: heads are compared at once, and what was no fork goes on', async () => {
    stage.server.faults.failNext([{ kind: 'problem', code: 'fork' }], '/entries');
    const { chain } = stage.here.journal;
    await attempt();
    expect(stage.here.journal.chain).toBe(chain);
    expect(stage.here.sync.status()).toMatchObject({ state: 'safe', code: null });
  });

  it('410 feed-reset: the feed is asked for as a whole', async () => {
    await stage.server.setFeedRow('sites', 'site-x', {
      ...Object((await stage.server.feedRows('sites')).get('site-halifax')),
      id: 'site-x',
    });
    stage.server.faults.failNext([{ kind: 'problem', code: 'feed-reset' }], '/v1/feeds/sites');
    await stage.here.sync.syncNow();
    expect(stage.here.sync.feeds.sites().map(({ id }) => id)).toContain('site-x');
    expect(stage.here.sync.status().code).toBeNull();
  });

  it.each([
    [413, 'too-large'],
    [422, 'hash-mismatch'],
    [400, 'malformed'],
  ])('%i %s: the batch is halved until it gets through', async (status, code) => {
    for (let n = 0; n < 20; n += 1) stage.here.note(String(n));
    const sizes: number[] = [];
    intercept((request) => {
      if (!request.url.pathname.endsWith('/entries')) return null;
      const { entries }: { entries: unknown[] } = JSON.parse(bodyText(request));
      sizes.push(entries.length);
      return entries.length > 3 ? answerOf(status, code) : null;
    });
    await stage.here.sync.syncNow();
    expect(Math.min(...sizes)).toBeGreaterThan(1);
    expect(await chainOnServer()).toEqual(chainHere());
    expect(stage.here.sync.status()).toMatchObject({ state: 'safe', code: null });
    expect(
      (await stage.server.listEntries(stage.here.journal.chain)).every(({ body }) => body !== null),
    ).toBe(true);
  });

  it('413 for a single entry is said to staff, and tried again', async () => {
    let refusing = true;
    intercept(({ url }) =>
      refusing && url.pathname.endsWith('/entries') ? answerOf(413, 'too-large') : null,
    );
    await attempt();
    expect(stage.here.sync.status()).toMatchObject({ state: 'attention', code: 'entry-refused', waiting: 1 });
    refusing = false;
    await stage.here.sync.syncNow();
    expect(stage.here.sync.status()).toMatchObject({ state: 'safe', code: null });
  });
});

describe('Compression', () => {
  const entriesCalls = (): readonly HttpRequest[] =>
    sent.filter(({ url }) => url.pathname.endsWith('/entries'));
  let sent: HttpRequest[] = [];
  const listen = (): void => {
    sent = [];
    intercept((request) => {
      sent.push(request);
      return null;
    });
  };

  it('is for bodies over 1 KiB, and the digest is over what was sent', async () => {
    listen();
    for (let n = 0; n < 5; n += 1) stage.here.note('x'.repeat(400));
    await stage.here.sync.syncNow();
    const [call] = entriesCalls();
    expect(call?.headers['content-encoding']).toBe('gzip');
    expect(call!.body!.length).toBeLessThan(bodyText(call!).length);
    const beats = sent.filter(({ url }) => url.pathname === '/v1/heartbeat');
    expect(beats.map(({ headers }) => headers['content-encoding'])).toEqual([undefined]);
    expect(stage.here.sync.status()).toMatchObject({ state: 'safe' });
  });

  it.each([400, 415])(
    'is given up for a server that answers it with %i, and no body is lost',
    async (status) => {
      sent = [];
      intercept((request) => {
        sent.push(request);
        const isPacked = request.headers['content-encoding'] === 'gzip';
        return isPacked ? answerOf(status, status === 400 ? 'malformed' : null) : null;
      });
      for (let n = 0; n < 5; n += 1) stage.here.note('x'.repeat(400));
      await stage.here.sync.syncNow();
      stage.here.note('y'.repeat(400));
      for (let n = 0; n < 5; n += 1) stage.here.note('x'.repeat(400));
      await stage.here.sync.syncNow();
      expect(entriesCalls().map(({ headers }) => headers['content-encoding'] ?? 'plain')).toEqual([
        'gzip',
        'plain',
        'plain',
      ]);
      expect(
        (await stage.server.listEntries(stage.here.journal.chain)).every(({ body }) => body !== null),
      ).toBe(true);
    },
  );
});

it('A warning comes when the backups of the server have not caught up for a week', async () => {
  await attempt();
  expect(stage.here.sync.status().warnings).toEqual([]);
  const since = stage.time.now();
  await stage.here.sync.stop();
  stage.time.advance(8 * 24 * 60 * MINUTE_MS);
  stage.here = await stage.here.restart();
  await stage.here.sync.syncNow();
  expect(stage.here.sync.status()).toMatchObject({
    state: 'safe',
    code: null,
    warnings: [{ code: 'backups-lag', at: since }],
  });
});
