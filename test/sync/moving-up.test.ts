import { join } from 'node:path';
import { expect, it } from 'vitest';
import {
  openEmbeddedInstitution,
  type EmbeddedInstitution,
} from '../../electron/embedded/embedded-institution.ts';
import { makeSetupCode } from '../../electron/embedded/setup-code.ts';
import { readSiteList } from '../../institution/core/site-list.ts';
import { fileKeyStore } from '../../electron/journal/keys/key-store.ts';
import { practiceSeed } from '../institution/practice-data.ts';
import { createInstitution } from '../institution/server.ts';
import { hands, type Hands, station, type Station, temporaryFolder } from './station.ts';

async function embeddedIn(
  folder: string,
  { journal, sync }: Station,
  time: Hands,
): Promise<EmbeddedInstitution> {
  const embedded = await openEmbeddedInstitution({
    dataFolder: folder,
    nativeBinding: undefined,
    sealer: journal.ledger.sealer,
    keyStore: fileKeyStore(join(folder, 'key')),
    journalFile: () => journal.ledger.connection,
    readSiteList: (file) => Promise.resolve(readSiteList(file)),
    settings: { copyFolder: null },
    hosts: { sites: [], practiceOrigins: [] },
    clock: time,
    timers: { after: () => () => undefined, every: () => () => undefined },
    onChange: () => undefined,
    report: (code, detail) => {
      throw new Error(`${code} ${detail}`);
    },
  });
  embedded.connect(sync.feeds);
  return embedded;
}

async function setUp(embedded: EmbeddedInstitution, folder: string): Promise<void> {
  const form = {
    institution: {
      name: { en: 'Sample', fr: 'Échantillon' },
      province: 'ON',
      zone: 'America/Toronto',
      firstLanguage: 'en',
    },
    location: { en: 'Room 2', fr: 'Salle 2' },
    person: 'Example, Hazel',
  };
  const input = { code: makeSetupCode(folder), pin: '482913', form };
  expect(await embedded.call({ id: '', roles: [] }, 'institution.set-up', input)).toMatchObject({ ok: true });
}

async function serverAndStation() {
  const time = hands();
  const folder = temporaryFolder();
  const created = await createInstitution({
    dataDir: ':memory:',
    clock: time,
    seed: practiceSeed(time.now()),
  });
  if (!created.ok) throw new Error(created.refusal.code);
  const server = created.value;
  const here = station(server.url, folder.path, time);
  const end = async (): Promise<void> => {
    await here.stop();
    await server.close();
    folder.remove();
  };
  return { time, folder: folder.path, server, here, end };
}

it('R64: a station that ran without a server delivers its whole record once it enrols at one', async () => {
  const { time, folder, server, here, end } = await serverAndStation();
  const embedded = await embeddedIn(folder, here, time);
  await setUp(embedded, folder);
  await expect.poll(() => here.sync.feeds.staff().map(({ name }) => name)).toEqual(['Example, Hazel']);
  for (const detail of ['one', 'two', 'three']) here.note(detail);
  const details = () => here.journal.read(1, 1000).map(({ header }) => header.id);
  const before = details();
  embedded.close();

  expect(await here.sync.enrol(await server.code())).toMatchObject({ ok: true });
  await here.sync.syncNow();
  expect(here.sync.status()).toMatchObject({ state: 'safe', waiting: 0 });
  const delivered = await server.listEntries(here.journal.chain);
  expect(delivered.map(({ header }) => header.id)).toEqual(details());
  for (const id of before) expect(details()).toContain(id);
  // The server's own feeds count from here on, whatever position the embedded institution had reached.
  expect(here.sync.feeds.staff().map(({ name }) => name)).not.toContain('Example, Hazel');
  expect(here.sync.feeds.staff().length).toBeGreaterThan(0);
  await end();
});

it('R64: a station that knew a server keeps its record when its institution is embedded', async () => {
  const { time, folder, server, here, end } = await serverAndStation();
  await here.sync.enrol(await server.code());
  here.note('at the server');
  await here.sync.syncNow();
  const before = here.journal.read(1, 1000).map(({ header }) => header.id);
  const embedded = await embeddedIn(folder, here, time);
  await setUp(embedded, folder);
  await expect.poll(() => here.sync.feeds.staff().map(({ name }) => name)).toEqual(['Example, Hazel']);
  here.note('embedded');
  expect(here.journal.read(1, 1000).map(({ header }) => header.id)).toEqual(expect.arrayContaining(before));
  expect(here.journal.verify()).toMatchObject({ ok: true });
  embedded.close();
  await end();
});
