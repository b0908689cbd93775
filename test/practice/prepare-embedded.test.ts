import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import { expect, it, onTestFinished } from 'vitest';
import { INSTITUTION_FILE } from '../../electron/journal/file-names.ts';
import { sealerOf } from '../../electron/journal/keys/seal.ts';
import { stationKey } from '../../electron/journal/keys/station-key.ts';
import type { Store } from '../../institution/core/store.ts';
import { openEmbeddedStore } from '../../institution/store/embedded-store.ts';
import type { Clock } from '../../shared/clock.ts';
import { ScheduleRow } from '../../shared/sync/rows.ts';
import { prepareEmbedded } from './prepare-embedded.ts';

const NOW = Date.parse('2026-11-30T15:02:10.000Z');
const DAY_MS = 24 * 3_600_000;

/** A desktop whose keyring works. */
const keyring = {
  isEncryptionAvailable: async () => true,
  backend: () => 'gnome_libsecret',
  encrypt: async (text: string) => Buffer.from(text),
  decrypt: async (sealed: Uint8Array) => ({ text: Buffer.from(sealed).toString(), isOutdated: false }),
};

function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'prepare-embedded-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The station's own institution, opened with the key that the station itself would use. */
async function withStore<T>(folder: string, work: (store: Store) => Promise<T>): Promise<T> {
  const clock: Clock = { now: () => NOW, monotonicMs: () => 0, status: () => 'synced' };
  const key = (await stationKey(folder, { clock, safeStorage: keyring })).obtain();
  if (!key.ok) throw new Error(key.refusal.code);
  const store = await openEmbeddedStore(
    new Database(path.join(folder, INSTITUTION_FILE)),
    sealerOf(key.value),
  );
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

const keysOf = (store: Store, map: 'people' | 'staff' | 'schedule') =>
  store.read(async (reader) => (await reader.rows(map)).map(({ key }) => key));

it('the station opens what was prepared, on a desktop with a keyring too', async () => {
  const folder = temporaryFolder();
  await prepareEmbedded(folder, NOW, 7443);
  await withStore(folder, async (store) => {
    const people = await keysOf(store, 'people');
    expect(people).toHaveLength(5);
    expect(await keysOf(store, 'staff')).toEqual(people);
    expect(await keysOf(store, 'schedule')).toHaveLength(10);
  });
});

it('another day moves the bookings, and leaves what was changed in between', async () => {
  const folder = temporaryFolder();
  await prepareEmbedded(folder, NOW, 7443);
  await withStore(folder, (store) =>
    store.write(async (writer) => {
      for (const map of ['people', 'staff'] as const) await writer.remove(map, 'staff-03');
    }),
  );
  await prepareEmbedded(folder, NOW + DAY_MS, 7443);
  await withStore(folder, async (store) => {
    expect(await keysOf(store, 'people')).not.toContain('staff-03');
    expect(await keysOf(store, 'staff')).not.toContain('staff-03');
    const starts = await store.read(async (reader) =>
      (await reader.rows('schedule')).map(({ row }) => Date.parse(ScheduleRow.parse(row).startsAt)),
    );
    expect(starts).toHaveLength(10);
    expect(Math.min(...starts)).toBeGreaterThan(NOW + DAY_MS - 10 * 60_000);
  });
});
