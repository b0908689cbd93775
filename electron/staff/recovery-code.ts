import { randomBytes, randomInt, scryptSync } from 'node:crypto';
import { chownSync, readFileSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { PinVerifier } from '../../shared/sync/rows.ts';
import { writeFileAtomically } from '../platform/atomic-file.ts';
import { pinFits } from './pin.ts';

const FILE = 'recovery-code.json';
/** The most that the PIN panel takes, and more than a PIN has, so that neither is mistaken for the other. */
const DIGITS = 12;
const COST = { N: 32_768, r: 8, p: 3 } as const;
const HASH_BYTES = 32;
const SALT_BYTES = 16;
const MEMORY = 64 * 1024 * 1024;

/** The one-time code that opens the lock when every PIN fails (R34). The station keeps only its hash. */
export interface RecoveryCode {
  fits(code: string): Promise<boolean>;
  /** Deletes the code once its use is recorded: nobody can use it again. */
  spend(): void;
}

/** Returns the code of this data folder. Nothing fits if none was made or it was spent. */
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
 * Replaces the code and returns the new one: twelve digits, shown once and stored nowhere. Its hash belongs to the owner
 * of the folder, also when root makes it. Throws errors of node:fs.
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
    // No code was made, it was spent, or the file is unreadable: nothing fits.
    return null;
  }
}
