import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { XOR_SEALER } from '../../institution/core/institution.fixture.ts';
import { openEmbeddedStore } from '../../institution/store/embedded-store.ts';
import { INSTITUTION_FILE } from '../journal/file-names.ts';
import { temporaryFolder } from '../journal/journal.fixture.ts';
import { fetchHttp } from '../network/fetch-http.ts';
import { SystemClock } from '../platform/system-clock.ts';
import { runCommand } from './run.ts';

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => (folder = temporaryFolder()));
afterEach(() => folder.remove());

async function status(settings: object, ...args: readonly string[]) {
  const file = path.join(folder.path, 'settings.json');
  writeFileSync(file, JSON.stringify({ dataFolder: folder.path, institution: 'embedded', ...settings }));
  let out = '';
  const code = await runCommand(['status', '--settings', file, ...args], {
    clock: new SystemClock(),
    platform: 'linux',
    environment: { LANG: 'en_CA.UTF-8' },
    program: { name: 'station', version: '1', build: 'development', hardeningScript: '', fonts: '' },
    http: () => fetchHttp(),
    out: (text) => (out += text),
    err: (text) => (out += text),
  });
  return { code, out };
}

async function setUp(): Promise<void> {
  const database = new Database(path.join(folder.path, INSTITUTION_FILE));
  const store = await openEmbeddedStore(database, XOR_SEALER);
  await store.write((writer) => writer.put('own', 'profile', { invented: true }));
  await store.close();
}

describe('R64: the status of a station without a server', () => {
  it('says before the set-up what to do', async () => {
    const said = await status({});
    expect(said).toMatchObject({ code: 1 });
    expect(said.out).toContain('needs no server');
    expect(said.out).toContain('not set up yet');
  });

  it('says when the last copy was taken and where to, in French too', async () => {
    await setUp();
    const copyFolder = path.join(folder.path, 'copies');
    mkdirSync(copyFolder);
    expect((await status({ copyFolder })).code).toBe(1);
    writeFileSync(path.join(copyFolder, 'child-link-1.clcopy'), '');
    const said = await status({ copyFolder }, '--language', 'fr');
    expect(said.code).toBe(0);
    expect(said.out).toContain('Il est configuré.');
    expect(said.out).toContain(copyFolder);
    const longAgo = new Date(Date.now() - 3 * 86_400_000);
    utimesSync(path.join(copyFolder, 'child-link-1.clcopy'), longAgo, longAgo);
    expect((await status({ copyFolder })).code).toBe(1);
  });

  it('says that no folder for copies is set', async () => {
    await setUp();
    expect(await status({})).toMatchObject({ code: 1 });
    expect(JSON.parse((await status({}, '--json')).out)).toMatchObject({
      ...{ institution: 'embedded', isSetUp: true, copyTakenAt: null, copyFolder: null },
    });
  });
});
