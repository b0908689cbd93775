import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sealerOf } from '../journal/keys/seal.ts';
import { makeRecoveryCode, recoveryCode } from './recovery-code.ts';

const sealer = sealerOf(randomBytes(32));
let folder = '';
let reports: string[] = [];
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'child-link-recovery-'));
  reports = [];
});
afterEach(() => rmSync(folder, { recursive: true }));

const file = () => path.join(folder, 'recovery-code.json');
const kept = (keyStoreKind = 'file') =>
  recoveryCode({ dataFolder: folder, sealer, keyStoreKind, report: (code) => reports.push(code) });

describe('the recovery code', () => {
  it('fits until it is spent, and is written down nowhere', async () => {
    const code = makeRecoveryCode(folder, sealer);
    expect(code).toMatch(/^\d{12}$/);
    const here = kept();
    expect(await here.fits(code)).toBe(true);
    expect(await here.fits(code)).toBe(true);
    expect(readFileSync(file(), 'utf8')).not.toMatch(new RegExp(`${code}|scrypt|hash`));
    here.spend();
    expect(await here.fits(code)).toBe(false);
    here.spend();
  });

  it('is replaced by the next one', async () => {
    const first = makeRecoveryCode(folder, sealer);
    const second = makeRecoveryCode(folder, sealer);
    expect(await kept().fits(first)).toBe(false);
    expect(await kept().fits(second)).toBe(true);
  });

  // Each code is hashed slowly on purpose: one serves every row.
  it('is nothing else, whether there is one or none', async () => {
    const wrong = ['', '000000000000', '1234', '12345678901a', '1234567890123'];
    for (const code of wrong) expect(await kept().fits(code)).toBe(false);
    const right = makeRecoveryCode(folder, sealer);
    for (const code of wrong) if (code !== right) expect(await kept().fits(code), code).toBe(false);
  });

  it('is none where the file says anything else', async () => {
    const code = makeRecoveryCode(folder, sealer);
    for (const text of ['', '{', '{"sealed":""}', '{"verifier":{}}', '{"algorithm":"scrypt"}']) {
      writeFileSync(file(), text);
      expect(await kept().fits(code), text).toBe(false);
    }
  });

  it('is none when it was put there by somebody without the station’s key', async () => {
    const planted = makeRecoveryCode(folder, null);
    expect(await kept().fits(planted)).toBe(false);
    const elsewhere = makeRecoveryCode(folder, sealerOf(randomBytes(32)));
    expect(await kept().fits(elsewhere)).toBe(false);
    expect(reports).toEqual([]);
  });

  it('is sealed and reported by the station where the operating system keeps the key', async () => {
    const code = makeRecoveryCode(folder, null);
    expect(await kept('safe-storage:dpapi').fits(code)).toBe(true);
    expect(readFileSync(file(), 'utf8')).not.toContain('verifier');
    expect(reports).toEqual(['recovery-code-adopted']);
    expect(await kept('safe-storage:dpapi').fits(code)).toBe(true);
    expect(reports).toHaveLength(1);
  });
});
