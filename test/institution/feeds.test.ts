import { expect, it } from 'vitest';
import { feedStateHash, verifyFeed } from '../../shared/sync/feed.ts';
import { FeedAnswer, type Json } from '../../shared/sync/wire.ts';
import type { Institution } from './server.ts';
import { enrolDouble, type StationDouble } from './station-double.ts';
import { onEachDatabase, startInstitution } from './testing.ts';

async function stationOf(institution: Institution): Promise<StationDouble> {
  return enrolDouble(institution.url, await institution.code());
}

async function ask(station: StationDouble, query: string): Promise<FeedAnswer> {
  return FeedAnswer.parse((await station.call('GET', `/v1/feeds/settings${query}`)).json);
}

function apply(rows: Map<string, Json>, { ops, reset }: FeedAnswer): void {
  if (reset) rows.clear();
  for (const op of ops) {
    if (op.op === 'put') rows.set(op.key, op.row);
    else rows.delete(op.key);
  }
}

/** Reads pages of two rows until the last; `between` runs after the first page. */
async function readAll(
  station: StationDouble,
  rows: Map<string, Json>,
  start: string,
  between?: () => Promise<void>,
): Promise<Extract<FeedAnswer, { more: false }>> {
  let page = await ask(station, `?limit=2${start}`);
  await between?.();
  apply(rows, page);
  while (page.more) {
    page = await ask(station, `?limit=2&gen=${page.gen}&after=${page.ver}`);
    apply(rows, page);
  }
  return page;
}

onEachDatabase(() => {
  it('the whole map comes in pages, and what changes between two pages is not missed', async () => {
    const { institution } = await startInstitution();
    const station = await stationOf(institution);
    for (const key of ['a', 'b', 'c', 'd', 'e']) await institution.setFeedRow('settings', key, { key });
    await institution.deleteFeedRow('settings', 'd');
    const rows = new Map<string, Json>();
    const last = await readAll(station, rows, '', async () => {
      await institution.deleteFeedRow('settings', 'a');
      await institution.setFeedRow('settings', 'b', { key: 'b', changed: true });
    });
    expect(rows).toEqual(await institution.feedRows('settings'));
    expect([...rows.keys()].sort()).toEqual(['b', 'c', 'e']);
    expect(last.stateHash).toBe(feedStateHash(rows));
    expect(last).toMatchObject({ gen: 1, ver: 8, keyId: 'server-1', issuedAt: '2026-11-22T01:02:10.000Z' });
    expect(last.expiresAt).toBe('2026-11-29T01:02:10.000Z');
    expect(verifyFeed(last, last.signature, institution.serverKey.publicKey)).toBe(true);
  });

  it('after a position come only the changes, deletions among them', async () => {
    const { institution } = await startInstitution();
    const station = await stationOf(institution);
    for (const key of ['a', 'b', 'c']) await institution.setFeedRow('settings', key, key);
    const rows = new Map<string, Json>();
    await readAll(station, rows, '');
    await institution.deleteFeedRow('settings', 'b');
    await institution.setFeedRow('settings', 'a', 'changed');
    const delta = await ask(station, '?gen=1&after=3');
    expect(delta).toMatchObject({ reset: false, more: false, ver: 5 });
    expect(delta.ops).toEqual([
      { op: 'delete', key: 'b' },
      { op: 'put', key: 'a', row: 'changed' },
    ]);
    apply(rows, delta);
    expect(rows).toEqual(await institution.feedRows('settings'));
    expect((await ask(station, '?gen=1&after=5')).ops).toEqual([]);
  });

  it('a row that is set to what it was is no news', async () => {
    const { institution } = await startInstitution();
    const station = await stationOf(institution);
    await institution.setFeedRow('settings', 'a', { x: 1, y: 2 });
    await institution.setFeedRow('settings', 'a', { y: 2, x: 1 });
    await institution.deleteFeedRow('settings', 'never there');
    expect(await ask(station, '')).toMatchObject({ ver: 1 });
  });

  it('a position of an earlier generation gets the whole map, said to be a reset', async () => {
    const { institution } = await startInstitution();
    const station = await stationOf(institution);
    await institution.setFeedRow('settings', 'a', 1);
    expect(await ask(station, '?gen=0&after=7')).toMatchObject({ reset: true, gen: 1, ver: 1 });
  });

  it('a waiting question is answered by the next change of its feed', async () => {
    const { institution } = await startInstitution();
    const station = await stationOf(institution);
    await institution.setFeedRow('settings', 'a', 1);
    const waiting = ask(station, '?gen=1&after=1&wait=25');
    // Once a later request is answered, the first has usually been read and is waiting.
    await ask(station, '?gen=1&after=1');
    await institution.setFeedRow('sites', 'elsewhere', {});
    await institution.setFeedRow('settings', 'a', 2);
    expect((await waiting).ops).toEqual([{ op: 'put', key: 'a', row: 2 }]);
  });

  it('a question that waits does not hold up a server that closes', async () => {
    const { institution } = await startInstitution();
    const station = await stationOf(institution);
    const waiting = station.call('GET', '/v1/feeds/settings?gen=1&after=0&wait=25').catch(() => null);
    await ask(station, '');
    await institution.close();
    await waiting;
    await expect(ask(station, '')).rejects.toThrow('fetch failed');
  });

  it('a feed or a query that is not in the contract is malformed', async () => {
    const { institution } = await startInstitution();
    const station = await stationOf(institution);
    for (const path of [
      '/v1/feeds/secrets',
      '/v1/feeds/settings?after=-1',
      '/v1/feeds/settings?limit=many',
    ]) {
      expect((await station.call('GET', path)).status).toBe(400);
    }
  });
});
