import { afterEach, describe, expect, it } from 'vitest';
import { practiceSeed } from '../institution/practice-data.ts';
import { createInstitution } from '../institution/server.ts';
import { setStage } from './stage.ts';
import { hands, station, temporaryFolder } from './station.ts';

const stage = setStage();
const keysUsed = (): string => stage.here.journal.ledger.signer.publicKey;

describe('A station that hands over to a new key', () => {
  it('goes on in the same chain, with an entry that names the key', async () => {
    stage.here.note('one');
    await stage.here.sync.syncNow();
    const [chain, before] = [stage.here.journal.chain, keysUsed()];
    const rotated = await stage.here.sync.rotateKey();
    expect(rotated).toEqual({ ok: true, value: { keyId: 'k2' } });
    expect(keysUsed()).not.toBe(before);
    stage.here.note('two');
    await stage.here.sync.syncNow();
    expect(stage.here.journal.chain).toBe(chain);
    const { body, header } = stage.here.journal.read(2, 1)[0]!;
    expect([header.type, body]).toEqual(['key.rotated', { keyId: 'k2', publicKey: keysUsed() }]);
    expect(stage.here.sync.status()).toMatchObject({ state: 'safe', total: 3, code: null });
    expect((await stage.server.overview()).quarantined).toEqual([]);
    stage.here = await stage.here.restart();
    stage.here.note('three');
    await stage.here.sync.syncNow();
    expect(stage.here.journal.chain).toBe(chain);
    expect(stage.here.sync.status()).toMatchObject({ state: 'safe', total: 4 });
  });

  it('asks with the same new key again when the answer was lost', async () => {
    const before = keysUsed();
    stage.server.faults.failNext([{ kind: 'lose-answer' }], '/v1/keys');
    expect(await stage.here.sync.rotateKey()).toEqual({ ok: false, refusal: { code: 'unreachable' } });
    expect(keysUsed()).toBe(before);
    stage.here.note('still with the old key');
    await stage.here.sync.syncNow();
    expect(stage.here.sync.status()).toMatchObject({ state: 'safe' });
    stage.here = await stage.here.restart();
    expect(await stage.here.sync.rotateKey()).toEqual({ ok: true, value: { keyId: 'k2' } });
    stage.here.note('with the new one');
    await stage.here.sync.syncNow();
    expect(stage.here.sync.status()).toMatchObject({ state: 'safe', code: null });
  });

  it('is refused while nothing is enrolled or no server is there', async () => {
    const folder = temporaryFolder();
    const other = station(stage.server.url, folder.path, stage.time);
    expect(await other.sync.rotateKey()).toEqual({ ok: false, refusal: { code: 'not-enrolled' } });
    await other.stop();
    folder.remove();
    stage.here.network.away = true;
    expect(await stage.here.sync.rotateKey()).toEqual({ ok: false, refusal: { code: 'unreachable' } });
  });
});

describe('A server that was put back to before the new key', () => {
  const folders = [temporaryFolder(), temporaryFolder()] as const;
  afterEach(() => {
    for (const folder of folders) folder.remove();
  });

  it('sends it again, signed with the previous key', async () => {
    const time = hands();
    const seed = practiceSeed(time.now());
    const open = async (options: { readonly port?: number; readonly restore?: string }) => {
      const created = await createInstitution({ dataDir: folders[0].path, clock: time, seed, ...options });
      if (!created.ok) throw new Error(created.refusal.code);
      return created.value;
    };
    let server = await open({});
    const here = station(server.url, folders[1].path, time);
    expect((await here.sync.enrol(await server.code())).ok).toBe(true);
    here.note('one');
    await here.sync.syncNow();
    const backup = await server.backup();
    expect((await here.sync.rotateKey()).ok).toBe(true);
    here.note('two');
    await here.sync.syncNow();
    expect(here.sync.status()).toMatchObject({ state: 'safe' });
    const port = Number(new URL(server.url).port);
    await server.close();
    server = await open({ port, restore: backup });
    await here.sync.syncNow();
    if (here.sync.status().code === 'unreachable') await here.sync.syncNow();
    expect(here.sync.status()).toMatchObject({ state: 'safe', code: null });
    expect((await server.listEntries(here.journal.chain)).map(({ hash }) => hash)).toEqual(
      here.journal.read(1, 100).map(({ hash }) => hash),
    );
    await here.stop();
    await server.close();
  });
});
