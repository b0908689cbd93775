import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eventOf } from './log-events.ts';
import { openLog, withoutLinks } from './log.ts';
import { chooseSystemLog } from './system-log.ts';
import { lastReports } from '../diagnostics/log-tail.ts';

const NO_SYSTEM_LOG = { write: () => undefined };

describe('the log', () => {
  let folder = '';
  const file = (name: string): string => path.join(folder, 'logs', name);
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'child-link-log-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('writes each line to disk at once, in the documented format, readable by the station alone', () => {
    openLog(folder, false, NO_SYSTEM_LOG)('page-gone', 'staff: crashed');
    expect(lastReports(file('station.log'), 5)).toMatchObject([
      { code: 'page-gone', detail: 'staff: crashed' },
    ]);
    // Windows knows no modes: there the folder's rights protect it.
    if (process.platform !== 'win32') expect(statSync(file('station.log')).mode & 0o077).toBe(0);
  });

  it('keeps one older file', () => {
    const report = openLog(folder, false, NO_SYSTEM_LOG);
    report('first-line', '');
    writeFileSync(file('station.log'), 'x'.repeat(1024 * 1024));
    report('second-line', '');
    expect(readFileSync(file('station.old.log'), 'utf8')).toHaveLength(1024 * 1024);
    expect(lastReports(file('station.log'), 5).map(({ code }) => code)).toEqual(['second-line']);
  });

  it('stops nothing where it cannot be written', () => {
    writeFileSync(path.join(folder, 'logs'), '');
    openLog(folder, false, NO_SYSTEM_LOG)('page-gone', '');
    expect(existsSync(file('station.log'))).toBe(false);
  });
});

describe('The system’s own log', () => {
  const written = (environment: Record<string, string>): string => {
    let text = '';
    const log = chooseSystemLog({ platform: 'linux', environment, stderr: (part) => (text += part) });
    log.write(eventOf('lock-hooks-lost'), 'lock-hooks-lost', 'a\nb');
    log.write(eventOf('no-such-code'), 'no-such-code', '');
    return text;
  };

  it('is journald under systemd: priority, number, area', () => {
    expect(written({ JOURNAL_STREAM: '8:1' })).toBe(
      '<3>[520] lock: lock-hooks-lost a b\n<4>[100] program: no-such-code \n',
    );
  });

  it('is left alone elsewhere', () => {
    expect(written({})).toBe('');
  });
});

describe('a line of the log', () => {
  it.each([
    ['failed https://example.webex.com/meet/room?pwd=secret now', 'failed https://example.webex.com/… now'],
    ["net::ERR at 'https://a.example/x'", "net::ERR at 'https://a.example/…'"],
    ['wss://a.example/socket?token=1,wss://b.example/2', 'wss://a.example/…'],
    ['no link here: EACCES /var/lib', 'no link here: EACCES /var/lib'],
  ])('keeps no more of a link than its host: %s', (detail, kept) => {
    expect(withoutLinks(detail)).toBe(kept);
  });
});
