import { randomBytes, randomInt, scryptSync } from 'node:crypto';
import { chownSync, readFileSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { PinVerifier } from '../../shared/sync/rows.ts';
import { writeFileAtomically } from '../platform/atomic-file.ts';
import { pinFits } from './pin.ts';

const FILE = 'recovery-code.json';
/** As many as the lock's panel takes; more than a PIN has, so that neither is taken for the other. */
const DIGITS = 12;
const COST = { N: 32_768, r: 8, p: 3 } as const;
const HASH_BYTES = 32;
const SALT_BYTES = 16;
const MEMORY = 64 * 1024 * 1024;

/** The one-time code for the day when every PIN fails (R34); the station keeps only what it is compared with. */
export interface RecoveryCode {
  fits(code: string): Promise<boolean>;
  /** It was used, and what came of it is recorded: nobody can use it again. */
  spend(): void;
}

/** The code of this data folder; none fits where none was made, or it was spent. */
export function recoveryCode(dataFolder: string): RecoveryCode {
  const file = path.join(dataFolder, FILE);
  return {
    fits(code) {
      const verifier = new RegExp(`^\\d{${DIGITS}}$`).test(code) ? read(file) : null;
      return verifier === null ? Promise.resolve(false) : pinFits(code, verifier);
    },
    spend: () => rmSync(file, { force: true }),
  };
}

/**
 * Makes a new code in place of the one before and gives it: twelve digits, shown once and kept nowhere. The file belongs
 * to the folder's owner, whoever makes it. Throws what writing throws.
 */
export function makeRecoveryCode(dataFolder: string): string {
  const code = Array.from({ length: DIGITS }, () => randomInt(10)).join('');
  const salt = randomBytes(SALT_BYTES);
  const hash = scryptSync(code, salt, HASH_BYTES, { ...COST, maxmem: MEMORY });
  const verifier: PinVerifier = {
    algorithm: 'scrypt',
    ...COST,
    salt: salt.toString('base64url'),
    hash: hash.toString('base64url'),
  };
  const file = path.join(dataFolder, FILE);
  writeFileAtomically(file, Buffer.from(JSON.stringify(verifier)));
  const { uid, gid } = statSync(dataFolder);
  if (process.getuid?.() === 0) chownSync(file, uid, gid);
  return code;
}

function read(file: string): PinVerifier | null {
  try {
    const parsed = PinVerifier.safeParse(JSON.parse(readFileSync(file, 'utf8')));
    return parsed.success ? parsed.data : null;
  } catch {
    // None was made, it was spent, or the file is no use: then nothing fits.
    return null;
  }
}
