import { expect, it } from 'vitest';
import { chainId, signHead, skeletonOf } from '../../shared/sync/chain.ts';
import { toB64u } from '../../shared/sync/encoding.ts';
import { newSeed, signerFromSeed } from '../../shared/sync/keys.ts';
import { EntriesAnswer, KeyAnswer } from '../../shared/sync/wire.ts';
import { enrolDouble, entriesAfter, headOf, stationDouble } from './station-double.ts';
import { signKeyChange } from '../../shared/sync/key-change.ts';
import { onEachDatabase, startInstitution } from './testing.ts';

async function stationWithChain() {
  const { institution } = await startInstitution();
  const station = await enrolDouble(institution.url, await institution.code());
  return { institution, station, chain: await station.openChain() };
}

onEachDatabase(() => {
  it('what means nothing to the server is kept, acknowledged and listed, also when it comes again', async () => {
    const { institution, station, chain } = await stationWithChain();
    const session = '0199a000-0000-7000-8000-00000000000a';
    const entries = entriesAfter(chain, null, [
      { type: 'station.note' },
      { type: 'weather.observed', body: { sky: 'grey' } },
      { type: 'tracking.completed', body: { minutes: 42 }, session },
      { type: 'tracking.amended', body: { version: 2, row: {} }, session },
      { type: 'tracking.completed', body: { version: 1 } },
    ]);
    const quarantined = [
      { seq: 2, code: 'unknown-type' },
      { seq: 3, code: 'tracking-without-version' },
      { seq: 4, code: 'amendment-without-reason' },
      { seq: 5, code: 'tracking-without-session' },
    ];
    expect((await station.push(chain, null, entries)).json).toMatchObject({ accepted: 5, quarantined });
    expect((await station.push(chain, null, entries)).json).toMatchObject({ duplicate: 5, quarantined });
    expect((await institution.overview()).quarantined.map(({ seq, code }) => ({ seq, code }))).toEqual(
      quarantined,
    );
  });

  it('a batch may begin in what is known and end in what is new', async () => {
    const { institution, station, chain } = await stationWithChain();
    const entries = entriesAfter(chain, null, [{}, {}, {}, {}]);
    await station.push(chain, null, entries.slice(0, 2));
    const answer = EntriesAnswer.parse(
      (await station.push(chain, headOf(entries.slice(0, 1)), entries.slice(1))).json,
    );
    expect(answer).toMatchObject({ accepted: 2, duplicate: 1, head: headOf(entries) });
    expect(await institution.listEntries(chain)).toHaveLength(4);
  });

  it('an erased entry is kept without its body, and a body that comes later is filled in', async () => {
    const { institution, station, chain } = await stationWithChain();
    const entries = entriesAfter(chain, null, [{}, { body: { code: 'kept by the station' } }]);
    await station.push(chain, null, entries.map(skeletonOf));
    expect((await institution.listEntries(chain)).map((entry) => entry.body)).toEqual([null, null]);
    expect((await station.push(chain, null, entries)).json).toMatchObject({ accepted: 0, duplicate: 2 });
    expect((await institution.listEntries(chain))[1]).toMatchObject({
      body: { code: 'kept by the station' },
    });
    await station.push(chain, null, entries.map(skeletonOf));
    expect((await institution.listEntries(chain))[1]).toMatchObject({
      body: { code: 'kept by the station' },
    });
  });

  it('entries carried to a new chain are kept there under their ids, and the old chain is closed', async () => {
    const { institution, station, chain } = await stationWithChain();
    const old = entriesAfter(chain, null, [{}, {}]);
    await station.push(chain, null, old);
    const next = await station.openChain({
      reason: 'forked',
      previousChain: chain,
      previousHead: headOf(old),
    });
    const id = old[1]?.header.id ?? '';
    const carried = entriesAfter(next, null, [
      { id, body: { code: 'note', carriedFrom: { chain, seq: 2 } } },
      {},
    ]);
    expect((await station.push(next, null, carried)).json).toMatchObject({ accepted: 2, quarantined: [] });
    expect((await institution.listEntries(next)).map((entry) => entry.carried)).toEqual([true, false]);
    expect((await institution.chains()).map((row) => row.status)).toEqual(['closed', 'open']);
    const evidence = { entries: entriesAfter(chain, headOf(old), [{}]) };
    expect((await station.call('POST', `/v1/chains/${chain}/evidence`, evidence)).status).toBe(202);
    expect(await institution.listEvidence(chain)).toEqual(evidence.entries);
    expect(await institution.listEntries(chain)).toHaveLength(2);
  });

  it('an id repeated on its own chain or by another station is kept and listed: the queue never blocks', async () => {
    const { institution, station, chain } = await stationWithChain();
    const entries = entriesAfter(chain, null, [{}]);
    const id = entries[0]?.header.id ?? '';
    await station.push(chain, null, [...entries, ...entriesAfter(chain, headOf(entries), [{ id }])]);
    const other = await enrolDouble(institution.url, await institution.code());
    const otherChain = await other.openChain();
    const answer = await other.push(otherChain, null, entriesAfter(otherChain, null, [{ id }]));
    expect(answer.json).toMatchObject({ accepted: 1, quarantined: [{ seq: 1, code: 'id-repeated' }] });
    expect((await institution.listEntries(chain)).map((entry) => entry.quarantined)).toEqual([
      null,
      'id-repeated',
    ]);
    expect((await institution.listEntries(otherChain)).map((entry) => entry.carried)).toEqual([false]);
  });

  it('two stations cannot see each other', async () => {
    const { institution, station, chain } = await stationWithChain();
    const entries = entriesAfter(chain, null, [{}]);
    await station.push(chain, null, entries);
    const other = await enrolDouble(institution.url, await institution.code());
    expect(other.station).not.toBe(station.station);
    const state = await other.call('GET', `/v1/state?chain=${chain}`);
    expect(state.json).toMatchObject({ head: null, status: 'unknown', settledSeq: 0 });
    expect((await other.call('GET', `/v1/chains/${chain}/hash?seq=1`)).status).toBe(404);
    const more = entriesAfter(chain, headOf(entries), [{}]);
    expect((await other.push(chain, headOf(entries), more)).status).toBe(404);
    expect((await other.call('POST', `/v1/chains/${chain}/evidence`, { entries: more })).status).toBe(404);
    const posing = stationDouble(institution.url, station.station, other.keyId, other.signer);
    expect((await posing.call('GET', `/v1/state?chain=${chain}`)).status).toBe(401);
    const genesis = station.genesis();
    expect(
      (await other.call('POST', '/v1/chains', { genesis, signature: toB64u(new Uint8Array(64)) })).status,
    ).toBe(400);
    expect(await institution.listStationEntries(other.station)).toEqual([]);
  });

  it('a heartbeat is remembered, and a signed head that went back is an alarm', async () => {
    const { institution, station, chain } = await stationWithChain();
    const entries = entriesAfter(chain, null, [{}, {}]);
    await station.push(chain, null, entries);
    const beat = (seq: number, signer = station.signer) => {
      const hash = entries[seq - 1]?.hash ?? '';
      return station.call('POST', '/v1/heartbeat', {
        chain,
        head: signHead(chain, { seq, hash }, signer),
        ackedSeq: seq,
        pending: 0,
        oldestPendingAt: null,
        phase: 'idle',
        devices: { headset: true },
        clockOffsetMs: 12,
        diskFreeBytes: 1_000_000,
        health: [{ code: 'disk-low', since: '2026-11-22T01:02:03.456Z' }],
        system: {
          platform: 'linux',
          release: '6.1',
          electron: '45.0.0',
          tzdata: 'table 2026f, runtime 2026c',
        },
        appVersion: '1.0.1',
      });
    };
    expect((await beat(2)).status).toBe(204);
    expect((await institution.overview()).stations[0]).toMatchObject({
      appVersion: '1.0.1',
      heardAt: '2026-11-22T01:02:10.000Z',
    });
    expect((await institution.overview()).alarms).toEqual([]);
    expect((await beat(1)).status).toBe(204);
    expect((await institution.overview()).alarms.map((alarm) => alarm.code)).toEqual(['head-went-back']);
    expect((await beat(2, signerFromSeed(newSeed()))).status).toBe(401);
  });

  it('a key is handed on by the old one, which stays good until the new one is used', async () => {
    const { institution, station, chain } = await stationWithChain();
    const next = signerFromSeed(newSeed());
    const signature = signKeyChange(next.publicKey, station.signer);
    const request = { publicKey: next.publicKey, signature };
    const forged = { ...request, signature: signKeyChange(next.publicKey, next) };
    expect((await station.call('POST', '/v1/keys', forged)).status).toBe(401);
    const first = await station.call('POST', '/v1/keys', request);
    expect(first.status).toBe(201);
    const { keyId } = KeyAnswer.parse(first.json);
    expect((await station.call('POST', '/v1/keys', request)).json).toEqual({ keyId });
    const renewed = stationDouble(institution.url, station.station, keyId, next);
    expect((await renewed.push(chain, null, entriesAfter(chain, null, [{}]))).status).toBe(200);
    expect((await station.call('GET', `/v1/state?chain=${chain}`)).status).toBe(401);
  });

  it('a chain is the hash of its genesis, whatever the request calls it', async () => {
    const { station, chain } = await stationWithChain();
    expect(chain).toBe(chainId(station.genesis()));
  });
});
