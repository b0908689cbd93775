import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeRecoveryCode, recoveryCode } from './recovery-code.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'child-link-recovery-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('the recovery code', () => {
  it('fits until it is spent, and is written down nowhere', async () => {
    const code = makeRecoveryCode(folder);
    expect(code).toMatch(/^\d{12}$/);
    const kept = recoveryCode(folder);
    expect(await kept.fits(code)).toBe(true);
    expect(await kept.fits(code)).toBe(true);
    expect(readFileSync(path.join(folder, 'recovery-code.json'), 'utf8')).not.toContain(code);
    kept.spend();
    expect(await kept.fits(code)).toBe(false);
    kept.spend();
  });

  it('is replaced by the next one', async () => {
    const first = makeRecoveryCode(folder);
    const second = makeRecoveryCode(folder);
    expect(await recoveryCode(folder).fits(first)).toBe(false);
    expect(await recoveryCode(folder).fits(second)).toBe(true);
  });

  it.each(['', '000000000000', '1234', '12345678901a', '1234567890123'])(
    'is not %j, whether there is one or none',
    async (code) => {
      expect(await recoveryCode(folder).fits(code)).toBe(false);
      if (makeRecoveryCode(folder) !== code) expect(await recoveryCode(folder).fits(code)).toBe(false);
    },
  );

  it.each(['', '{', '{"algorithm":"scrypt"}'])('is none where the file says %j', async (text) => {
    const code = makeRecoveryCode(folder);
    writeFileSync(path.join(folder, 'recovery-code.json'), text);
    expect(await recoveryCode(folder).fits(code)).toBe(false);
  });
});
