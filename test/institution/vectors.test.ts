import { request } from 'node:http';
import { expect, it } from 'vitest';
import { fromB64u } from '../../shared/sync/encoding.ts';
import { signerFromSeed } from '../../shared/sync/keys.ts';
import { verifyReceipt } from '../../shared/sync/receipt.ts';
import { EnrolmentAnswer, EntriesAnswer, FeedAnswer, StateAnswer } from '../../shared/sync/wire.ts';
import vectors from '../vectors/sync-vectors.json' with { type: 'json' };
import { stationDouble, type StationDouble } from './station-double.ts';
import { onEachDatabase, startInstitution } from './testing.ts';
import type { Institution } from './server.ts';

const stationSeed = fromB64u(vectors.stationSeed, 32) ?? new Uint8Array();
const serverSeed = fromB64u(vectors.serverSeed, 32) ?? new Uint8Array();
const signer = signerFromSeed(stationSeed);

/** Enrols with the exact bytes of the vector. */
async function enrolVector(institution: Institution): Promise<StationDouble> {
  await institution.code(vectors.enrolment.code);
  const response = await fetch(`${institution.url}/v1/enrolments`, {
    method: 'POST',
    headers: { 'child-link-version': '1' },
    body: JSON.stringify({ ...vectors.enrolment, appVersion: '1.0.0', platform: 'linux' }),
  });
  expect(response.status).toBe(201);
  const answer = EnrolmentAnswer.parse(await response.json());
  expect(answer).toMatchObject({
    station: vectors.genesis.station,
    keyId: 'k1',
    serverKey: { keyId: 'server-1', publicKey: vectors.serverPublicKey },
    epoch: 'e_1',
  });
  return stationDouble(institution.url, answer.station, answer.keyId, signer);
}

onEachDatabase(() => {
  it('the vector station enrols, opens its chain, pushes its entries and gets the receipt of the vectors', async () => {
    const { institution } = await startInstitution({ serverSeed });
    const station = await enrolVector(institution);

    const genesis = { genesis: vectors.genesis, signature: vectors.genesisSignature };
    expect((await station.call('POST', '/v1/chains', genesis)).status).toBe(201);
    expect((await station.call('POST', '/v1/chains', genesis)).status).toBe(200);

    const before = await station.call('GET', `/v1/state?chain=${vectors.chain}`);
    expect(StateAnswer.parse(before.json)).toMatchObject({
      head: null,
      settledSeq: 0,
      status: 'open',
      epoch: 'e_1',
    });

    const body = { from: null, entries: vectors.entries, head: vectors.head };
    const pushed = await station.call('POST', `/v1/chains/${vectors.chain}/entries`, body);
    const answer = EntriesAnswer.parse(pushed.json);
    expect(answer).toMatchObject({ accepted: 3, duplicate: 0, quarantined: [], settledSeq: 0 });
    expect(answer.receipt).toEqual(vectors.receipt);
    expect(verifyReceipt(answer.receipt, vectors.serverPublicKey)).toBe(true);
    expect(pushed.headers.get('child-link-epoch')).toBe('e_1');
    expect(pushed.headers.get('date')).toBe('Sun, 22 Nov 2026 01:02:10 GMT');

    const again = await station.call('POST', `/v1/chains/${vectors.chain}/entries`, body, { gzip: true });
    expect(EntriesAnswer.parse(again.json)).toMatchObject({ accepted: 0, duplicate: 3 });
    expect(
      (await institution.listEntries(vectors.chain)).map(({ header, hash, salt, body: kept }) => ({
        header,
        hash,
        salt,
        body: kept,
      })),
    ).toEqual(vectors.entries);

    const hash = await station.call('GET', `/v1/chains/${vectors.chain}/hash?seq=2`);
    expect(hash.json).toEqual({ seq: 2, hash: vectors.entries[1]?.hash });
  });

  it('the feed of the vectors has their state hash and their signature', async () => {
    const { institution, clock } = await startInstitution({ serverSeed });
    const station = await enrolVector(institution);
    clock.set(vectors.feed.issuedAt);
    for (const [key, row] of Object.entries(vectors.feedRows))
      await institution.setFeedRow('sites', key, row);

    const answer = FeedAnswer.parse((await station.call('GET', '/v1/feeds/sites')).json);
    expect(answer).toMatchObject({ ...vectors.feed, more: false });
    expect(answer.ops).toHaveLength(2);
  });

  it('the signed request of the vectors passes, and only its meaning is refused', async () => {
    const { institution } = await startInstitution({ serverSeed });
    await enrolVector(institution);
    const vector = vectors.request;
    const send = (body: string): Promise<string> =>
      new Promise((resolve, reject) => {
        const headers = {
          host: vector.authority,
          'content-digest': vector.contentDigest,
          'child-link-version': '1',
          'child-link-station': vectors.genesis.station,
          'signature-input': vector.signatureInput,
          signature: vector.signature,
        };
        request(`${institution.url}${vector.path}`, { method: vector.method, headers }, (response) => {
          let text = '';
          response.setEncoding('utf8').on('data', (part: string) => (text += part));
          response.on('end', () => resolve(text));
        })
          .on('error', reject)
          .end(body);
      });
    expect(JSON.parse(await send(vector.body))).toMatchObject({ type: 'urn:child-link:problem:malformed' });
    expect(JSON.parse(await send('{"hello":"World"}'))).toMatchObject({
      type: 'urn:child-link:problem:signature-invalid',
    });
  });
});
