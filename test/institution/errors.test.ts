import { expect, it } from 'vitest';
import { chainId, signGenesis, signHead } from '../../shared/sync/chain.ts';
import { newSeed, signerFromSeed } from '../../shared/sync/keys.ts';
import { Problem } from '../../shared/sync/problem.ts';
import { FeedAnswer } from '../../shared/sync/wire.ts';
import { type Answer, enrolDouble, entriesAfter, headOf, sendEnrolment } from './station-double.ts';
import { onEachDatabase, startInstitution } from './testing.ts';

type Met = Problem & { readonly code: string };

/** The problem document of an answer, with the short name of its type; throws when there is none. */
function problemOf(answer: Answer): Met {
  if (answer.headers.get('content-type')?.startsWith('application/problem+json') !== true) {
    throw new Error(`No problem document but ${answer.status} ${answer.text}`);
  }
  const problem = Problem.parse(answer.json);
  return { ...problem, status: answer.status, code: problem.type.replace('urn:child-link:problem:', '') };
}

async function stationWithChain() {
  const { institution } = await startInstitution();
  const station = await enrolDouble(institution.url, await institution.code());
  const chain = await station.openChain();
  const first = entriesAfter(chain, null, [{}, {}]);
  return { institution, station, chain, first };
}

onEachDatabase(() => {
  it('400 malformed: a body that is not JSON, not as agreed, or not in order', async () => {
    const { station, chain, first } = await stationWithChain();
    const path = `/v1/chains/${chain}/entries`;
    expect(problemOf(await station.call('POST', path, '<html>'))).toMatchObject({
      status: 400,
      code: 'malformed',
    });
    expect(problemOf(await station.call('POST', path, { hello: 'world' }))).toMatchObject({
      status: 400,
      code: 'malformed',
    });
    expect(
      problemOf(await station.call('POST', path, '{}', { headers: { 'content-encoding': 'br' } })),
    ).toMatchObject({ status: 400, code: 'malformed' });
    expect(
      problemOf(await station.call('POST', path, '{}', { headers: { 'content-encoding': 'gzip' } })),
    ).toMatchObject({ status: 400, code: 'malformed' });
    expect(problemOf(await station.call('GET', '/v1/state'))).toMatchObject({
      status: 400,
      code: 'malformed',
    });
    const [one, two] = first;
    const swapped = two === undefined || one === undefined ? [] : [one, one];
    expect(problemOf(await station.push(chain, null, swapped))).toMatchObject({
      status: 400,
      code: 'malformed',
    });
    const odd = first.map((entry) => ({ ...entry, header: { ...entry.header, at: 'yesterday' } }));
    const problem = problemOf(await station.push(chain, null, odd));
    expect(problem).toMatchObject({ status: 400, code: 'malformed' });
    expect(problem.seq).toBe(1);
  });

  it('400 malformed: U+0000 where it would be a column, and never in a body', async () => {
    const { station, chain } = await stationWithChain();
    const named = problemOf(
      await station.push(chain, null, entriesAfter(chain, null, [{ type: 'a\u0000b' }])),
    );
    expect(named).toMatchObject({ status: 400, code: 'malformed', seq: 1 });
    const kept = entriesAfter(chain, null, [{ body: { detail: 'a\u0000b' } }]);
    expect((await station.push(chain, null, kept)).status).toBe(200);
    const state = await station.call('GET', '/v1/state?chain=a%00b');
    expect(problemOf(state)).toMatchObject({ status: 400, code: 'malformed' });
  });

  it('401 signature-invalid: another key, another body, no signature, a head signed by another', async () => {
    const { station, chain, first } = await stationWithChain();
    const other = signerFromSeed(newSeed());
    const state = `/v1/state?chain=${chain}`;
    expect(problemOf(await station.call('GET', state, undefined, { signer: other }))).toMatchObject({
      status: 401,
      code: 'signature-invalid',
    });
    expect(
      problemOf(await station.call('GET', state, undefined, { headers: { signature: '' } })),
    ).toMatchObject({ status: 401, code: 'signature-invalid' });
    const path = `/v1/chains/${chain}/entries`;
    expect(problemOf(await station.call('POST', path, '{"a":1}', { bodySent: '{"a":2}' }))).toMatchObject({
      status: 401,
      code: 'signature-invalid',
    });
    const head = headOf(first);
    const forged = head === null ? undefined : signHead(chain, head, other);
    expect(problemOf(await station.push(chain, null, first, forged))).toMatchObject({
      status: 401,
      code: 'signature-invalid',
    });
    const genesis = station.genesis({ appVersion: '2.0.0' });
    const answer = await station.call('POST', '/v1/chains', {
      genesis,
      signature: signGenesis(genesis, other),
    });
    expect(problemOf(answer)).toMatchObject({ status: 401, code: 'signature-invalid' });
  });

  it('401 key-unknown: a station or a key that the server does not have', async () => {
    const { station } = await stationWithChain();
    expect(
      problemOf(await station.call('GET', '/v1/state?chain=x', undefined, { keyId: 'k9' })),
    ).toMatchObject({ status: 401, code: 'key-unknown' });
    const headers = { 'child-link-station': 'st_9999' };
    expect(problemOf(await station.call('GET', '/v1/state?chain=x', undefined, { headers }))).toMatchObject({
      status: 401,
      code: 'key-unknown',
    });
  });

  it('403 enrolment-refused: a code used, expired, wrong, or not signed by the key', async () => {
    const { institution, clock } = await startInstitution();
    const key = () => signerFromSeed(newSeed());
    const used = await institution.code();
    const signer = key();
    const first = await sendEnrolment(institution.url, used, signer);
    expect(first.status).toBe(201);
    expect(problemOf(await sendEnrolment(institution.url, used, key()))).toMatchObject({
      status: 403,
      code: 'enrolment-refused',
    });
    // The answer may have been lost: the same station gets it again, and nobody else.
    const again = await sendEnrolment(institution.url, used, signer);
    expect([again.status, again.json]).toEqual([201, first.json]);
    expect((await institution.overview()).stations).toHaveLength(1);

    const expired = await institution.code();
    clock.set('2026-11-23T01:02:10.001Z');
    expect(problemOf(await sendEnrolment(institution.url, expired, key()))).toMatchObject({
      status: 403,
      code: 'enrolment-refused',
    });

    const forged = await institution.code();
    const signature = Buffer.alloc(64).toString('base64url');
    expect(problemOf(await sendEnrolment(institution.url, forged, key(), signature))).toMatchObject({
      status: 403,
      code: 'enrolment-refused',
    });

    const typed = (await institution.code()).toLowerCase().replaceAll('-', ' ');
    expect((await sendEnrolment(institution.url, typed, key())).status).toBe(201);
  });

  it('wrong codes are slowed by where they come from, and close nobody else’s', async () => {
    const { institution, clock } = await startInstitution();
    const key = () => signerFromSeed(newSeed());
    const code = await institution.code();
    const guess = async () => sendEnrolment(institution.url, 'AAAA-AAAA-AAAA-AAAA', key());
    for (let count = 0; count < 5; count += 1) expect((await guess()).status).toBe(403);
    const slowed = await guess();
    expect(problemOf(slowed)).toMatchObject({ status: 429, code: 'too-many-requests' });
    expect(slowed.headers.get('retry-after')).toBe('15');
    clock.set('2026-11-22T01:02:26.000Z');
    expect((await sendEnrolment(institution.url, code, key())).status).toBe(201);
  });

  it('401 clock-skewed: a read more than 300 s from the server’s clock, and nothing that changes something', async () => {
    const { station, chain, first } = await stationWithChain();
    const server = Date.parse('2026-11-22T01:02:10Z') / 1000;
    const path = `/v1/state?chain=${chain}`;
    for (const createdSeconds of [server - 301, server + 301, 0])
      expect(problemOf(await station.call('GET', path, undefined, { createdSeconds }))).toMatchObject({
        status: 401,
        code: 'clock-skewed',
      });
    for (const createdSeconds of [server - 299, server + 299])
      expect((await station.call('GET', path, undefined, { createdSeconds })).status).toBe(200);
    const entries = { from: null, entries: first, head: null };
    const old = await station.call(
      'POST',
      `/v1/chains/${chain}/evidence`,
      { entries: entries.entries },
      {
        createdSeconds: server - 10_000,
      },
    );
    expect(old.status).toBe(202);
  });

  it('a code has 16 letters of 32, which is 80 bits', async () => {
    const { institution } = await startInstitution();
    expect(await institution.code()).toMatch(/^([A-HJ-NP-Z2-9]{4}-){3}[A-HJ-NP-Z2-9]{4}$/);
  });

  it('403 station-revoked: nothing is taken any more', async () => {
    const { institution, station, chain, first } = await stationWithChain();
    await institution.revokeStation(station.station);
    expect(problemOf(await station.push(chain, null, first))).toMatchObject({
      status: 403,
      code: 'station-revoked',
    });
    expect(await institution.listEntries(chain)).toEqual([]);
  });

  it('404 chain-unknown and no-such-entry', async () => {
    const { station, chain } = await stationWithChain();
    const unknown = chainId(station.genesis({ appVersion: 'never sent' }));
    expect(problemOf(await station.push(unknown, null, entriesAfter(unknown, null, [{}])))).toMatchObject({
      status: 404,
      code: 'chain-unknown',
    });
    expect(problemOf(await station.call('GET', `/v1/chains/${chain}/hash?seq=1`))).toMatchObject({
      status: 404,
      code: 'no-such-entry',
    });
  });

  it('409 gap: names the head that the server has', async () => {
    const { station, chain, first } = await stationWithChain();
    const later = entriesAfter(chain, headOf(first), [{}]);
    const empty = problemOf(await station.push(chain, headOf(first), later));
    expect(empty).toMatchObject({ status: 409, code: 'gap' });
    expect(empty.head).toBeNull();
    await station.push(chain, null, first.slice(0, 1));
    const problem = problemOf(await station.push(chain, headOf(first), later));
    expect(problem).toMatchObject({ status: 409, code: 'gap' });
    expect(problem.head).toEqual({ seq: 1, hash: first[0]?.hash });
  });

  it('409 fork: names head and place, changes nothing, and marks the chain', async () => {
    const { institution, station, chain, first } = await stationWithChain();
    await station.push(chain, null, first);
    const other = entriesAfter(chain, null, [{ body: { code: 'another past' } }, {}, {}]);
    const problem = problemOf(await station.push(chain, null, other));
    expect(problem).toMatchObject({ status: 409, code: 'fork' });
    expect(problem).toMatchObject({ seq: 1, head: headOf(first) });
    const forkedHead = entriesAfter(chain, headOf(other), [{}]);
    expect(problemOf(await station.push(chain, headOf(other), forkedHead))).toMatchObject({
      status: 409,
      code: 'gap',
    });
    const onTop = entriesAfter(chain, headOf(other.slice(0, 2)), [{}]);
    const from = headOf(other.slice(0, 2));
    expect(problemOf(await station.push(chain, from, onTop))).toMatchObject({
      status: 409,
      code: 'fork',
      seq: 2,
    });
    expect((await institution.listEntries(chain)).map((entry) => entry.hash)).toEqual(
      first.map((entry) => entry.hash),
    );
    expect((await station.call('GET', `/v1/state?chain=${chain}`)).json).toMatchObject({ status: 'forked' });
  });

  it('410 feed-reset: a position that the server never reached', async () => {
    const { institution, station } = await stationWithChain();
    await institution.setFeedRow('settings', 'cues', { minutes: [5, 1] });
    expect(problemOf(await station.call('GET', '/v1/feeds/settings?gen=1&after=2'))).toMatchObject({
      status: 410,
      code: 'feed-reset',
    });
    // For a station from before the restore: the next generation is newer than any it has seen.
    const whole = async () => FeedAnswer.parse((await station.call('GET', '/v1/feeds/settings')).json);
    const gen = (await whole()).gen + 7;
    const ahead = await station.call('GET', `/v1/feeds/settings?gen=${gen}&after=1`);
    expect(problemOf(ahead)).toMatchObject({ status: 410, code: 'feed-reset' });
    expect(await whole()).toMatchObject({ gen: gen + 1, reset: true });
  });

  it('413 too-large: too many entries, too many bytes, one entry over 16 KiB, a body over the limit', async () => {
    const { institution } = await startInstitution({ limits: { maxEntries: 3, maxBytes: 30_000 } });
    const station = await enrolDouble(institution.url, await institution.code());
    const chain = await station.openChain();
    const wide = { body: { text: 'x'.repeat(14_000) } };
    const big = { body: { text: 'x'.repeat(17_000) } };
    const send = (wishes: Parameters<typeof entriesAfter>[2]) =>
      station.push(chain, null, entriesAfter(chain, null, wishes));
    expect(problemOf(await send([{}, {}, {}, {}]))).toMatchObject({ status: 413, code: 'too-large' });
    expect(problemOf(await send([wide, wide, wide]))).toMatchObject({ status: 413, code: 'too-large' });
    expect(problemOf(await send([{}, big]))).toMatchObject({ status: 413, code: 'too-large', seq: 2 });
    const path = `/v1/chains/${chain}/evidence`;
    const flood = { entries: 'x'.repeat(200_000) };
    expect(problemOf(await station.call('POST', path, flood))).toMatchObject({
      status: 413,
      code: 'too-large',
    });
    expect(problemOf(await station.call('POST', path, flood, { gzip: true }))).toMatchObject({
      status: 413,
      code: 'too-large',
    });
  });

  it('422 hash-mismatch: a body, a hash or a link that does not fit, with its place', async () => {
    const { station, chain, first } = await stationWithChain();
    const [one, two] = first;
    if (one === undefined || two === undefined) throw new Error('two entries are needed');
    for (const spoiled of [
      { ...two, body: { code: 'changed' } },
      { ...two, hash: one.hash },
      { ...two, header: { ...two.header, prev: two.hash } },
      { ...two, salt: null },
    ]) {
      const head = signHead(chain, { seq: 2, hash: two.hash }, station.signer);
      const problem = problemOf(await station.push(chain, null, [one, spoiled], head));
      expect(problem).toMatchObject({ status: 422, code: 'hash-mismatch' });
      expect(problem.seq).toBe(2);
    }
  });

  it('426 version-unsupported: also before anything else is looked at', async () => {
    const { station } = await stationWithChain();
    const headers = { 'child-link-version': '2' };
    expect(problemOf(await station.call('GET', '/v1/state?chain=x', undefined, { headers }))).toMatchObject({
      status: 426,
      code: 'version-unsupported',
    });
  });

  it('429, 503 and 507 can be produced for a station to meet, with Retry-After', async () => {
    const { institution, station, chain } = await stationWithChain();
    institution.faults.failNext([
      { kind: 'problem', code: 'too-many-requests', retryAfterSeconds: 7 },
      { kind: 'problem', code: 'unavailable', retryAfterSeconds: 9 },
      { kind: 'problem', code: 'storage-full' },
      { kind: 'html' },
    ]);
    const path = `/v1/state?chain=${chain}`;
    const limited = await station.call('GET', path);
    expect(problemOf(limited)).toMatchObject({ status: 429, code: 'too-many-requests' });
    expect(limited.headers.get('retry-after')).toBe('7');
    expect(problemOf(await station.call('GET', path))).toMatchObject({ status: 503, code: 'unavailable' });
    expect(problemOf(await station.call('GET', path))).toMatchObject({ status: 507, code: 'storage-full' });
    expect((await station.call('GET', path)).headers.get('content-type')).toContain('text/html');
    expect((await station.call('GET', path)).status).toBe(200);
  });

  it('an answer can be lost after the work is done, or the request before', async () => {
    const { institution, station, chain, first } = await stationWithChain();
    institution.faults.failNext([{ kind: 'lose-request' }, { kind: 'lose-answer' }], '/entries');
    await expect(station.push(chain, null, first)).rejects.toThrow('fetch failed');
    expect(await institution.listEntries(chain)).toHaveLength(0);
    await expect(station.push(chain, null, first)).rejects.toThrow('fetch failed');
    expect(await institution.listEntries(chain)).toHaveLength(2);
    expect((await station.push(chain, null, first)).json).toMatchObject({ accepted: 0, duplicate: 2 });
  });

  it('an address that the contract does not have is not found, with epoch and date all the same', async () => {
    const { station } = await stationWithChain();
    const answer = await station.call('GET', '/v2/state');
    expect(answer.status).toBe(404);
    expect(answer.headers.get('child-link-epoch')).toBe('e_1');
  });
});
