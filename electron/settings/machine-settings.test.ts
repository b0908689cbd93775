import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readMachineSettings } from './machine-settings.ts';
import { POLICY_KEY } from './windows-policy.ts';

let folder = '';
let file = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'child-link-machine-'));
  file = path.join(folder, 'station.json');
  writeFileSync(file, JSON.stringify({ dataFolder: '/data', walkUpAllowed: true }));
});
afterEach(() => rmSync(folder, { recursive: true }));

const read = (platform: NodeJS.Platform, printed: string | null) =>
  readMachineSettings('end-to-end', platform, { CHILD_LINK_SETTINGS: file }, () => printed);

describe('the settings of a machine', () => {
  it('are its file’s, with what Group Policy sets in their place on Windows', () => {
    const policy = '    walkUpAllowed    REG_DWORD    0x0';
    expect(read('win32', policy)).toMatchObject({
      ok: true,
      value: { dataFolder: '/data', walkUpAllowed: false },
    });
    expect(read('linux', policy)).toMatchObject({ ok: true, value: { walkUpAllowed: true } });
    expect(read('win32', null)).toMatchObject({ ok: true, value: { walkUpAllowed: true } });
  });

  it('are refused by the policy’s key and field when the policy is of a type that no setting has', () => {
    expect(read('win32', '    serverUrl    REG_BINARY    00FF')).toEqual({
      ok: false,
      refusal: { code: 'settings-field', file: POLICY_KEY, field: 'serverUrl', reason: 'REG_BINARY' },
    });
  });
});
