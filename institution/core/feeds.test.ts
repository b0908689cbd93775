import { expect, it } from 'vitest';
import { verifyFeed, feedStateHash } from '../../shared/sync/feed.ts';
import { FeedAnswer, type Json } from '../../shared/sync/wire.ts';
import { feedPage, type FeedPosition } from './feeds.ts';
import { createBed, KEY_ID, SIGNER, type Bed } from './institution.fixture.ts';

async function setSettings(bed: Bed, rows: Readonly<Record<string, Json | null>>): Promise<void> {
  await bed.store.write(async (writer) => {
    for (const [key, row] of Object.entries(rows))
      await (row === null ? writer.remove('settings', key) : writer.put('settings', key, row));
  });
}

async function page(bed: Bed, position: FeedPosition | null, limit = 100): Promise<FeedAnswer> {
  const answered = await feedPage(bed.context, 'settings', { position, limit });
  if (!answered.ok) throw new Error(answered.refusal.code);
  return FeedAnswer.parse(answered.value);
}

it('signs the whole map, then only what changed', async () => {
  const bed = await createBed();
  await setSettings(bed, { a: 1, b: 2 });
  const whole = await page(bed, null);
  expect(whole).toMatchObject({ reset: true, more: false, ver: 2, keyId: KEY_ID });
  if (whole.more) throw new Error('more');
  expect(verifyFeed(whole, whole.signature, SIGNER.publicKey)).toBe(true);
  await setSettings(bed, { a: null, b: 2, c: 3 });
  const next = await page(bed, whole);
  expect(next.ops).toEqual([
    { op: 'delete', key: 'a' },
    { op: 'put', key: 'c', row: 3 },
  ]);
  expect(next.more ? '' : next.stateHash).toBe(
    feedStateHash(
      new Map([
        ['b', 2],
        ['c', 3],
      ]),
    ),
  );
});

it('gives a long map in pages, without what was deleted', async () => {
  const bed = await createBed();
  await setSettings(bed, { a: 1, b: 2, c: 3, d: 4 });
  await setSettings(bed, { a: null, b: null });
  const first = await page(bed, null, 1);
  expect(first).toMatchObject({ more: true, reset: true, ops: [{ key: 'c' }] });
  const second = await page(bed, first, 3);
  expect(second).toMatchObject({ more: false, ops: [{ key: 'd' }, { key: 'a' }, { key: 'b' }] });
});

it('refuses a position that was never given out', async () => {
  const bed = await createBed();
  const query = { position: { gen: 1, ver: 9 }, limit: 10 };
  expect(await feedPage(bed.context, 'settings', query)).toMatchObject({ refusal: { code: 'feed-reset' } });
});
