import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { checkSettings, readSettings } from './station-settings.ts';
import { parseRegistry, POLICY_KEY, readPolicy, withPolicy, type PolicyValue } from './windows-policy.ts';

/** A value of REG_EXPAND_SZ (2) or REG_MULTI_SZ (7) as reg.exe writes it, broken like its long lines. */
const hex = (type: 2 | 7, text: string): string =>
  `hex(${type}):${Array.from(Buffer.from(text, 'utf16le'))
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join(',')
    .replaceAll(/((?:..,){20})/gu, '$1\\\r\n  ')}`;

/** As `reg.exe export` of Windows writes a key. */
const RECORDED = [
  'Windows Registry Editor Version 5.00',
  '',
  `[${POLICY_KEY}]`,
  '"serverUrl"="https://institution.example"',
  '"walkUpAllowed"=dword:00000000',
  '"webcamRequired"=dword:00000001',
  `"meeting.sites"=${hex(7, 'one.example\0*.two.example\0\0')}`,
  String.raw`"dataFolder"="C:\\ProgramData\\Données du poste\\ᐃᓄᒃ"`,
  '',
  `[${POLICY_KEY}\\Other]`,
  '"serverUrl"="https://other.example"',
  '',
].join('\r\n');

const policyOf = (...values: readonly [string, PolicyValue['value']][]): readonly PolicyValue[] =>
  values.map(([path, value]) => ({ key: POLICY_KEY, path, value }));

describe('what Group Policy sets', () => {
  it('From the field: is read in Unicode whatever the code page, each value as its field wants it', () => {
    expect(readPolicy('win32', {}, () => RECORDED)).toEqual({
      ok: true,
      value: policyOf(
        ['serverUrl', 'https://institution.example'],
        ['walkUpAllowed', false],
        ['webcamRequired', true],
        ['meeting.sites', ['one.example', '*.two.example']],
        ['dataFolder', 'C:\\ProgramData\\Données du poste\\ᐃᓄᒃ'],
      ),
    });
  });

  it('is nothing without a policy, and never asked for on Linux', () => {
    expect(readPolicy('win32', {}, () => null)).toEqual({ ok: true, value: [] });
    const asked = () => expect.unreachable('the registry was asked');
    expect(readPolicy('linux', {}, asked)).toEqual({ ok: true, value: [] });
  });

  it('From the field: expands the variables of REG_EXPAND_SZ, and leaves unknown ones to be refused', () => {
    const folder = String.raw`%ProgramData%\Child Link`;
    const exported = `[${POLICY_KEY}]\r\n"dataFolder"=${hex(2, `${folder}\0`)}`;
    const read = (environment: Record<string, string>) => parseRegistry(exported, environment);
    expect(read({ PROGRAMDATA: 'C:\\ProgramData' })).toEqual({
      ok: true,
      value: policyOf(['dataFolder', 'C:\\ProgramData\\Child Link']),
    });
    expect(read({})).toEqual({ ok: true, value: policyOf(['dataFolder', folder]) });
  });

  it('of a type that no setting has is refused by name', () => {
    expect(parseRegistry(`[${POLICY_KEY}]\r\n"serverUrl"=hex:00,ff`, {})).toEqual({
      ok: false,
      refusal: { path: 'serverUrl', type: 'REG_BINARY' },
    });
  });

  it('takes the place of the file’s, and of nothing else', () => {
    const file = JSON.stringify({
      dataFolder: '/data',
      walkUpAllowed: true,
      meeting: { askForBrowserClient: false },
    });
    const policy = policyOf(['walkUpAllowed', false], ['meeting.sites', ['one.example']]);
    expect(checkSettings({ file: 'station.json', text: file, policy }, 'production', 'linux')).toMatchObject({
      ok: true,
      value: {
        dataFolder: '/data',
        walkUpAllowed: false,
        meeting: { askForBrowserClient: false, sites: ['one.example'] },
      },
    });
  });

  it.each([
    ['serverUrl', 'http://institution.example', 'serverUrl'],
    ['walkUpAllowed', 2, 'walkUpAllowed'],
    ['meeting.sites', ['*.com'], 'meeting.sites.0'],
    ['meeting', 'all', 'meeting'],
    ['noSuchField', 'x', 'noSuchField'],
    ['__proto__', 'x', '__proto__'],
    ['practice', 'x', 'practice'],
  ])('that is wrong in %s is refused, naming the key and the field', (path, value, field) => {
    const parsed = checkSettings(
      { file: 'station.json', text: '{"dataFolder":"/data"}', policy: policyOf([path, value]) },
      'production',
    );
    expect(parsed).toMatchObject({
      ok: false,
      refusal: { code: 'settings-field', file: POLICY_KEY, field },
    });
  });

  it('stands for the whole file where there is none', () => {
    const missing = '/nowhere/station.json';
    const dataFolder = tmpdir();
    expect(readSettings(missing, 'production', policyOf(['dataFolder', dataFolder]))).toMatchObject({
      ok: true,
      value: { dataFolder },
    });
    expect(readSettings(missing, 'production', policyOf(['walkUpAllowed', true]))).toMatchObject({
      refusal: { code: 'settings-field', field: 'dataFolder' },
    });
  });

  it('leaves the object that it is merged into as it was', () => {
    const file = { meeting: { sites: ['one.example'] } };
    withPolicy(file, policyOf(['meeting.sites', []]));
    expect(file).toEqual({ meeting: { sites: ['one.example'] } });
  });
});
