import en from '../../shared/language/en.json' with { type: 'json' };
import { refuse } from '../../shared/result.ts';
import Database from 'better-sqlite3';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { diagnose } from './diagnose.ts';

/** Names, links and numbers that must never leave the machine. All invented. */
const PLANTED = [
  'Zyxandra',
  'Quillfeather',
  'FPS-0000-ZZZ',
  'zyx-room.example',
  'pwd=tellnobody',
  'KCODE-9Z',
];
const plantedText = PLANTED.join(' ');
let folder = '';

function context(settings: string, bundle?: string) {
  return {
    clock: { now: () => 1_800_000_000_000, monotonicMs: () => 0, status: () => 'synced' as const },
    platform: 'linux' as const,
    environment: {},
    http: () => ({ send: () => Promise.resolve(refuse('proxy-password' as const)) }),
    language: 'en' as const,
    program: { name: '', version: '0.1.0', build: 'development' as const, hardeningScript: '', fonts: '' },
    operands: [],
    options: { settings, bundle },
  };
}

beforeEach(() => {
  // Even the folder's own name tells of a person.
  folder = mkdtempSync(path.join(tmpdir(), 'child-link-Zyxandra-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function plant(): string {
  const data = path.join(folder, 'Quillfeather');
  mkdirSync(path.join(data, 'logs'), { recursive: true });
  const settings = path.join(folder, 'station.json');
  writeFileSync(
    settings,
    JSON.stringify({
      dataFolder: data,
      serverUrl: 'https://zyx-room.example',
      enrolmentCode: 'KCODE-9Z',
      meeting: { sites: ['zyx-room.example'] },
    }),
  );
  writeFileSync(
    path.join(data, 'logs', 'station.log'),
    [
      `[2026-11-22 09:00:00.000] [info]  sync-fault ${plantedText}`,
      `[2026-11-22 11:59:59.000] [info]  sync-fault ${plantedText}`,
      `    at Zyxandra (Quillfeather:1)`,
      `[2026-11-22 10:00:00.000] [info]  Zyxandra Quillfeather`,
      `[2026-11-22 10:00:00.000] [info]  page-gone staff`,
    ].join('\n'),
  );
  writeFileSync(path.join(data, 'identity.json'), JSON.stringify({ planted: PLANTED }));
  const record = new Database(path.join(data, 'journal.sqlite'));
  record.exec('CREATE TABLE entries (body TEXT)');
  record.prepare('INSERT INTO entries VALUES (?)').run(plantedText);
  record.close();
  return settings;
}

describe('the bundle for those who help from afar', () => {
  it('has no name, link, host, code or path of the station', async () => {
    const file = path.join(folder, 'bundle.json');
    expect((await diagnose(context(plant(), file), folder)).outcome).toBe('good');
    const text = readFileSync(file, 'utf8').toLowerCase();
    for (const word of [...PLANTED, folder]) expect(text).not.toContain(word.toLowerCase());
  });

  it('says what helps: settings by shape, the record’s health, the log by code', async () => {
    const file = path.join(folder, 'bundle.json');
    const { lines } = await diagnose(context(plant(), file), folder);
    expect(lines.at(-1)).toBe(en.it.network['proxy-password']);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({
      server: 'proxy-password',
      // From the field: which release decides local time, whatever the runtime brings.
      zones: expect.stringMatching(/^table \d{4}[a-z], runtime \d{4}[a-z]$/u),
      settings: { serverUrl: true, enrolmentCode: true, sites: 1, walkUpAllowed: true },
      record: { check: 'ok', keyIsFile: false, enrolled: false, setAside: 0, crashes: 0 },
      log: { 'sync-fault': { count: 2, lastHour: '2026-11-22 11' }, 'page-gone': { count: 1 } },
      hardening: { sysrq: false },
    });
    // Windows knows no modes: there the folder's rights protect it.
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o077).toBe(0);
  });

  it('can be made when the settings are wrong, and says which field', async () => {
    const settings = path.join(folder, 'wrong.json');
    writeFileSync(settings, JSON.stringify({ dataFolder: '/x', serverUrl: 'Zyxandra' }));
    const file = path.join(folder, 'bundle.json');
    expect((await diagnose(context(settings, file), folder)).outcome).toBe('good');
    const text = readFileSync(file, 'utf8');
    expect(JSON.parse(text)).toMatchObject({
      settings: { code: 'settings-field', field: 'serverUrl' },
      record: null,
    });
    expect(text).not.toContain('Zyxandra');
  });

  it('does not repeat a key that is not ours', async () => {
    const settings = path.join(folder, 'wrong.json');
    writeFileSync(settings, JSON.stringify({ dataFolder: '/x', Quillfeather: 1 }));
    const file = path.join(folder, 'bundle.json');
    await diagnose(context(settings, file), folder);
    expect(readFileSync(file, 'utf8')).not.toContain('Quillfeather');
  });

  it('says so when it cannot be written', async () => {
    const result = await diagnose(context(plant(), path.join(folder, 'none', 'bundle.json')), folder);
    expect(result.outcome).toBe('problem');
  });
});
