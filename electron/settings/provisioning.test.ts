import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openProvisioning, PROVISIONING_FILE } from './provisioning.ts';

let folder = '';
let file = '';
let reports: string[] = [];
const report = (code: string, detail: string): void => void reports.push(`${code} ${detail}`);
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'child-link-provisioning-'));
  file = path.join(folder, PROVISIONING_FILE);
  reports = [];
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('the provisioning file', () => {
  it('gives its code once, and is erased when that is spent', () => {
    writeFileSync(file, '\uFEFF{"enrolmentCode":"ABCD-EFGH-2345"}');
    const provisioning = openProvisioning(file, report);
    expect(provisioning.enrolmentCode).toBe('ABCD-EFGH-2345');
    expect(existsSync(file)).toBe(true);
    provisioning.spent();
    expect(existsSync(file)).toBe(false);
    expect(openProvisioning(file, report).enrolmentCode).toBeNull();
    expect(reports).toEqual([]);
  });

  it.each([
    ['{', 'provisioning-malformed JSON'],
    ['[]', 'provisioning-malformed enrolmentCode, enrolmentCodes'],
    ['{"enrolmentCode":7}', 'provisioning-malformed enrolmentCode, enrolmentCodes'],
    ['{"enrolmentCode":"A","server":"x"}', 'provisioning-malformed enrolmentCode, enrolmentCodes'],
    ['{"enrolmentCodes":{"OTHER":"A"}}', 'provisioning-malformed enrolmentCodes: STATION-7?'],
  ])('that says %j is reported and left for IT', (text, line) => {
    writeFileSync(file, text);
    const provisioning = openProvisioning(file, report, 'STATION-7');
    expect(provisioning.enrolmentCode).toBeNull();
    expect(provisioning.fault?.code).toBe('provisioning-malformed');
    provisioning.spent();
    expect(existsSync(file)).toBe(true);
    expect(reports).toEqual([line]);
  });

  it.each([
    ['windows-1252', Buffer.from('{"enrolmentCode":"\u00c9"}', 'latin1')],
    ['UTF-16', Buffer.from('\uFEFF{"enrolmentCode":"A"}', 'utf16le')],
    ['UTF-16', Buffer.from('{"enrolmentCode":"A"}', 'utf16le')],
  ])('From the field: saved as %s, is refused on the screen', (encoding, bytes) => {
    writeFileSync(file, bytes);
    expect(openProvisioning(file, report)).toMatchObject({
      enrolmentCode: null,
      fault: { code: 'provisioning-encoding', values: { encoding } },
    });
  });

  it('of a fleet gives each machine the code of its own name', () => {
    writeFileSync(file, '{"enrolmentCodes":{"STATION-6":"SIX","STATION-7":"SEVEN"}}');
    expect(openProvisioning(file, report, 'station-7').enrolmentCode).toBe('SEVEN');
  });

  it('never tells the log what is in it', () => {
    writeFileSync(file, '{"enrolmentCode":"ABCD-EFGH-2345","more":"ABCD-EFGH-2345"}');
    openProvisioning(file, report);
    expect(reports.join()).not.toContain('ABCD');
  });
});
