import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pruneDumps } from './crash-dumps.ts';

const NOW = 1_800_000_000_000;
const HOUR_MS = 3_600_000;
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'child-link-dumps-'));
  for (const name of ['new', 'pending', 'completed']) mkdirSync(path.join(folder, name));
});
afterEach(() => rmSync(folder, { recursive: true }));

function dump(name: string, hoursAgo: number, bytes = 1000): void {
  const file = path.join(folder, 'pending', `${name}.dmp`);
  writeFileSync(file, '');
  truncateSync(file, bytes);
  writeFileSync(path.join(folder, 'pending', `${name}.meta`), '');
  utimesSync(file, new Date(NOW - hoursAgo * HOUR_MS), new Date(NOW - hoursAgo * HOUR_MS));
}
const left = (): readonly string[] => readdirSync(path.join(folder, 'pending')).toSorted();

describe('crash dumps', () => {
  it('older than a week are deleted with their metadata, and nothing else is', () => {
    dump('old', 7 * 24);
    dump('new', 7 * 24 - 1);
    writeFileSync(path.join(folder, 'settings.dat'), 'kept');
    expect(pruneDumps(folder, NOW)).toBe(1);
    expect(left()).toEqual(['new.dmp', 'new.meta']);
    expect(readdirSync(folder)).toContain('settings.dat');
  });

  it('are limited to the newest five', () => {
    for (let n = 1; n <= 8; n += 1) dump(`n${n}`, n);
    expect(pruneDumps(folder, NOW)).toBe(5);
    expect(left().filter((name) => name.endsWith('.dmp'))).toEqual([
      'n1.dmp',
      'n2.dmp',
      'n3.dmp',
      'n4.dmp',
      'n5.dmp',
    ]);
  });

  it('are limited to 32 MiB', () => {
    for (let n = 1; n <= 4; n += 1) dump(`n${n}`, n, 12 * 1024 * 1024);
    expect(pruneDumps(folder, NOW)).toBe(2);
    expect(left().filter((name) => name.endsWith('.dmp'))).toEqual(['n1.dmp', 'n2.dmp']);
  });

  it('may be missing altogether', () => {
    expect(pruneDumps(path.join(folder, 'none'), NOW)).toBe(0);
  });
});
