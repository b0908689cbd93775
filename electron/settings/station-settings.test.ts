import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { settingsFile, type SettingsText, unchecked } from './settings-text.ts';
import { checkSettings, readSettings } from './station-settings.ts';

const FILE = '/etc/child-link/station.json';
const GOOD = {
  dataFolder: '/var/lib/child-link',
  serverUrl: 'https://institution.example',
  meeting: { sites: ['example.webex.com'] },
};

const sourceOf = (text: string): SettingsText => ({ file: FILE, text, policy: [] });

describe('the settings file', () => {
  it('is accepted with everything else at its default', () => {
    const parsed = checkSettings(sourceOf(JSON.stringify(GOOD)), 'production', 'linux');
    expect(parsed).toMatchObject({
      ok: true,
      value: {
        lockdownRequire: 'removed-or-blocked',
        walkUpAllowed: true,
        practice: null,
        meeting: { askForBrowserClient: true },
      },
    });
  });

  it.each([
    ['that is not JSON', '{ "dataFolder": ', 'settings-not-json', ''],
    ['with an unknown key', { ...GOOD, datafolder: 'x' }, 'settings-field', 'datafolder'],
    ['with an unknown key inside', { ...GOOD, meeting: { site: [] } }, 'settings-field', 'meeting.site'],
    ['without a data folder', {}, 'settings-field', 'dataFolder'],
    [
      'with a plain http server',
      { ...GOOD, serverUrl: 'http://institution.example' },
      'settings-field',
      'serverUrl',
    ],
    ['with a server that is no URL', { ...GOOD, serverUrl: 'institution' }, 'settings-field', 'serverUrl'],
    [
      'with a host pattern over a whole top domain',
      { ...GOOD, meeting: { sites: ['*.com'] } },
      'settings-field',
      'meeting.sites.0',
    ],
    ['with practice settings in production', { ...GOOD, practice: {} }, 'settings-field', 'practice'],
    ['that is a list', [], 'settings-not-json', ''],
  ])('%s is refused, naming the field', (_name, content, code, field) => {
    const text = typeof content === 'string' ? content : JSON.stringify(content);
    const parsed = checkSettings(sourceOf(text), 'production', 'linux');
    expect(parsed).toMatchObject({ ok: false, refusal: { code, field, file: FILE } });
  });

  it.each([
    ['linux', 'child-link', 'not-whole-path'],
    ['linux', '~/child-link', 'home-not-expanded'],
    ['linux', '$HOME/child-link', 'variable-not-expanded'],
    ['linux', ' /var/lib/child-link', 'blank-around'],
    ['linux', '/var/lib/child-link ', 'blank-around'],
    ['linux', '//server/share', 'on-network'],
    ['win32', String.raw`Child Link`, 'not-whole-path'],
    ['win32', String.raw`\Child Link`, 'not-whole-path'],
    ['win32', String.raw`%ProgramData%\Child Link`, 'variable-not-expanded'],
    ['win32', String.raw`\\server\share`, 'on-network'],
    ['win32', '/var/lib/child-link', 'not-whole-path'],
  ] as const)('From the field: on %s, the data folder %j is refused: %s', (platform, dataFolder, why) => {
    const source = sourceOf(JSON.stringify({ ...GOOD, dataFolder }));
    expect(checkSettings(source, 'production', platform)).toMatchObject({
      ok: false,
      refusal: { code: 'settings-field', field: 'dataFolder', reason: why },
    });
    expect(unchecked(source, platform).dataFolder).toBeNull();
  });

  it.each([
    [
      '{ "dataFolder": "/data",\n "lockdownRequire": "removed",\n "lockdownRequire": "removed-or-blocked" }',
      'lockdownRequire',
      '2, 3',
    ],
    [
      '{ "dataFolder": "/data", "meeting": {\n "sites": ["a.example"],\n\n "s\\u0069tes": [] } }',
      'meeting.sites',
      '2, 4',
    ],
  ])('From the field: %j is refused, and both lines are named', (text, field, detail) => {
    expect(checkSettings(sourceOf(text), 'production', 'linux')).toMatchObject({
      ok: false,
      refusal: { code: 'settings-field', field, reason: 'given-twice', detail },
    });
  });

  it('may have the same key in two groups, and colons and brackets in its texts', () => {
    const text = '{"dataFolder":"/a:{[","updates":{"url":null},"network":{},"meeting":{"sites":[]}}';
    expect(checkSettings(sourceOf(text), 'production', 'linux')).toMatchObject({ ok: true });
  });

  it('may ask for practice in a build that is not production', () => {
    const text = JSON.stringify({
      ...GOOD,
      serverUrl: 'http://127.0.0.1:8080',
      practice: { simulatedHardware: true },
    });
    expect(checkSettings(sourceOf(text), 'end-to-end', 'linux')).toMatchObject({
      ok: true,
      value: { practice: { lock: 'machine' } },
    });
  });

  it('that is missing, or a folder, is refused by name', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'child-link-settings-'));
    expect(readSettings(path.join(folder, 'none.json'), 'production')).toMatchObject({
      refusal: { code: 'settings-missing' },
    });
    expect(readSettings(folder, 'production')).toMatchObject({ refusal: { code: 'settings-unreadable' } });
    writeFileSync(path.join(folder, 'bom.json'), `\uFEFF${JSON.stringify({ ...GOOD, dataFolder: folder })}`);
    expect(readSettings(path.join(folder, 'bom.json'), 'production').ok).toBe(true);
  });

  it('lies where the system keeps machine-wide settings, and only test builds look elsewhere', () => {
    const environment = { CHILD_LINK_SETTINGS: '/tmp/x.json', ProgramData: 'D:\\Data' };
    expect(settingsFile('production', 'linux', environment)).toBe(FILE);
    expect(settingsFile('production', 'win32', environment)).toBe('D:\\Data\\Child Link\\station.json');
    expect(settingsFile('development', 'linux', environment)).toBe('/tmp/x.json');
  });
});

describe('what is known before the settings are checked', () => {
  it.each([
    ['the data folder', { ...GOOD, walkUpAllowed: 'perhaps' }, GOOD.dataFolder],
    ['no folder where it is none', { ...GOOD, dataFolder: ['/data'] }, null],
    ['no folder where it is empty', { ...GOOD, dataFolder: '' }, null],
    ['no folder where there are no settings', [], null],
    ['no folder where it is not JSON', '{ "dataFolder": "/data"', null],
  ])('is %s', (_name, content, dataFolder) => {
    const text = typeof content === 'string' ? content : JSON.stringify(content);
    expect(unchecked(sourceOf(text), 'linux')).toMatchObject({ dataFolder, practice: {} });
  });

  it('is the policy’s folder where that names one, and what practice asks for', () => {
    const policy = [{ key: 'HKLM', path: 'dataFolder', value: 'E:\\Record' }];
    const text = JSON.stringify({
      ...GOOD,
      serverUrl: 'https://child-link.institution.example:8443/base',
      updates: { url: 'https://updates.institution.example/' },
      practice: { fakeMedia: 'all' },
    });
    expect(unchecked({ file: FILE, text, policy }, 'win32')).toEqual({
      dataFolder: 'E:\\Record',
      practice: { fakeMedia: 'all' },
      meeting: GOOD.meeting,
      ownHosts: ['child-link.institution.example', 'updates.institution.example'],
    });
  });
});
