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
import { createLinuxUpdates } from '../updates/linux-updates.ts';
import { createRunFolder, runFolderOf } from './run-folder.ts';

let folder = '';
let reports: string[] = [];
const report = (code: string, detail: string): void => void reports.push(`${code} ${detail}`);
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'child-link-run-'));
  reports = [];
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('the flags of the running station', () => {
  it('exist while they are true', () => {
    const run = createRunFolder(report, folder);
    run.put('ready', '1.2.3\n');
    run.put('visit', '');
    run.remove('visit');
    run.remove('visit');
    expect(readdirSync(folder)).toEqual(['ready']);
    expect(readFileSync(path.join(folder, 'ready'), 'utf8')).toBe('1.2.3\n');
  });

  it('are in the directory of the service, on Windows in the folder that the installers make and look into', () => {
    expect(runFolderOf('linux', {})).toBe('/run/child-link-station');
    const expected = String.raw`D:\ProgramData\Child Link\data\run`;
    expect(runFolderOf('win32', { ProgramData: String.raw`D:\ProgramData` })).toBe(expected);
    const place = String.raw`Child Link\data\run`;
    expect(readFileSync('assets/windows/installer.nsh', 'utf8')).toContain(String.raw`${place}\visit`);
    expect(readFileSync('scripts/package/msi.ts', 'utf8')).toContain(place.replaceAll('\\', '\\\\'));
  });

  it('are not written without a service', () => {
    const none = path.join(folder, 'none');
    createRunFolder(report, none).put('ready', '');
    expect(existsSync(none)).toBe(false);
    expect(reports).toEqual([]);
  });

  it('are reported when they cannot be written', () => {
    mkdirSync(path.join(folder, 'visit'));
    createRunFolder(report, folder).put('visit', '');
    expect(reports).toEqual(['run-flag-failed visit EISDIR']);
  });
});

describe('an update on Linux', () => {
  const updates = () => createLinuxUpdates(createRunFolder(report, folder), folder);

  it.each([
    ['1.2.3\n', '1.2.3'],
    ['1.2.3~rc1+deb', '1.2.3~rc1+deb'],
    ['', null],
    ['../../etc', null],
    [`1${'0'.repeat(80)}`, null],
  ])('of staged text %j is version %j', (text, version) => {
    writeFileSync(path.join(folder, 'staged'), text);
    expect(updates().staged()).toBe(version);
  });

  it('is null when nothing is staged', () => {
    expect(updates().staged()).toBeNull();
  });

  it('is requested by an empty flag', () => {
    updates().install();
    expect(readFileSync(path.join(folder, 'update-now'), 'utf8')).toBe('');
  });
});
