import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NOW, sampleBooking } from '../../institution/core/institution.fixture.ts';
import type { Clock } from '../../shared/clock.ts';
import { restore } from '../cli/restore.ts';
import { INSTITUTION_FILE, KEY_FILE, RECORD_FILE } from '../journal/file-names.ts';
import type { Journal } from '../journal/journal.ts';
import { note, opened, type Tally, temporaryFolder } from '../journal/journal.fixture.ts';
import { readSiteList } from '../../institution/core/site-list.ts';
import { fileKeyStore } from '../journal/keys/key-store.ts';
import { openIdentity } from '../sync/identity.ts';
import { type FeedStore, openFeeds } from '../sync/feeds.ts';
import { type EmbeddedInstitution, openEmbeddedInstitution } from './embedded-institution.ts';
import { makeSetupCode } from './setup-code.ts';

const HEAD = { id: 'hazel', roles: ['head', 'it'] };
const clock: Clock = { now: () => NOW, monotonicMs: () => NOW, status: () => 'unsynced' };

interface Machine {
  readonly journal: Journal<Tally>;
  readonly feeds: FeedStore;
  readonly embedded: EmbeddedInstitution;
  stop(): void;
}

let top: ReturnType<typeof temporaryFolder>;
let copyFolder: string;
let running: Machine[];
beforeEach(() => {
  top = temporaryFolder();
  copyFolder = join(top.path, 'copies');
  mkdirSync(copyFolder);
  running = [];
});
afterEach(() => {
  for (const machine of running) machine.stop();
  top.remove();
});

async function start(folder: string, copies: string | null = copyFolder): Promise<Machine> {
  mkdirSync(folder, { recursive: true });
  const keyStore = fileKeyStore(join(folder, KEY_FILE));
  const identity = openIdentity({ file: join(folder, 'identity.json'), keyStore, clock });
  if (!identity.ok) throw new Error(identity.refusal.code);
  const journal = opened(folder, {
    file: join(folder, RECORD_FILE),
    keyStore,
    identity: identity.value.current(),
  });
  const feeds = openFeeds(journal.ledger);
  const embedded = await openEmbeddedInstitution({
    dataFolder: folder,
    nativeBinding: undefined,
    sealer: journal.ledger.sealer,
    keyStore,
    journalFile: () => journal.ledger.connection,
    readSiteList: (file) => Promise.resolve(readSiteList(file)),
    settings: { copyFolder: copies },
    hosts: { sites: ['visits-visites.webex.com'], practiceOrigins: [] },
    clock,
    timers: { after: () => () => undefined, every: () => () => undefined },
    onChange: () => undefined,
    report: () => undefined,
  });
  embedded.connect(feeds);
  let stopped = false;
  const machine: Machine = {
    journal,
    feeds,
    embedded,
    stop() {
      if (stopped) return;
      stopped = true;
      embedded.close();
      journal.close();
    },
  };
  running.push(machine);
  return machine;
}

async function call<T>({ embedded }: Machine, name: string, input: unknown = {}): Promise<T> {
  const answered = await embedded.call(HEAD, name, input);
  if (!answered.ok) throw new Error(answered.refusal.code);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the test knows what it asked for
  return answered.value as T;
}

const LIST = 'id,name,city,province,zone\nS-1,Sample Family Centre,Halifax,NS,';

/** A station with its institution, a site, a booking and a journal. */
async function inUse(folder: string): Promise<Machine> {
  const machine = await start(folder);
  const form = {
    institution: {
      name: { en: 'Sample', fr: 'Échantillon' },
      province: 'NS',
      zone: 'America/Halifax',
      firstLanguage: 'en',
    },
    location: { en: 'Room 2', fr: 'Salle 2' },
    person: 'Example, Hazel',
  };
  const code = makeSetupCode(folder);
  await call(machine, 'institution.set-up', { code, pin: '482913', form });
  const list = { file: Buffer.from(LIST).toString('base64'), listDate: '2026-11-01' };
  const { token } = await call<{ token: string }>(machine, 'sites.preview', list);
  await call(machine, 'sites.import', { ...list, token });
  await call(machine, 'schedule.book', { booking: sampleBooking({ site: 'S-1' }) });
  machine.journal.append([note('one'), note('two')]);
  await expect.poll(() => machine.feeds.schedule().length).toBe(1);
  return machine;
}

const restored = (file: string, code: string, data: string, language: 'en' | 'fr' = 'en') =>
  restore({
    ...{ clock, platform: 'linux', environment: {}, language, operands: [] },
    program: { name: 'station', version: '1', build: 'development', hardeningScript: '', fonts: '' },
    http: () => {
      throw new Error('no network');
    },
    options: { file, code, data },
  });

const copies = () => readdirSync(copyFolder).map((name) => join(copyFolder, name));

/** The copy with another first line. */
function withHeader(copy: Buffer, change: (header: string) => string): Buffer {
  const end = copy.indexOf('\n');
  return Buffer.concat([Buffer.from(change(copy.toString('utf8', 0, end))), copy.subarray(end)]);
}

describe('R64: a machine that is lost', () => {
  it('comes back on a new one from its copy, with staff, sites, bookings, audit and the chain', async () => {
    const lost = await inUse(join(top.path, 'lost'));
    const { code } = await call<{ code: string }>(lost, 'copies.new-key');
    expect(await call(lost, 'copies.take')).toMatchObject({ takenAt: NOW, folder: copyFolder, fault: null });
    const { chain } = lost.journal;
    const head = lost.journal.head;
    const enrolment = lost.embedded.enrolment();
    lost.stop();
    rmSync(join(top.path, 'lost'), { recursive: true });

    const [copy = ''] = copies();
    const place = join(top.path, 'new');
    expect(await restored(copy, code.toLowerCase(), place)).toMatchObject({ outcome: 'good' });
    const back = await start(place);
    expect(back.journal.chain).toBe(chain);
    expect(back.journal.head).toEqual(head);
    expect(back.journal.verify()).toMatchObject({ ok: true });
    expect(back.journal.append([note('three')])).toHaveLength(1);
    expect(back.embedded.enrolment()).toEqual(enrolment);
    await expect.poll(() => back.feeds.position('schedule')?.gen).toBeGreaterThan(1);
    expect(back.feeds.staff()).toMatchObject([{ name: 'Example, Hazel' }]);
    expect(back.feeds.schedule()).toMatchObject([{ site: 'S-1' }]);
    const audit = await call<{ broken: number | null; entries: { action: string }[] }>(back, 'audit.list', {
      after: 0,
      limit: 100,
    });
    expect(audit.broken).toBeNull();
    expect(audit.entries.map(({ action }) => action)).toContain('copy.restored');
    await call(back, 'copies.take');
    expect(copies().length).toBeGreaterThan(0);
  });
});

describe('A copy', () => {
  async function taken() {
    const machine = await inUse(join(top.path, 'station'));
    const { code } = await call<{ code: string }>(machine, 'copies.new-key');
    await call(machine, 'copies.take');
    const [file = ''] = copies();
    return { machine, code, file };
  }

  it('shows no name, PIN, link or key, and nothing is left of the work', async () => {
    const { file, code } = await taken();
    const content = readFileSync(file, 'latin1');
    for (const secret of ['Hazel', 'Maple', 'webex', 'Halifax', code.slice(0, 9)])
      expect(content).not.toContain(secret);
    expect(readdirSync(join(top.path, 'station')).filter((name) => name.startsWith('copy-'))).toEqual([]);
    expect(copies()).toEqual([file]);
  });

  it('is refused with a wrong key, damaged, cut short, or when it is another file; nothing is left behind', async () => {
    const { file, code } = await taken();
    const whole = readFileSync(file);
    const changed = join(top.path, 'changed.clcopy');
    const attempts: readonly (readonly [Buffer, string, string])[] = [
      [whole, 'AAAA-BBBB', 'copy-wrong-key'],
      [
        Buffer.from(whole.map((byte, index) => (index === whole.length - 40 ? byte ^ 1 : byte))),
        code,
        'copy-damaged',
      ],
      [whole.subarray(0, whole.length - 5), code, 'copy-damaged'],
      // A header whose nonce is too short to decrypt with.
      [
        withHeader(whole, (header) => header.replace(/"nonce":"[^"]*"/u, '"nonce":"AAAA"')),
        code,
        'not-a-copy',
      ],
      [Buffer.from('hello\n'), code, 'not-a-copy'],
      [Buffer.from(''), code, 'not-a-copy'],
    ];
    for (const [content, key, refusal] of attempts) {
      writeFileSync(changed, content);
      for (const language of ['en', 'fr'] as const) {
        const result = await restored(changed, key, join(top.path, 'new'), language);
        expect(result).toMatchObject({ outcome: 'problem', json: { code: refusal } });
        expect(result.lines[0]).toContain(changed);
      }
    }
    expect(readdirSync(top.path).filter((name) => name.startsWith('new'))).toEqual([]);
  });

  it('is not put over a station that is there', async () => {
    const { file, code } = await taken();
    expect(await restored(file, code, join(top.path, 'station'))).toMatchObject({
      json: { code: 'not-empty' },
    });
  });

  it('fails with its cause where the folder is gone, and the station says so', async () => {
    const { machine } = await taken();
    rmSync(copyFolder, { recursive: true });
    expect(await machine.embedded.call(HEAD, 'copies.take', {})).toMatchObject({
      refusal: { code: 'copy-failed', values: { detail: 'ENOENT' } },
    });
    expect(machine.embedded.copyState()).toMatchObject({ takenAt: NOW, fault: 'failed' });
  });

  it('needs a folder and a key', async () => {
    const machine = await inUse(join(top.path, 'station'));
    expect(machine.embedded.copyState()).toMatchObject({ takenAt: null, fault: 'no-key' });
    expect(await machine.embedded.call(HEAD, 'copies.take', {})).toMatchObject({
      refusal: { code: 'copy-no-key' },
    });
    const other = await start(join(top.path, 'other'), null);
    expect(other.embedded.copyState()).toMatchObject({ fault: 'no-folder' });
  });

  it('that was broken off by a power cut leaves its work, which the next start removes', async () => {
    const { machine } = await taken();
    machine.stop();
    const folder = join(top.path, 'station');
    mkdirSync(join(folder, 'copy-abc123'));
    copyFileSync(join(folder, INSTITUTION_FILE), join(folder, 'copy-abc123', INSTITUTION_FILE));
    await start(folder);
    expect(readdirSync(folder)).not.toContain('copy-abc123');
  });
});
