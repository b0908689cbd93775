import { randomBytes, randomInt, scryptSync } from 'node:crypto';
import { chownSync, readFileSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { toB64u } from '../../shared/sync/encoding.ts';
import { PinVerifier } from '../../shared/sync/rows.ts';
import type { Sealer } from '../journal/keys/seal.ts';
import { writeFileAtomically } from '../platform/atomic-file.ts';
import type { Report } from '../platform/log.ts';
import { pinFits } from './pin.ts';

const FILE = 'recovery-code.json';
const SEAL = 'recovery-code';
/** The most that the PIN panel takes, and more than a PIN has, so that neither is mistaken for the other. */
const DIGITS = 12;
const COST = { N: 32_768, r: 8, p: 3 } as const;
const HASH_BYTES = 32;
const SALT_BYTES = 16;
const MEMORY = 64 * 1024 * 1024;
/** `sealed`: the hash, sealed with the station's key, b64u. `verifier`: the hash as the command line leaves it. */
const CodeFile = z.object({ sealed: z.string().optional(), verifier: PinVerifier.optional() });
type CodeFile = z.infer<typeof CodeFile>;

/** The one-time code that opens the lock when every PIN fails (R34). The station keeps only its hash. */
export interface RecoveryCode {
  fits(code: string): Promise<boolean>;
  /** Deletes the code once its use is recorded: nobody can use it again. */
  spend(): void;
}

export interface RecoveryCodeParts {
  readonly dataFolder: string;
  readonly sealer: Sealer;
  /** The store of the station's key. */
  readonly keyStoreKind: string;
  readonly report: Report;
}

/**
 * Returns the code of this data folder. Nothing fits if none was made, it was spent, or it is not sealed with the
 * station's key. Where the operating system keeps that key, the command line cannot seal: the station then seals what it
 * finds once, and reports it.
 */
export function recoveryCode({ dataFolder, sealer, keyStoreKind, report }: RecoveryCodeParts): RecoveryCode {
  const file = path.join(dataFolder, FILE);
  const found = read(file);
  if (found?.verifier !== undefined && keyStoreKind !== 'file') {
    write(file, { sealed: sealed(found.verifier, sealer) });
    report('recovery-code-adopted', 'made by the command line since the last start');
  }
  return {
    async fits(code) {
      const kept = new RegExp(`^\\d{${DIGITS}}$`).test(code) ? read(file)?.sealed : undefined;
      const verifier = kept === undefined ? null : unsealed(kept, sealer);
      return verifier !== null && pinFits(code, verifier);
    },
    spend: () => rmSync(file, { force: true }),
  };
}

/**
 * Replaces the code and returns the new one: twelve digits, shown once and stored nowhere. Its hash belongs to the owner
 * of the folder, also when root makes it. `sealer` is null where the operating system keeps the station's key; the code
 * then counts from the next start. Throws errors of node:fs.
 */
export function makeRecoveryCode(dataFolder: string, sealer: Sealer | null): string {
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
  write(file, sealer === null ? { verifier } : { sealed: sealed(verifier, sealer) });
  const { uid, gid } = statSync(dataFolder);
  if (process.getuid?.() === 0) chownSync(file, uid, gid);
  return code;
}

function sealed(verifier: PinVerifier, sealer: Sealer): string {
  return toB64u(sealer.seal(SEAL, Buffer.from(JSON.stringify(verifier))));
}

function unsealed(text: string, sealer: Sealer): PinVerifier | null {
  const plain = sealer.unseal(SEAL, Buffer.from(text, 'base64url'));
  return plain === null ? null : PinVerifier.parse(JSON.parse(Buffer.from(plain).toString('utf8')));
}

function write(file: string, content: CodeFile): void {
  writeFileAtomically(file, Buffer.from(JSON.stringify(content)));
}

function read(file: string): CodeFile | null {
  try {
    const parsed = CodeFile.safeParse(JSON.parse(readFileSync(file, 'utf8')));
    return parsed.success ? parsed.data : null;
  } catch {
    // No code was made, it was spent, or the file is unreadable: nothing fits.
    return null;
  }
}
