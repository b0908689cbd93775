import { closeSync, openSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { INSTITUTION_FILE, KEY_FILE, RECORD_FILE } from '../../electron/journal/file-names.ts';
import { fileKeyStore } from '../../electron/journal/keys/key-store.ts';
import { sealerOf } from '../../electron/journal/keys/seal.ts';
import { readProfile, writeProfile } from '../../institution/core/profile.ts';
import type { Writer } from '../../institution/core/store.ts';
import { openEmbeddedStore } from '../../institution/store/embedded-store.ts';
import { StaffRow } from '../../shared/sync/rows.ts';
import { toB64u } from '../../shared/sync/encoding.ts';
import { newSeed } from '../../shared/sync/keys.ts';
import { practiceSeed, refreshPractice } from '../institution/practice-data.ts';
import { type InstitutionSeed, putSeed } from '../institution/server.ts';

/**
 * Sets up the institution in the data folder of a station that is not running (R64): the practice server's people, sites and
 * settings the first time, today's bookings each time.
 */
export async function prepareEmbedded(dataFolder: string, nowMs: number, meetingPort: number): Promise<void> {
  // Beside a record, even an empty one, the station leaves its key in the file instead of moving it to the desktop's keyring.
  closeSync(openSync(path.join(dataFolder, RECORD_FILE), 'a'));
  const key = fileKeyStore(path.join(dataFolder, KEY_FILE)).obtain();
  if (!key.ok) throw new Error(`The key of practice cannot be used: ${key.refusal.code}`);
  const database = new Database(path.join(dataFolder, INSTITUTION_FILE));
  const store = await openEmbeddedStore(database, sealerOf(key.value));
  try {
    if ((await readProfile(store)) === null) {
      const seed = practiceSeed(nowMs, meetingPort);
      await store.write((writer) => putPeople(writer, seed));
      const { institution, location } = seed;
      const keys = { keyId: 'practice', seed: toB64u(newSeed()) };
      await writeProfile(store, { institution, location, station: 'station-practice', ...keys });
    }
    await refreshPractice(store, nowMs, meetingPort);
  } finally {
    await store.close();
  }
}

async function putPeople(writer: Writer, seed: InstitutionSeed): Promise<void> {
  await putSeed(writer, seed);
  for (const [id, row] of seed.feeds.staff) {
    const { name, roles, validUntil } = StaffRow.parse(row);
    await writer.put('people', id, { name, roles, validUntil, codeHash: null, codeExpiresAt: null });
  }
}
