import { copyFileSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import en from '../../shared/language/en.json' with { type: 'json' };
import fr from '../../shared/language/fr.json' with { type: 'json' };
import { SAMPLE_ROW } from '../../shared/tracking/tracking.fixture.ts';
import { type Core, IDENTITY_FILE, KEY_FILE, openCore, RECORD_FILE } from '../../test/chaos/core.ts';
import { practiceSeed } from '../../test/institution/practice-data.ts';
import { createInstitution, type Institution } from '../../test/institution/server.ts';
import { hands, type Hands, temporaryFolder } from '../../test/sync/station.ts';
import { keyFingerprint } from '../../shared/sync/keys.ts';
import { fetchHttp } from '../network/fetch-http.ts';
import { runCommand } from './run.ts';

let time: Hands;
let folder: ReturnType<typeof temporaryFolder>;
let server: Institution;
let data: string;
let cores: Core[];

beforeEach(async () => {
  time = hands();
  folder = temporaryFolder();
  data = join(folder.path, 'station');
  mkdirSync(data);
  cores = [];
  const created = await createInstitution({
    dataDir: ':memory:',
    clock: time,
    seed: practiceSeed(time.now()),
  });
  if (!created.ok) throw new Error(created.refusal.code);
  server = created.value;
});
afterEach(async () => {
  for (const core of cores) await core.stop();
  await server.close();
  folder.remove();
});

const FONTS = fileURLToPath(new URL('../../assets/fonts', import.meta.url));

/** Runs a command as a terminal would. */
async function run(...args: readonly string[]) {
  let [out, err] = ['', ''];
  const environment = { CHILD_LINK_SETTINGS: join(folder.path, 'settings.json'), LANG: 'en_CA.UTF-8' };
  const program = {
    name: 'station',
    version: '0.1.0',
    build: 'development',
    hardeningScript: '',
    fonts: FONTS,
  } as const;
  const io = { clock: time, platform: 'linux', environment, program } as const;
  const code = await runCommand(args, {
    ...io,
    http: () => fetchHttp(),
    out: (text) => (out += text),
    err: (text) => (err += text),
  });
  return { code, out, err, json: (): unknown => JSON.parse(out) };
}

function core(): Core {
  const opened = openCore({
    folder: data,
    serverUrl: server.url,
    http: fetchHttp(),
    clock: time,
    timers: time,
    random: () => 0.5,
  });
  if (!opened.ok) throw new Error(opened.refusal);
  cores.push(opened.value);
  return opened.value;
}

async function enrolledCore(): Promise<Core> {
  const here = core();
  const enrolled = await here.sync.enrol(await server.code());
  if (!enrolled.ok) throw new Error(enrolled.refusal.code);
  return here;
}

async function closed(here: Core): Promise<void> {
  cores = cores.filter((one) => one !== here);
  await here.stop();
}

describe('status', () => {
  it('says of a running station that every record is safe, once the institution has signed for it', async () => {
    const here = await enrolledCore();
    here.note('one', 'two', 'three');
    await here.sync.syncNow();
    const told = await run('status', '--data', data);
    expect(told.code).toBe(0);
    expect(told.out).toContain('Up to date: everything is saved at the institution');
    expect(told.out).toContain('Institution last reached: 9:00');
    expect((await run('status', '--data', data, '--language', 'fr')).out).toMatch(
      /À jour\s: tout est enregistré à l’établissement/,
    );
    expect((await run('status', '--data', data, '--json')).json()).toMatchObject({
      ok: true,
      state: 'safe',
      total: 3,
      waiting: 0,
      ackedSeq: 3,
    });
  });

  it('says how many wait and since when', async () => {
    const here = await enrolledCore();
    here.note('one');
    await here.sync.syncNow();
    here.note('two');
    const told = await run('status', '--data', data);
    expect(told.code).toBe(0);
    expect(told.out).toContain('Not yet at the institution: 1 record, since 9:00');
  });

  it('R63: is a problem when something else answers in the server’s place, and says what to mend', async () => {
    const here = await enrolledCore();
    here.note('one');
    await here.sync.syncNow();
    const portal = createServer((_request, response) => response.end('<html>Sign in first</html>'));
    await new Promise<void>((resolve) => portal.listen(0, '127.0.0.1', resolve));
    const { port } = portal.address() as AddressInfo;
    const settings = join(folder.path, 'settings.json');
    writeFileSync(settings, JSON.stringify({ dataFolder: data, serverUrl: `http://127.0.0.1:${port}` }));
    const told = await run('status');
    const { ok, state, server: reach } = (await run('status', '--json')).json() as Record<string, unknown>;
    portal.close();
    expect([told.code, ok, state, reach]).toEqual([1, false, 'safe', 'answer-not-json']);
    expect(told.out).toContain(en.it.network['answer-not-json']);
  });

  it('says safe of nothing when the receipt does not hold', async () => {
    const here = await enrolledCore();
    here.note('one');
    await here.sync.syncNow();
    await closed(here);
    const db = new Database(join(data, RECORD_FILE));
    const forged = 'A'.repeat(86);
    db.prepare(
      "UPDATE chains SET receipt = json_set(receipt, '$.signature', ?) WHERE receipt IS NOT NULL",
    ).run(forged);
    db.close();
    const told = await run('status', '--data', data);
    expect(told.code).toBe(1);
    expect(told.out).toContain('Needs attention: the institution’s receipt could not be verified');
    const verified = await run('verify-journal', '--data', data, '--json');
    expect(verified.json()).toMatchObject({ ok: false, code: 'receipt-invalid', seq: 1 });
  });

  it('names the folder when there is no record', async () => {
    const told = await run('status', '--data', join(folder.path, 'nowhere'));
    expect(told.code).toBe(1);
    expect(told.out).toContain(join(folder.path, 'nowhere', RECORD_FILE));
  });
});

describe('verify-journal', () => {
  /** A closed record of 20 entries, 10 of them acknowledged. */
  async function record(): Promise<string> {
    const here = await enrolledCore();
    for (let n = 0; n < 10; n += 1) here.note(String(n));
    await here.sync.syncNow();
    for (let n = 10; n < 20; n += 1) here.note(String(n));
    await closed(here);
    return join(data, RECORD_FILE);
  }

  /** Changes the file behind the journal's back, past its own triggers. */
  function meddle(file: string, sql: string): void {
    const db = new Database(file);
    for (const name of ['entries_are_frozen', 'entries_only_lose_their_body', 'entries_stay']) {
      db.exec(`DROP TRIGGER IF EXISTS ${name}`);
    }
    db.exec(sql);
    db.close();
  }

  it('finds a good record whole, with its receipts', async () => {
    await record();
    const told = await run('verify-journal', '--data', data);
    expect(told).toMatchObject({ code: 0, err: '' });
    expect(told.out).toContain('20 entries');
    expect(told.out).toContain('10 entries have no receipt');
    const fingerprint = keyFingerprint(server.serverKey.publicKey);
    expect(fingerprint).toMatch(/^(?:[0-9A-F]{4} ){7}[0-9A-F]{4}$/);
    expect(told.out).toContain(fingerprint);
    expect(await (await fetch(server.url)).text()).toContain(fingerprint);
    expect((await run('verify-journal', join(data, RECORD_FILE), '--json')).json()).toMatchObject({
      ok: true,
      entries: 20,
      erased: 0,
      receipts: 1,
      receiptsUnchecked: 0,
      unvouched: 10,
      serverKey: fingerprint,
    });
  });

  it('accepts no receipt by a server key that the station did not write itself', async () => {
    const file = await record();
    const identity = join(data, IDENTITY_FILE);
    const written = readFileSync(identity, 'utf8');
    writeFileSync(identity, written.replace(server.serverKey.publicKey, 'B'.repeat(43)));
    expect((await run('verify-journal', file, '--json')).json()).toMatchObject({
      ok: false,
      code: 'identity-mismatch',
    });
  });

  it.each([
    [
      'a header that was changed',
      `UPDATE entries SET header = replace(header, 'station.note', 'station.nota') WHERE seq = 7`,
      'hash-mismatch',
      7,
    ],
    [
      'a content put in another one’s place',
      'UPDATE entries SET sealed = (SELECT sealed FROM entries WHERE seq = 3) WHERE seq = 5',
      'body-unreadable',
      5,
    ],
    ['an entry that was taken out', 'DELETE FROM entries WHERE seq = 12', 'seq-mismatch', 13],
    [
      'a tail that the institution has signed for',
      'DELETE FROM entries WHERE seq > 8',
      'receipt-mismatch',
      10,
    ],
    ['a header that is none', "UPDATE entries SET header = '{' WHERE seq = 2", 'header-unreadable', 2],
  ])('names %s', async (_what, sql, code, seq) => {
    const file = await record();
    meddle(file, sql);
    const told = await run('verify-journal', file, '--json');
    expect(told.code).toBe(1);
    expect(told.json()).toMatchObject({ ok: false, code, seq });
    const sentence = await run('verify-journal', file, '--language', 'fr');
    expect(sentence.out).toContain(`L’entrée ${String(seq)} de la chaîne`);
  });

  it('misses a tail that nobody has signed for by the head kept beside the record', async () => {
    const file = await record();
    meddle(file, 'DELETE FROM entries WHERE seq > 18');
    expect((await run('verify-journal', file, '--json')).json()).toMatchObject({
      ok: false,
      code: 'behind-head-file',
      seq: 20,
    });
  });

  it('holds a record that was once put back whole, in spite of the head that it lacks', async () => {
    const file = await record();
    meddle(file, 'DELETE FROM entries WHERE seq > 18');
    await closed(core());
    const told = await run('verify-journal', file, '--json');
    expect(told.json()).toMatchObject({ ok: true, chains: 3 });
    meddle(file, `UPDATE entries SET hash = '${'A'.repeat(43)}' WHERE seq = 18`);
    expect((await run('verify-journal', file, '--json')).json()).toMatchObject({ ok: false, seq: 18 });
  });

  it('says what it could not compare where the key is kept by the operating system', async () => {
    const file = await record();
    renameSync(join(data, KEY_FILE), join(folder.path, 'elsewhere'));
    const told = await run('verify-journal', file, '--json');
    expect(told.json()).toMatchObject({ ok: true, entries: 20, unchecked: 20, receipts: 1 });
  });

  it('says that something else is no record', async () => {
    const file = join(folder.path, 'something');
    writeFileSync(file, 'not a database at all, only some text '.repeat(100));
    expect(await run('verify-journal', file)).toMatchObject({ code: 1, err: '' });
    new Database(join(folder.path, 'other.sqlite')).exec('CREATE TABLE chains (n)').close();
    const told = await run('verify-journal', join(folder.path, 'other.sqlite'), '--json');
    expect(told.json()).toMatchObject({ ok: false, code: 'not-a-database' });
  });
});

describe('enrol', () => {
  it('R3: enrols a station that has never started, and the station goes on as that', async () => {
    const told = await run('enrol', '--server', server.url, '--code', await server.code(), '--data', data);
    expect(told.code).toBe(0);
    expect(told.out).toContain('Grand Valley Institution for Women');
    const here = core();
    here.note('first');
    await here.sync.syncNow();
    expect(here.sync.status()).toMatchObject({ state: 'safe', total: 1 });
    const again = await run('enrol', '--server', server.url, '--code', await server.code(), '--data', data);
    expect(again).toMatchObject({ code: 1 });
  });

  it('says why a code was refused, and keeps nothing', async () => {
    const wrong = ['enrol', '--server', server.url, '--code', 'ABCD-EFGH-JKLM-NPQR', '--data', data] as const;
    const told = await run(...wrong, '--language', 'fr');
    expect(told.code).toBe(1);
    expect(told.out).toContain(fr.it.network['enrolment-refused']);
    const kept: unknown = JSON.parse(readFileSync(join(data, IDENTITY_FILE), 'utf8'));
    expect(kept).toMatchObject({ enrolment: null });
  });

  it('does not enrol under a station that runs', async () => {
    core();
    const told = await run(
      'enrol',
      '--server',
      server.url,
      '--code',
      await server.code(),
      '--data',
      data,
      '--json',
    );
    expect(told.code).toBe(1);
    expect(told.json()).toMatchObject({ ok: false, code: 'station-running' });
  });

  it.each([
    ['en', en],
    ['fr', fr],
  ])('R63: says in %s what IT must mend where no server answers', async (language, { it: page }) => {
    const nobody = ['--server', 'http://127.0.0.1:9', '--code', 'ABCD-EFGH-JKLM-NPQR'] as const;
    const told = await run('enrol', ...nobody, '--data', data, '--language', language);
    expect(told.code).toBe(1);
    expect(told.out).toContain(page.network.unreachable);
    expect(told.out).not.toContain('visit');
  });

  it('takes no plain http to another machine', async () => {
    const told = await run('enrol', '--server', 'http://institution.example', '--code', 'X', '--data', data);
    expect(told).toMatchObject({ code: 2, out: '' });
  });
});

describe('export-tracking', () => {
  it('writes the rows of the period that stand, in the language asked for', async () => {
    const here = core();
    const session = '0199a000-0000-7000-8000-00000000000a';
    const row = { ...SAMPLE_ROW, session };
    const amended = { ...row, version: 2, minutesLost: 3 };
    const by = { actor: 'staff-1', session };
    here.journal.append([
      { type: 'tracking.completed', body: { version: 1, row }, ...by },
      { type: 'tracking.amended', body: { version: 2, row: amended, reason: 'a slip', former: {} }, ...by },
    ]);
    const period = ['--data', data, '--from', '2026-11-22', '--to', '2026-11-22'] as const;
    const told = await run('export-tracking', ...period, '--language', 'both');
    expect(told).toMatchObject({ code: 0, err: '' });
    expect(told.out.split('\r\n')).toHaveLength(3);
    expect(told.out).toContain('Example House / Maison Exemple');
    const out = join(folder.path, 'sheet.csv');
    expect(await run('export-tracking', ...period, '--out', out)).toMatchObject({ code: 0 });
    expect(readFileSync(out, 'utf8')).toContain('Example House');
    const json = await run('export-tracking', ...period, '--json');
    expect(json.json()).toMatchObject({ ok: true, rows: [{ session, version: 2, minutesLost: 3 }] });
    const other = await run(
      'export-tracking',
      '--data',
      data,
      '--from',
      '2026-11-23',
      '--to',
      '2026-11-23',
      '--json',
    );
    expect(other.json()).toMatchObject({ rows: [] });
  });

  it.each([
    [['--from', '2026-11-22']],
    [['--from', '2026-02-30', '--to', '2026-11-22']],
    [['--from', '22.11.2026', '--to', '2026-11-22']],
  ])('refuses the period %j', async (period) => {
    expect(await run('export-tracking', '--data', data, ...period)).toMatchObject({ code: 2, out: '' });
  });
});

describe('link check', () => {
  it('gives one verdict a line of the file, in its order', async () => {
    const file = join(folder.path, 'links');
    const links = [
      'https://example.webex.com/meet/room',
      '',
      'http://example.webex.com/',
      'https://example.webex.com/\r',
    ];
    writeFileSync(file, `${links.join('\n')}\n`);
    const told = await run('link', 'check', '--file', file, '--site', 'example.webex.com', '--json');
    expect(told.code).toBe(1);
    expect(told.json()).toEqual([
      { link: links[0], accepted: true, code: null, meant: null },
      { link: links[1], accepted: false, code: 'link-missing', meant: null },
      { link: links[2], accepted: false, code: 'link-not-https', meant: null },
      {
        link: links[3],
        accepted: false,
        code: 'link-control-characters',
        meant: 'https://example.webex.com/',
      },
    ]);
    // From the field: a file of Windows whose last line has no end.
    writeFileSync(file, `${links[0]}\r\n${links[0]}`);
    expect(await run('link', 'check', '--file', file, '--site', 'example.webex.com')).toMatchObject({
      code: 0,
    });
  });

  it.each([
    ['UTF-16', 'utf16le'],
    ['windows-1252', 'latin1'],
  ] as const)(
    'From the field: refuses a list saved as %s, and says how to save it',
    async (name, encoding) => {
      const file = join(folder.path, 'links');
      writeFileSync(file, Buffer.from('https://example.webex.com/meet/hélène\r\n', encoding));
      const told = await run('link', 'check', '--file', file, '--site', 'example.webex.com');
      expect(told).toMatchObject({ code: 1, out: `${file} is saved as ${name}: save it as UTF-8.\n` });
    },
  );

  it('shows people the verdict in their language, and never the link', async () => {
    const link = 'https://elsewhere.example/meet?MTID=secret';
    const told = await run('link', 'check', link, '--site', '*.webex.com', '--language', 'fr');
    expect(told.code).toBe(1);
    expect(told.out).toMatch(/^1\. refusé/);
    expect(told.out).not.toContain('secret');
  });

  it('takes the sites of the settings when none is named', async () => {
    const link = 'https://visits.webex.com/meet/room';
    expect(await run('link', 'check', link)).toMatchObject({ code: 2 });
    writeFileSync(
      join(folder.path, 'settings.json'),
      JSON.stringify({ dataFolder: '/nowhere', meeting: { sites: ['visits.webex.com'] } }),
    );
    expect(await run('link', 'check', link)).toMatchObject({
      code: 0,
      out: '1. accepted: visits.webex.com\n',
    });
  });
});

describe('settings check', () => {
  it('names the file, the field and the reason', async () => {
    const file = join(folder.path, 'station.json');
    writeFileSync(file, JSON.stringify({ dataFolder: data, serverUrl: 'http://institution.example' }));
    const told = await run('settings', 'check', file, '--json');
    expect(told.code).toBe(1);
    expect(told.json()).toMatchObject({ ok: false, code: 'settings-field', file, field: 'serverUrl' });
    expect((await run('settings', 'check', file)).out).toContain(`${file} (it is not an https address)`);
    expect((await run('settings', 'check', file, '--language', 'fr')).out).toContain(
      '(ce n’est pas une adresse https)',
    );
    writeFileSync(file, JSON.stringify({ dataFolder: data }));
    expect(await run('settings', 'check', file)).toMatchObject({ code: 0 });
    copyFileSync(file, join(folder.path, 'settings.json'));
    expect(await run('status')).toMatchObject({ code: 1 });
  });
});

describe('version', () => {
  it('From the field: names the release of time zones that counts, beside the runtime’s', async () => {
    const told = await run('version', '--json');
    const zones = { table: expect.stringMatching(/^\d{4}[a-z]$/u), runtime: process.versions['tz'] };
    expect(told.json()).toMatchObject({ ok: true, zones });
  });
});

describe('Whatever is asked wrongly', () => {
  it.each([
    [[]],
    [['fly']],
    [['link']],
    [['status', 'more']],
    [['status', '--code', 'X']],
    [['status', '--nonsense']],
    [['status', '--data']],
    [['status', '--language', 'de']],
    [['status', '--language', 'both']],
    [['constructor']],
  ])('%j ends with 2, one sentence and no stack', async (args) => {
    const told = await run(...args);
    expect(told).toMatchObject({ code: 2, out: '' });
    expect(told.err.trim().split('\n')).toHaveLength(1);
    expect(told.err).not.toMatch(/\bat .*:\d+/);
  });

  it('--help names every verb in both languages', async () => {
    for (const language of ['en', 'fr']) {
      const told = await run('--help', '--language', language);
      expect(told.code).toBe(0);
      for (const verb of [
        'status',
        'verify-journal',
        'enrol',
        'export-tracking',
        'link check',
        'settings check',
      ]) {
        expect(told.out).toContain(verb);
      }
    }
  });
});

describe('R25: sign and leaflet', () => {
  it.each(['sign', 'leaflet'])('%s: writes a PDF that is printed without a station', async (document) => {
    const file = join(folder.path, `${document}.pdf`);
    expect(await run(document, '--out', file)).toMatchObject({
      code: 0,
      out: `Written to ${file}.\n`,
      err: '',
    });
    expect(readFileSync(file).subarray(0, 5).toString('latin1')).toBe('%PDF-');
  });

  it('says where it cannot be written', async () => {
    const file = join(folder.path, 'missing', 'sign.pdf');
    const told = await run('sign', '--out', file);
    expect(told).toMatchObject({ code: 1 });
    expect(told.out).toContain(file);
  });
});
