import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { BUILT_IN_ZONES } from '../../shared/zones/built-in-zones.ts';
import { runInstitution } from './run.ts';

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'institution-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const run = (...args: readonly string[]) => runIn({ LANG: 'en_CA.UTF-8' }, ...args);

async function runIn(environment: Readonly<Record<string, string>>, ...args: readonly string[]) {
  let [out, err] = ['', ''];
  const code = await runInstitution(args, {
    out: (text) => void (out += text),
    err: (text) => void (err += text),
    environment,
  });
  return { code, out, err };
}

const MAPLE = [
  ...['--id', 'maple', '--name-en', 'Maple Institution', '--name-fr', 'Établissement Érable'],
  ...['--province', 'ON', '--zone', 'America/Toronto', '--language', 'en'],
];

it.each([
  [['--bogus'], '--bogus'],
  [[], '--data DIR or --database URL'],
  [['--data', 'x', '--database', 'postgres://y'], 'not both'],
  [['--database', 'mysql://y'], 'postgres://'],
  [['--data', 'x', 'dance'], 'There is no command "dance"'],
  [['--data', 'x', 'code', 'again'], 'There is no command "again"'],
  [['--data', 'x', '--port', 'eighty'], '0 to 65535'],
  [['--data', 'x', '--backup-every', '0'], '--backup-every'],
  [['--database', 'postgres://y', '--backup-every', '5'], 'goes with --data'],
  [['--database', 'postgres://y', '--restore', '000001.sqlite'], 'goes with --data'],
])('%j is refused in one sentence', async (args, hint) => {
  const { code, out, err } = await run(...args);
  expect([code, out, err.trim().split('\n').length]).toEqual([2, '', 1]);
  expect(err).toContain(hint);
});

it('speaks French where the terminal does', async () => {
  const french = { LC_ALL: 'fr_CA.UTF-8', LANG: 'en_CA.UTF-8' };
  const data = temporaryFolder();
  expect((await runIn(french, '--help')).out).toContain('Le serveur de l’établissement');
  expect(await runIn(french, '--data', data, 'danse')).toMatchObject({
    code: 2,
    err: 'La commande « danse » n’existe pas. (--help donne la liste des options.)\n',
  });
  expect((await runIn(french, '--data', data, 'code')).err).toContain('Dites quel établissement');
  expect((await runIn(french, '--data', data, 'add-institution', ...MAPLE)).out).toContain('à comparer');
  expect((await runIn(french, '--data', data, '--check')).out).toContain('peut démarrer');
});

it('makes an institution and a code for it, and seals both with a key of its own', async () => {
  const data = temporaryFolder();
  expect((await run('--data', data, 'code')).err).toContain('none is there yet');
  expect((await run('--data', data, 'add-institution', '--id', 'maple')).err).toContain('--name-en');
  expect((await run('--data', data, 'add-institution', ...MAPLE)).out).toMatch(/([0-9A-F]{4} ?){8}/u);
  expect((await run('--data', data, 'add-institution', ...MAPLE)).err).toContain('already');
  expect((await run('--data', data, 'code')).out).toMatch(/^([A-Z2-9]{4}-){3}[A-Z2-9]{4}\n$/u);
  const codes = await run('--data', data, 'code', '--device', 'STATION-6', '--device', 'STATION-7');
  expect(Object.keys(JSON.parse(codes.out).enrolmentCodes)).toEqual(['STATION-6', 'STATION-7']);
  expect((await run('--data', data, '--check')).out).toContain('maple');
  expect((await run('--data', data, 'revoke', '--station', 'st_0009')).err).toContain('no station');
  expect(statSync(join(data, 'service.key')).mode & 0o077).toBe(0);
});

it('sends stations a newer table of time zones, and refuses a file that is none', async () => {
  const data = temporaryFolder();
  const file = join(data, 'zones.json');
  expect((await run('--data', data, 'time-zones')).err).toContain('--file');
  writeFileSync(file, '{"tz":"2099a"}');
  expect((await run('--data', data, 'time-zones', '--file', file)).code).toBe(1);
  await run('--data', data, 'add-institution', ...MAPLE);
  expect((await run('--data', data, 'time-zones', '--file', file)).err).toContain('not a table');
  writeFileSync(file, JSON.stringify({ ...BUILT_IN_ZONES, tz: '2099a' }));
  const sent = await run('--data', data, 'time-zones', '--file', file);
  expect([sent.code, sent.out]).toEqual([0, expect.stringContaining('maple use the time zones of 2099a')]);
  const elsewhere = ['--institution', 'birch'] as const;
  expect((await run('--data', data, 'time-zones', '--file', file, ...elsewhere)).err).toContain('maple');
});

it('does not open with another key, and does after the key was changed to it', async () => {
  const data = temporaryFolder();
  await run('--data', data, 'add-institution', ...MAPLE);
  const other = join(data, 'other.key');
  writeFileSync(other, 'a passphrase of many words\n');
  const opened = await run('--data', data, '--key', other, '--check');
  expect([opened.code, opened.err]).toEqual([1, expect.stringContaining('does not open this data')]);
  const old = join(data, 'service.key');
  expect((await run('--data', data, '--key', old, 'change-key', '--new-key', other)).code).toBe(0);
  expect((await run('--data', data, '--key', other, '--check')).out).toContain('maple');
  expect((await run('--data', data, '--key', old, '--check')).code).toBe(1);
  expect((await run('--data', data, '--key', join(data, 'none'), '--check')).err).toContain('cannot be read');
});

it('takes its key from the credentials of systemd, before one of its own', async () => {
  const [data, credentials] = [temporaryFolder(), temporaryFolder()];
  writeFileSync(join(credentials, 'child-link-key'), 'a passphrase of many words\n');
  vi.stubEnv('CREDENTIALS_DIRECTORY', credentials);
  onTestFinished(() => void vi.unstubAllEnvs());
  expect((await run('--data', data, 'add-institution', ...MAPLE)).code).toBe(0);
  expect(readdirSync(data)).not.toContain('service.key');
  vi.unstubAllEnvs();
  expect((await run('--data', data, '--key', join(credentials, 'child-link-key'), '--check')).code).toBe(0);
  expect((await run('--data', data, '--check')).code).toBe(1);
});

it('makes backups and puts one back', async () => {
  const data = temporaryFolder();
  expect((await run('--data', data, 'backup')).out).toBe('000001.sqlite\n');
  await run('--data', data, 'add-institution', ...MAPLE);
  expect(readdirSync(join(data, 'backups'))).toEqual(['000001.sqlite']);
  expect((await run('--data', data, '--restore', '000007.sqlite', '--check')).err).toContain('no backup');
  expect((await run('--data', data, '--restore', '000001.sqlite', '--check')).out).toContain('none yet');
});

it('says that PostgreSQL does not let it in', async () => {
  const key = join(temporaryFolder(), 'key');
  writeFileSync(key, 'a passphrase of many words\n');
  const { code, err } = await run('--database', 'postgres://nobody@127.0.0.1:1/none', '--key', key);
  expect([code, err]).toEqual([1, expect.stringContaining('ECONNREFUSED')]);
});
