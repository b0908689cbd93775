import { cpSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { refuse } from '../../shared/result.ts';
import { practiceSeed } from '../institution/practice-data.ts';
import { createInstitution, type Institution } from '../institution/server.ts';
import { changed, hands, type Hands, station, type Station, temporaryFolder } from './station.ts';

let time: Hands;
let folders: {
  readonly station: ReturnType<typeof temporaryFolder>;
  readonly copy: ReturnType<typeof temporaryFolder>;
  readonly server: ReturnType<typeof temporaryFolder>;
};
let server: Institution;
let here: Station;

async function open(
  options: { readonly port?: number; readonly restore?: string } = {},
): Promise<Institution> {
  const seed = practiceSeed(time.now());
  const created = await createInstitution({ dataDir: folders.server.path, clock: time, seed, ...options });
  if (!created.ok) throw new Error(created.refusal.code);
  return created.value;
}

beforeEach(async () => {
  time = hands();
  folders = { station: temporaryFolder(), copy: temporaryFolder(), server: temporaryFolder() };
  server = await open();
  here = station(server.url, folders.station.path, time);
  const enrolled = await here.sync.enrol(await server.code());
  expect(enrolled.ok).toBe(true);
  await here.sync.syncNow();
});
afterEach(async () => {
  await here.stop();
  expect(here.bugs).toEqual([]);
  await server.close();
  for (const folder of Object.values(folders)) folder.remove();
});

const stationName = () => here.journal.ledger.record.genesis.station;
/** Every note that the server holds, by id, with how often it is stored other than as evidence. */
const notesOnServer = async (): Promise<Map<string, number>> => {
  const counts = new Map<string, number>();
  for (const { header, carried } of await server.listStationEntries(stationName())) {
    if (header.type === 'station.note' && !carried) counts.set(header.id, (counts.get(header.id) ?? 0) + 1);
  }
  return counts;
};
const details = async (): Promise<readonly string[]> =>
  (await server.listStationEntries(stationName()))
    .filter((entry) => entry.header.type === 'station.note' && !entry.carried)
    .flatMap(({ body }) => (typeof body?.['detail'] === 'string' ? [body['detail']] : []))
    .sort();
const write = (...notes: string[]): void => {
  for (const detail of notes) here.note(detail);
};
/** Restores the station's whole disk to what `keep` saved. */
const keep = (): void => {
  here.journal.checkpoint();
  cpSync(folders.station.path, folders.copy.path, { recursive: true, force: true });
};
async function putBack(): Promise<void> {
  await here.kill();
  folders.station.remove();
  cpSync(folders.copy.path, folders.station.path, { recursive: true });
  here = station(server.url, folders.station.path, time);
}
async function syncUntilReached(): Promise<void> {
  await here.sync.syncNow();
  if (here.sync.status().code === 'unreachable') await here.sync.syncNow();
}
const expectHealed = (code: string): void => {
  expect(here.sync.status()).toMatchObject({ state: 'safe', waiting: 0, code: null });
  expect(here.sync.status().warnings.map((warning) => warning.code)).toEqual([code]);
  expect(here.journal.verify()).toMatchObject({ ok: true });
};
const toldOf = (): unknown =>
  here.journal.read(1, 1000).find((entry) => entry.header.type === 'sync.chain-opened')?.body;

describe('A station whose disk was put back', () => {
  it('goes on in a new chain from what it has, while the server keeps what it had', async () => {
    write('one');
    await here.sync.syncNow();
    keep();
    write('two', 'three');
    await here.sync.syncNow();
    const { chain, head } = here.journal;
    await putBack();
    write('four');
    await here.sync.syncNow();
    expect(here.journal.chain).not.toBe(chain);
    expect((await server.listEntries(chain)).at(-1)?.hash).toBe(head?.hash);
    // Two and four have the same seq: to the server that is a fork.
    expect(here.journal.ledger.record.genesis).toMatchObject({ reason: 'forked', previousChain: chain });
    expect((await server.listEvidence(chain)).map((entry) => entry.body?.['detail'])).toEqual(['four']);
    expect(toldOf()).toMatchObject({ reason: 'forked', previousChain: chain, lastCommonSeq: 1, carried: 1 });
    expect(await details()).toEqual(['four', 'one', 'three', 'two']);
    expectHealed('forked');
  });

  it('says that it went back when it has written nothing since', async () => {
    keep();
    write('one', 'two');
    await here.sync.syncNow();
    const { chain } = here.journal;
    await putBack();
    await here.sync.syncNow();
    expect(here.journal.ledger.record.genesis).toMatchObject({
      reason: 'rolled-back',
      previousChain: chain,
      previousHead: null,
    });
    expect(await details()).toEqual(['one', 'two']);
    expectHealed('station-went-back');
    await here.sync.syncNow();
    expect(await server.chains()).toHaveLength(2);
  });

  it('starts a further chain when the one that it knows was followed by another already', async () => {
    write('one');
    await here.sync.syncNow();
    keep();
    write('two');
    await here.sync.syncNow();
    await putBack();
    await here.sync.syncNow();
    const second = here.journal.chain;
    await putBack();
    write('three');
    await here.sync.syncNow();
    expect([second, ...(await server.chains()).map(({ chain }) => chain)]).toContain(here.journal.chain);
    expect(here.journal.chain).not.toBe(second);
    expect(await details()).toEqual(['one', 'three', 'two']);
    expect(here.sync.status()).toMatchObject({ state: 'safe' });
  });

  it('finds the last common entry in a number of calls that grows with the logarithm', async () => {
    for (let n = 0; n < 100; n += 1) here.note(String(n));
    await here.sync.syncNow();
    keep();
    for (let n = 0; n < 900; n += 1) here.note(`lost ${n}`);
    await here.sync.syncNow();
    await putBack();
    for (let n = 0; n < 900; n += 1) here.note(`new ${n}`);
    await here.sync.syncNow();
    const asked = here.network.requests.filter((call) => call.endsWith('/hash'));
    expect(asked.length).toBeLessThanOrEqual(11);
    expect(toldOf()).toMatchObject({ lastCommonSeq: 100, carried: 900 });
    expect((await notesOnServer()).size).toBe(1900);
    expectHealed('forked');
  });

  it('goes on although evidence is refused, and sends it in smaller parts first', async () => {
    write('one');
    await here.sync.syncNow();
    keep();
    write('two');
    await here.sync.syncNow();
    await putBack();
    write('three', 'four', 'five');
    const refusal = Buffer.from('{"type":"urn:child-link:problem:malformed"}');
    let refused = 0;
    here.network.tamper = ({ url, body }, answer) => {
      if (!url.pathname.endsWith('/evidence') || body === null) return null;
      refused += 1;
      const header = (name: string) =>
        name === 'content-type' ? 'application/problem+json' : answer.header(name);
      return { status: 400, header, body: refusal };
    };
    await here.sync.syncNow();
    expect(refused).toBeGreaterThan(3);
    expect(await details()).toEqual(['five', 'four', 'one', 'three', 'two']);
    expectHealed('forked');
  });

  it('waits with the new chain until its evidence has arrived', async () => {
    write('one');
    await here.sync.syncNow();
    keep();
    write('two');
    await here.sync.syncNow();
    await putBack();
    write('three');
    const { chain } = here.journal;
    // More often than new chains may begin within ten minutes: an interrupted attempt begins none.
    for (let lost = 0; lost < 9; lost += 1) {
      server.faults.failNext([{ kind: 'lose-request' }], '/evidence');
      await here.sync.syncNow();
      expect(here.journal.chain).toBe(chain);
      expect(here.sync.status()).toMatchObject({ state: 'waiting', code: 'unreachable' });
    }
    await here.sync.syncNow();
    expectHealed('forked');
  });
});

describe('A station whose disk was put back and then damaged', () => {
  it.each([
    ['in the middle', ['three', 'four', 'five'], 'four', ['five', 'one', 'three', 'two']],
    ['as the only one', ['three'], 'three', ['one', 'two']],
  ])('goes on without the row that cannot be read, %s', async (_name, notes, lost, left) => {
    write('one');
    await here.sync.syncNow();
    keep();
    write('two');
    await here.sync.syncNow();
    await putBack();
    write(...notes);
    const { connection, head } = here.journal.ledger;
    const seq = (head?.seq ?? 0) - notes.length + 1 + notes.indexOf(lost);
    connection.exec('DROP TRIGGER entries_are_frozen');
    connection.prepare(`UPDATE entries SET header = 'x' WHERE seq = ?`).run(seq);
    await here.sync.syncNow();
    expect(here.sync.status()).toMatchObject({ state: 'safe', waiting: 0, code: null });
    expect(await details()).toEqual(left);
  });
});

describe('A server that contradicts itself', () => {
  it('cannot make the station begin one chain after the other', async () => {
    write('one');
    here.network.tamper = ({ url }, answer) =>
      url.pathname === '/v1/state'
        ? changed(answer, (json) => ({ ...json, head: { seq: 1, hash: 'A'.repeat(43) } }))
        : null;
    for (let n = 0; n < 8; n += 1) await here.sync.syncNow();
    expect(here.journal.ledger.chains.all().length).toBeLessThan(10);
    expect(here.sync.status()).toMatchObject({ state: 'attention', code: 'forked' });
    here.network.tamper = null;
    await here.sync.syncNow();
    expect(here.sync.status()).toMatchObject({ state: 'safe', code: null });
    expect(await details()).toEqual(['one']);
  });
});

describe('A row that was damaged on the disk before it was sent', () => {
  it.each([
    ['its header', `UPDATE entries SET header = 'x' WHERE seq = 2`, ['one', 'three']],
    ['its hash', `UPDATE entries SET hash = '${'A'.repeat(43)}' WHERE seq = 2`, ['one', 'three']],
  ])('holds nothing up: %s', async (_name, sql, left) => {
    write('one', 'two', 'three');
    const { connection } = here.journal.ledger;
    connection.exec('DROP TRIGGER entries_are_frozen');
    connection.exec(sql);
    await here.sync.syncNow();
    expect(here.journal.ledger.record.genesis.reason).toBe('corrupt');
    expect(await details()).toEqual(expect.arrayContaining(left));
    expect(here.sync.status()).toMatchObject({ state: 'safe', waiting: 0, code: null });
    expect(toldOf()).toMatchObject({ reason: 'corrupt', incident: 'row-damaged' });
  });
});

describe('What former chains still owe', () => {
  async function restore(backup: string): Promise<void> {
    const port = Number(new URL(server.url).port);
    await server.close();
    server = await open({ port, restore: backup });
  }

  it('is sent again to a server that was put back to before them', async () => {
    const backup = await server.backup();
    write('one', 'two');
    await here.sync.syncNow();
    keep();
    write('three');
    await here.sync.syncNow();
    await putBack();
    write('four');
    await here.sync.syncNow();
    expectHealed('forked');
    await restore(backup);
    expect((await notesOnServer()).size).toBe(0);
    await syncUntilReached();
    await here.sync.syncNow();
    // Three was only on the replaced disk and in the server's replaced data.
    expect(await details()).toEqual(['four', 'one', 'two']);
    expect(here.sync.status()).toMatchObject({ state: 'safe', waiting: 0, code: null });
  });

  it('is not said to be safe before a restored server was asked for it', async () => {
    const backup = await server.backup();
    write('one', 'two');
    await here.sync.syncNow();
    keep();
    write('three');
    await here.sync.syncNow();
    await putBack();
    const former = here.journal.chain;
    const { head } = here.journal;
    write('four');
    await here.sync.syncNow();
    expectHealed('forked');
    await restore(backup);
    const { network } = here;
    const real = network.send.bind(network);
    network.send = (request) =>
      request.url.href.includes(former) ? Promise.resolve(refuse('timed-out')) : real(request);
    await syncUntilReached();
    expect(here.sync.status()).toMatchObject({ state: 'waiting', waiting: head?.seq, code: 'timed-out' });
    network.send = real;
    await here.sync.syncNow();
    // Sending it again is an entry too.
    await here.sync.syncNow();
    expect(here.sync.status()).toMatchObject({ state: 'safe', waiting: 0, code: null });
    expect(await details()).toEqual(['four', 'one', 'two']);
  });

  it('joins the present chain when the server has another branch of them now', async () => {
    write('one');
    await here.sync.syncNow();
    const backup = await server.backup();
    keep();
    write('two', 'three');
    await here.sync.syncNow();
    const first = here.journal.chain;
    // The current chain begins for another reason, with the whole first chain acknowledged.
    here.journal.ledger.newChain({ reason: 'corrupt', lastCommonSeq: here.journal.head!.seq });
    write('four');
    await here.sync.syncNow();
    await restore(backup);
    const copy = station(server.url, folders.copy.path, time);
    copy.note('of the copy');
    await copy.sync.syncNow();
    if (copy.sync.status().code === 'unreachable') await copy.sync.syncNow();
    await copy.stop();
    await syncUntilReached();
    await here.sync.syncNow();
    expect(await details()).toEqual(['four', 'of the copy', 'one', 'three', 'two']);
    expect((await server.listEvidence(first)).map((entry) => entry.body?.['detail'])).toEqual([
      'two',
      'three',
    ]);
    expect(here.sync.status()).toMatchObject({ state: 'safe', waiting: 0, code: null });
  });
});

it('A station that finds its file behind has carried what it has before it ever speaks to the server', async () => {
  write('one');
  await here.sync.syncNow();
  write('two', 'three');
  const { chain } = here.journal;
  await here.kill();
  const database = new Database(join(folders.station.path, 'journal.db'));
  database.exec('DROP TRIGGER entries_stay; DELETE FROM entries WHERE seq = 3; DELETE FROM snapshot');
  database.close();
  here = station(server.url, folders.station.path, time);
  expect(here.journal.incident).toMatchObject({ code: 'behind', previousChain: chain });
  await here.sync.syncNow();
  expect(await details()).toEqual(['one', 'two']);
  expect((await server.overview()).alarms.map(({ code }) => code)).toContain('chain-rolled-back');
  expect(here.sync.status()).toMatchObject({ state: 'safe', waiting: 0, code: null });
});
