import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { lastReports } from './log-tail.ts';

let folder = '';
beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), 'child-link-log-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('returns the newest reports first, and only lines that begin with a known code', () => {
  const file = path.join(folder, 'station.log');
  writeFileSync(
    file,
    [
      '[2026-11-22 12:30:05.123] [info]  sync-restarted ',
      '[2026-11-22 12:31:06.001] [info]  meeting-refused {"kind":"navigation"}',
      '    at somebody (else.js:1:1)',
      '[2026-11-22 12:32:07.001] [info]  Words of a library',
      '[2026-11-22 12:33:08.001] [info]  call-failed session.open: invented',
      '',
    ].join('\n'),
  );
  expect(lastReports(file, 2)).toEqual([
    { at: '2026-11-22 12:33:08', code: 'call-failed', detail: 'session.open: invented' },
    { at: '2026-11-22 12:31:06', code: 'meeting-refused', detail: '{"kind":"navigation"}' },
  ]);
});

it('reads the end of a log of any length, and has nothing to say of one that is not there', () => {
  const file = path.join(folder, 'station.log');
  const line = (index: number) => `[2026-11-22 12:30:05.123] [info]  some-code number ${index}\n`;
  writeFileSync(file, Array.from({ length: 5000 }, (_, index) => line(index)).join(''));
  expect(lastReports(file, 1)).toEqual([
    { at: '2026-11-22 12:30:05', code: 'some-code', detail: 'number 4999' },
  ]);
  expect(lastReports(path.join(folder, 'none.log'), 5)).toEqual([]);
});
