import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { linuxUpdates } from '../updates/linux-updates.ts';
import { runFolder } from './run-folder.ts';

let folder = '';
let reports: string[] = [];
const report = (code: string, detail: string): void => void reports.push(`${code} ${detail}`);
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'child-link-run-'));
  reports = [];
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('the signs of the running station', () => {
  it('are there while they hold', () => {
    const run = runFolder(report, folder);
    run.put('ready', '1.2.3\n');
    run.put('visit', '');
    run.remove('visit');
    run.remove('visit');
    expect(readdirSync(folder)).toEqual(['ready']);
    expect(readFileSync(path.join(folder, 'ready'), 'utf8')).toBe('1.2.3\n');
  });

  it('are given to nobody where there is no such service', () => {
    const none = path.join(folder, 'none');
    runFolder(report, none).put('ready', '');
    expect(existsSync(none)).toBe(false);
    expect(reports).toEqual([]);
  });

  it('that cannot be given are reported', () => {
    mkdirSync(path.join(folder, 'visit'));
    runFolder(report, folder).put('visit', '');
    expect(reports).toEqual(['sign-not-given visit EISDIR']);
  });
});

describe('an update on Linux', () => {
  const updates = () => linuxUpdates(runFolder(report, folder), folder);

  it.each([
    ['1.2.3\n', '1.2.3'],
    ['1.2.3~rc1+deb', '1.2.3~rc1+deb'],
    ['', null],
    ['../../etc', null],
    [`1${'0'.repeat(80)}`, null],
  ])('that says %j is version %j', (text, version) => {
    writeFileSync(path.join(folder, 'staged'), text);
    expect(updates().staged()).toBe(version);
  });

  it('is none where nothing lies ready', () => {
    expect(updates().staged()).toBeNull();
  });

  it('is asked for by a sign that names nothing', () => {
    updates().install();
    expect(readFileSync(path.join(folder, 'update-now'), 'utf8')).toBe('');
  });
});
