import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Enrolment } from '../../shared/sync/rows.ts';
import { opened, temporaryFolder } from '../journal/journal.fixture.ts';
import { itView } from './it-view.ts';

const ENROLMENT: Enrolment = {
  station: 'st_0001',
  keyId: 'k1',
  institution: {
    id: 'example',
    name: { en: 'Example', fr: 'Exemple' },
    province: 'ON',
    zone: 'America/Toronto',
    firstLanguage: 'en',
  },
  location: 'Room 1',
  serverKey: { keyId: 'server-1', publicKey: 'A'.repeat(43) },
  epoch: 'e_1',
  limits: { maxEntries: 200, maxBytes: 524_288 },
};
const ADDRESS = 'http://127.0.0.1:9';

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder();
  mkdirSync(join(folder.path, 'logs'));
  writeFileSync(
    join(folder.path, 'logs', 'station.log'),
    '[2026-11-29 20:00:00.000] [info]  server-away invented.example\n',
  );
});
afterEach(() => folder.remove());

it.each([
  ['nothing of the server and the log to someone who is not signed in', false, ENROLMENT, false],
  ['everything to someone who is signed in', true, ENROLMENT, true],
  ['everything before the enrolment, when nobody can sign in', false, null, true],
])('shows %s', async (_what, isSignedIn, enrolment, isShown) => {
  const journal = opened(folder.path);
  const view = await itView({
    dataFolder: folder.path,
    serverUrl: ADDRESS,
    journal: { ledger: journal.ledger, file: join(folder.path, 'journal.sqlite'), incident: null },
    clock: { status: () => 'synced', offsetMs: 0 },
    feeds: { position: () => null },
    enrolment,
    isSignedIn,
    troubles: [],
    keyStoreKind: 'file',
    about: { appVersion: '0.1.0', build: 'production' },
  });
  journal.close();
  expect(view.server === null).toBe(!isShown);
  expect(view.reports === null).toBe(!isShown);
  const text = JSON.stringify(view);
  expect(text.includes(ADDRESS)).toBe(isShown);
  expect(text.includes('invented.example')).toBe(isShown);
});
