import { randomBytes, timingSafeEqual } from 'node:crypto';
import { chownSync, readFileSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { CODE_LENGTH, codeHashOf, oneTimeCode } from '../../institution/core/one-time-code.ts';
import { writeFileAtomically } from '../platform/atomic-file.ts';

const FILE = 'setup-code.json';
const SetupCodeFile = z.object({ hash: z.string().length(43) });

/** Makes the code that the first start asks for, in place of an earlier one. Throws errors of node:fs. */
export function makeSetupCode(dataFolder: string): string {
  const code = oneTimeCode(randomBytes(CODE_LENGTH));
  const file = path.join(dataFolder, FILE);
  writeFileAtomically(file, Buffer.from(`${JSON.stringify({ hash: codeHashOf(code) })}\n`));
  const { uid, gid } = statSync(dataFolder);
  // The station's account must be able to erase it, also when root made it.
  if (process.getuid?.() === 0) chownSync(file, uid, gid);
  return code;
}

/** Whether this is the code of this data folder. Nothing fits if none was made or it is used up. */
export function setupCodeFits(dataFolder: string, code: string): boolean {
  const kept = read(path.join(dataFolder, FILE));
  return kept !== null && timingSafeEqual(Buffer.from(kept), Buffer.from(codeHashOf(code)));
}

export function eraseSetupCode(dataFolder: string): void {
  rmSync(path.join(dataFolder, FILE), { force: true });
}

function read(file: string): string | null {
  try {
    return SetupCodeFile.parse(JSON.parse(readFileSync(file, 'utf8'))).hash;
  } catch {
    // No code was made, it was used, or the file is damaged: nothing fits.
    return null;
  }
}
