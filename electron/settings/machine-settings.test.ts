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

const read = (platform: NodeJS.Platform, values: string | null) => {
  const exported = values === null ? null : `[${POLICY_KEY}]\r\n${values}\r\n`;
  return readMachineSettings('end-to-end', platform, { CHILD_LINK_SETTINGS: file }, () => exported);
};

describe('the settings of a machine', () => {
  it('are its file’s, with what Group Policy sets in their place on Windows', () => {
    const policy = '"walkUpAllowed"=dword:00000000';
    expect(read('linux', policy)).toMatchObject({ ok: true, value: { walkUpAllowed: true } });
    writeFileSync(file, JSON.stringify({ dataFolder: 'C:\\data', walkUpAllowed: true }));
    expect(read('win32', policy)).toMatchObject({
      ok: true,
      value: { dataFolder: 'C:\\data', walkUpAllowed: false },
    });
    expect(read('win32', null)).toMatchObject({ ok: true, value: { walkUpAllowed: true } });
  });

  it('are refused by the policy’s key and field when the policy is of a type that no setting has', () => {
    expect(read('win32', '"serverUrl"=hex:00,ff')).toEqual({
      ok: false,
      refusal: {
        code: 'settings-field',
        file: POLICY_KEY,
        field: 'serverUrl',
        reason: 'registry-type',
        detail: 'REG_BINARY',
      },
    });
  });
});
