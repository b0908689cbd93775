import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { EntriesAnswer, FeedAnswer, StateAnswer } from '../../shared/sync/wire.ts';
import { createInstitution } from './server.ts';
import { emptySeed } from './practice-data.ts';
import { enrolDouble, entriesAfter, headOf, stationDouble, testClock } from './station-double.ts';
import { DATABASE_FILE } from '../../institution/store/sqlite-file.ts';
import { startInstitution, temporaryFolder } from './testing.ts';

test('a restart keeps stations, entries, feeds, the key, the epoch and an unused code', async () => {
  const dataDir = temporaryFolder();
  const before = (await startInstitution({ dataDir })).institution;
  const station = await enrolDouble(before.url, await before.code());
  const unused = await before.code();
  const chain = await station.openChain();
  const entries = entriesAfter(chain, null, [{}, {}]);
  await station.push(chain, null, entries);
  await before.setFeedRow('settings', 'cues', { minutes: [5, 1] });
  const kept = await before.listEntries(chain);
  await before.close();

  const after = (await startInstitution({ dataDir })).institution;
  expect(after.serverKey).toEqual(before.serverKey);
  expect(await after.listEntries(chain)).toEqual(kept);
  const again = stationDouble(after.url, station.station, station.keyId, station.signer);
  const state = StateAnswer.parse((await again.call('GET', `/v1/state?chain=${chain}`)).json);
  expect(state).toMatchObject({
    epoch: 'e_1',
    head: headOf(entries),
    feeds: { settings: { gen: 1, ver: 1 } },
  });
  expect((await enrolDouble(after.url, unused)).station).toBe('st_0002');
});

test('settledSeq is the least of the retained backups, and nothing without one', async () => {
  const dataDir = temporaryFolder();
  const { institution } = await startInstitution({ dataDir, backupsKept: 2 });
  const station = await enrolDouble(institution.url, await institution.code());
  const chain = await station.openChain();
  const entries = entriesAfter(chain, null, [{}, {}, {}]);
  const push = async (from: number, to: number): Promise<number> => {
    const answer = await station.push(chain, headOf(entries.slice(0, from)), entries.slice(from, to));
    return EntriesAnswer.parse(answer.json).settledSeq;
  };
  expect(await push(0, 1)).toBe(0);
  await institution.backup();
  expect(await push(1, 2)).toBe(1);
  await institution.backup();
  expect(await push(2, 3)).toBe(1);
  await institution.backup();
  expect((await institution.overview()).chains).toMatchObject([{ chain, settledSeq: 2 }]);
  await institution.close();
  const again = (await startInstitution({ dataDir, backupsKept: 2 })).institution;
  expect((await again.overview()).chains).toMatchObject([{ chain, settledSeq: 2 }]);
});

test('a restored backup is another epoch, and its feeds are another generation, each time', async () => {
  const dataDir = temporaryFolder();
  const first = (await startInstitution({ dataDir })).institution;
  const station = await enrolDouble(first.url, await first.code());
  const chain = await station.openChain();
  const entries = entriesAfter(chain, null, [{}, {}]);
  await station.push(chain, null, entries.slice(0, 1));
  await first.setFeedRow('settings', 'a', 1);
  const restore = await first.backup();
  await station.push(chain, headOf(entries.slice(0, 1)), entries.slice(1));
  const epochs = new Set([await first.epoch()]);
  await first.close();

  let gen = 1;
  for (const _ of ['once', 'twice']) {
    const restored = (await startInstitution({ dataDir, restore })).institution;
    epochs.add(await restored.epoch());
    const again = stationDouble(restored.url, station.station, station.keyId, station.signer);
    const state = StateAnswer.parse((await again.call('GET', `/v1/state?chain=${chain}`)).json);
    expect(state.head).toEqual(headOf(entries.slice(0, 1)));
    const answer = await again.call('GET', '/v1/feeds/settings?gen=1&after=1');
    const page = FeedAnswer.parse(answer.json);
    expect(page).toMatchObject({ ver: 1, reset: true });
    expect(page.gen).toBeGreaterThan(gen);
    gen = page.gen;
    await restored.close();
  }
  expect(epochs.size).toBe(3);
});

test('a database put back by hand is noticed as well', async () => {
  const dataDir = temporaryFolder();
  const file = join(dataDir, DATABASE_FILE);
  const first = (await startInstitution({ dataDir })).institution;
  const epoch = await first.epoch();
  await first.close();
  copyFileSync(file, `${file}.copy`);
  const second = (await startInstitution({ dataDir })).institution;
  expect(await second.epoch()).toBe(epoch);
  await second.close();
  copyFileSync(`${file}.copy`, file);
  const third = (await startInstitution({ dataDir })).institution;
  expect(await third.epoch()).not.toBe(epoch);
});

test('a backup that does not exist, data in use and data of a newer version are refused', async () => {
  const dataDir = temporaryFolder();
  const options = { dataDir, clock: testClock('2026-11-22T00:00:00.000Z'), seed: emptySeed() };
  const { institution } = await startInstitution({ dataDir });
  expect(await createInstitution(options)).toMatchObject({ ok: false, refusal: { code: 'in-use' } });
  await institution.close();
  const restore = '000009.sqlite';
  expect(await createInstitution({ ...options, restore })).toMatchObject({
    refusal: { code: 'no-such-backup' },
  });
  const db = new Database(join(dataDir, DATABASE_FILE));
  db.pragma('user_version = 99');
  db.close();
  expect(await createInstitution(options)).toMatchObject({ refusal: { code: 'from-another-version' } });
});
