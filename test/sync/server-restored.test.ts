import { cpSync, rmSync } from 'node:fs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { toInstant } from '../../shared/clock.ts';
import { practiceSeed } from '../institution/practice-data.ts';
import { createInstitution, type Institution, isOnSqlite } from '../institution/server.ts';
import { hands, type Hands, station, type Station, temporaryFolder } from './station.ts';

let time: Hands;
let folders: {
  readonly station: ReturnType<typeof temporaryFolder>;
  readonly server: ReturnType<typeof temporaryFolder>;
};
let server: Institution;
let here: Station;

async function open(
  options: { readonly port?: number; readonly restore?: string } = {},
): Promise<Institution> {
  const seed = practiceSeed(time.now());
  const created = await createInstitution({
    dataDir: folders.server.path,
    clock: time,
    seed,
    limits,
    ...options,
  });
  if (!created.ok) throw new Error(created.refusal.code);
  return created.value;
}

const limits = { maxEntries: 200, maxBytes: 512 * 1024 };

/** Restores the server from a backup, at the same address. */
async function restore(backup: string): Promise<void> {
  const port = Number(new URL(server.url).port);
  await server.close();
  server = await open({ port, restore: backup });
}

/** Repeats until an attempt succeeds: the runtime may still hold a connection to the stopped server. */
async function syncUntilReached(): Promise<void> {
  await here.sync.syncNow();
  if (here.sync.status().code === 'unreachable') await here.sync.syncNow();
}

beforeEach(async () => {
  time = hands();
  folders = { station: temporaryFolder(), server: temporaryFolder() };
  server = await open();
  here = station(server.url, folders.station.path, time);
  const enrolled = await here.sync.enrol(await server.code());
  expect(enrolled.ok).toBe(true);
});
afterEach(async () => {
  await here.stop();
  expect(here.bugs).toEqual([]);
  await server.close();
  folders.station.remove();
  folders.server.remove();
});

const directive = (id: string) => ({
  ...{
    id,
    session: null,
    action: 'suspend',
    reason: { code: 'practice', text: 'Exercise' },
    authority: 'Exercise',
  },
  ...{ issuedAt: toInstant(time.now()), expiresAt: toInstant(time.now() + 3_600_000) },
});
const onServer = async () => (await server.listEntries(here.journal.chain)).map(({ hash }) => hash);
const onStation = () => here.journal.read(1, 1000).map(({ hash }) => hash);

it('A server put back to an older state gets everything again, and the journal says that it went back', async () => {
  here.note('one');
  await here.sync.syncNow();
  const backup = await server.backup();
  here.note('two');
  here.note('three');
  await here.sync.syncNow();
  await restore(backup);
  expect(await onServer()).toHaveLength(1);
  await syncUntilReached();
  expect(here.journal.read(4, 1)[0]).toMatchObject({
    header: { type: 'sync.server-went-back', actor: 'station' },
    body: { acked: 3, found: 1, epoch: await server.epoch() },
  });
  expect(await onServer()).toEqual(onStation());
  expect(here.sync.status()).toMatchObject({ state: 'safe', total: 4, code: null });
});

it('A server that has forgotten the chain gets it again', async () => {
  const backup = await server.backup();
  here.note('one');
  await here.sync.syncNow();
  await restore(backup);
  expect(await server.chains()).toEqual([]);
  await syncUntilReached();
  expect(await onServer()).toEqual(onStation());
  expect(here.journal.read(2, 1)[0]?.header.type).toBe('sync.server-went-back');
  expect(here.sync.status()).toMatchObject({ state: 'safe', total: 2 });
});

it('The feeds of a server that was put back are believed, because their generation is newer', async () => {
  await here.sync.syncNow();
  const backup = await server.backup();
  const row = (await server.feedRows('sites')).get('site-halifax');
  await server.setFeedRow('sites', 'site-later', { ...Object(row), id: 'site-later' });
  await here.sync.syncNow();
  expect(here.sync.feeds.sites().map((site) => site.id)).toContain('site-later');
  await restore(backup);
  await syncUntilReached();
  expect(here.sync.feeds.sites().map((site) => site.id)).not.toContain('site-later');
  expect(here.sync.status().code).toBeNull();
});

it.runIf(isOnSqlite())(
  'A server whose whole folder was put back is noticed by what stations know of it',
  async () => {
    await here.sync.syncNow();
    const row = (await server.feedRows('sites')).get('site-halifax');
    const port = Number(new URL(server.url).port);
    await server.close();
    const copy = temporaryFolder();
    cpSync(folders.server.path, copy.path, { recursive: true });
    server = await open({ port });
    await server.setFeedRow('sites', 'site-later', { ...Object(row), id: 'site-later' });
    here.note('one');
    await syncUntilReached();
    expect(here.sync.feeds.sites().map((site) => site.id)).toContain('site-later');
    const epoch = await server.epoch();

    await server.close();
    rmSync(folders.server.path, { recursive: true });
    cpSync(copy.path, folders.server.path, { recursive: true });
    copy.remove();
    server = await open({ port });
    expect(await server.epoch()).toBe(epoch);
    await syncUntilReached();
    await here.sync.syncNow();
    expect(await server.epoch()).not.toBe(epoch);
    expect(here.sync.feeds.sites().map((site) => site.id)).not.toContain('site-later');
    expect(await onServer()).toEqual(onStation());
    expect(here.sync.status()).toMatchObject({ state: 'safe', code: null });
  },
);

it.runIf(isOnSqlite())(
  'A directive with the version of one that the server has forgotten reaches the station, after a second restore too',
  async () => {
    await here.sync.syncNow();
    const port = Number(new URL(server.url).port);
    await server.close();
    const copy = temporaryFolder();
    cpSync(folders.server.path, copy.path, { recursive: true });
    server = await open({ port });
    const direct = async (...ids: readonly string[]): Promise<void> => {
      for (const id of ids) await server.setFeedRow('directives', id, directive(id));
    };
    const known = async (): Promise<readonly string[]> => {
      await syncUntilReached();
      await here.sync.syncNow();
      return here.sync.feeds.directives().map(({ id }) => id);
    };
    const putBack = async (): Promise<void> => {
      await server.close();
      rmSync(folders.server.path, { recursive: true });
      cpSync(copy.path, folders.server.path, { recursive: true });
      time.advance(10_000);
      server = await open({ port });
    };
    here.note('one');
    await direct('d-1');
    expect(await known()).toEqual(['d-1']);
    await putBack();
    await direct('d-2');
    expect(await known()).toEqual(['d-2']);
    here.note('two');
    await direct('d-3');
    expect(await known()).toEqual(['d-2', 'd-3']);
    await putBack();
    await direct('d-4', 'd-5');
    expect(await known()).toEqual(['d-4', 'd-5']);
    copy.remove();
  },
);

it('A station that is killed in the middle of sending goes on from what the server has', async () => {
  for (let n = 0; n < 450; n += 1) here.note(String(n));
  let batches = 0;
  here.network.tamper = ({ url }) => {
    if (url.pathname.endsWith('/entries') && (batches += 1) === 2) void here.sync.stop();
    return null;
  };
  await here.sync.syncNow();
  // The first batch of a hundred, and the second of two hundred, which the station no longer knows.
  expect(await onServer()).toHaveLength(300);
  here.network.tamper = null;
  here = await here.restart();
  await here.sync.syncNow();
  expect(await onServer()).toEqual(onStation());
  expect(here.sync.status()).toMatchObject({ state: 'safe', total: 450 });
});
