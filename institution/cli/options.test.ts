import { describe, expect, it } from 'vitest';
import { HELP } from './help.ts';
import { type Options, readOptions, VERBS } from './options.ts';
import { WORDS } from './words.ts';

const FOLDER = ['--data', '/srv/child-link'];

function read(...args: readonly string[]): Options {
  const options = readOptions([...FOLDER, ...args], WORDS.en);
  if (!options.ok || options.value === 'help') throw new Error('refused');
  return options.value;
}

describe('The command line of the service', () => {
  it('serves on loopback from a folder, without pages, where nothing else is said', () => {
    expect(read()).toMatchObject({
      ...{ verb: 'serve', place: { kind: 'folder', folder: '/srv/child-link', restore: null } },
      ...{ host: '127.0.0.1', port: 8080, authority: null, trustedProxies: [], meetingHosts: [] },
      ...{ browser: null, pollSeconds: 30, backupMinutes: null, backupsKept: 3, checkOnly: false },
    });
  });

  it('takes several proxies, meeting hosts and devices, and the pages with their provider', () => {
    const options = read(
      ...['--trusted-proxy', '10.0.0.1', '--trusted-proxy', '10.0.0.2', '--meeting-host', 'a.webex.com'],
      ...['--public-url', 'https://visits.example', '--provider', 'p.json', '--provider-only'],
      ...['--backup-every', '60', '--backups-kept', '7', '--check'],
    );
    expect(options).toMatchObject({
      ...{ trustedProxies: ['10.0.0.1', '10.0.0.2'], meetingHosts: ['a.webex.com'] },
      ...{ browser: { providerFile: 'p.json', localAccounts: false } },
      ...{ backupMinutes: 60, backupsKept: 7, checkOnly: true },
    });
    expect(options.browser?.publicUrl.origin).toBe('https://visits.example');
    expect(read('code', '--device', 'STATION-6', '--device', 'STATION-7').devices).toHaveLength(2);
  });

  it.each(VERBS.filter((verb) => verb !== 'serve'))('knows the word %s, and its help names it', (verb) => {
    expect(read(verb).verb).toBe(verb);
    expect(HELP.en).toContain(`\n  ${verb} `);
    expect(HELP.fr).toContain(`\n  ${verb} `);
  });

  it.each([
    ['http://visits.example', 'unencrypted'],
    ['https://visits.example/child-link', 'not the root'],
    ['visits.example', 'no address'],
  ])('takes no public address such as %s: %s', (url) => {
    expect(readOptions([...FOLDER, '--public-url', url], WORDS.en)).toMatchObject({
      ok: false,
      refusal: `--public-url takes an address such as https://visits.example, not "${url}".`,
    });
  });

  it.each(['http://localhost:8080', 'http://127.0.0.1:8080'])('takes %s on this machine', (url) => {
    expect(read('--public-url', url).browser?.publicUrl.href).toBe(`${url}/`);
  });

  it.each([
    ['--poll-seconds', '0'],
    ['--poll-seconds', '3601'],
    ['--backups-kept', '-1'],
    ['--port', '70000'],
    ['--port', '1e3'],
  ])('refuses %s %s and says which numbers it takes', (name, value) => {
    const refused = readOptions([...FOLDER, `${name}=${value}`], WORDS.en);
    expect(refused.ok ? '' : refused.refusal).toMatch(
      new RegExp(`^${name} takes a number from \\d+ to \\d+`, 'u'),
    );
  });

  it('lists the same options in both languages', () => {
    const options = (help: string) => [...help.matchAll(/^ {2}(--[a-z-]+)/gmu)].map(([, name]) => name);
    expect(options(HELP.fr)).toEqual(options(HELP.en));
  });

  it('answers --help before anything else', () => {
    expect(readOptions(['--help'], WORDS.en)).toEqual({ ok: true, value: 'help' });
  });
});
