import { describe, expect, it } from 'vitest';
import { checkSettings, readSettings } from './station-settings.ts';
import { parseRegistry, POLICY_KEY, readPolicy, withPolicy, type PolicyValue } from './windows-policy.ts';

/** As reg.exe of Windows prints a key: an empty line, the key, rows of four blanks, an empty line. */
const RECORDED = [
  '',
  POLICY_KEY,
  '    serverUrl    REG_SZ    https://institution.example',
  '    walkUpAllowed    REG_DWORD    0x0',
  '    webcamRequired    REG_DWORD    0x1',
  String.raw`    meeting.sites    REG_MULTI_SZ    one.example\0*.two.example`,
  '    dataFolder    REG_SZ    C:\\ProgramData\\Child Link',
  '',
  `${POLICY_KEY}\\Other`,
  '',
].join('\r\n');

const policyOf = (...values: readonly [string, PolicyValue['value']][]): readonly PolicyValue[] =>
  values.map(([path, value]) => ({ key: POLICY_KEY, path, value }));

describe('what Group Policy sets', () => {
  it('is read from what reg.exe prints, each value as its field wants it', () => {
    expect(readPolicy('win32', () => RECORDED)).toEqual({
      ok: true,
      value: policyOf(
        ['serverUrl', 'https://institution.example'],
        ['walkUpAllowed', false],
        ['webcamRequired', true],
        ['meeting.sites', ['one.example', '*.two.example']],
        ['dataFolder', 'C:\\ProgramData\\Child Link'],
      ),
    });
  });

  it('is nothing without a policy, and never asked for on Linux', () => {
    expect(readPolicy('win32', () => null)).toEqual({ ok: true, value: [] });
    const asked = () => expect.unreachable('the registry was asked');
    expect(readPolicy('linux', asked)).toEqual({ ok: true, value: [] });
  });

  it('of a type that no setting has is refused by name', () => {
    expect(parseRegistry('    serverUrl    REG_BINARY    00FF')).toEqual({
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
    expect(checkSettings({ file: 'station.json', text: file, policy }, 'production')).toMatchObject({
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
    expect(readSettings(missing, 'production', policyOf(['dataFolder', '/data']))).toMatchObject({
      ok: true,
      value: { dataFolder: '/data' },
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
