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
    ['{', 'provisioning-malformed not JSON'],
    ['[]', 'provisioning-malformed '],
    ['{"enrolmentCode":7}', 'provisioning-malformed enrolmentCode'],
    ['{"enrolmentCode":"A","server":"x"}', 'provisioning-malformed '],
  ])('that says %j is reported and left for IT', (text, line) => {
    writeFileSync(file, text);
    const provisioning = openProvisioning(file, report);
    expect(provisioning.enrolmentCode).toBeNull();
    provisioning.spent();
    expect(existsSync(file)).toBe(true);
    expect(reports).toEqual([line]);
  });

  it('never tells the log what is in it', () => {
    writeFileSync(file, '{"enrolmentCode":"ABCD-EFGH-2345","more":"ABCD-EFGH-2345"}');
    openProvisioning(file, report);
    expect(reports.join()).not.toContain('ABCD');
  });
});
