import { readFileSync } from 'node:fs';
import { B64u32, Head } from '../../shared/sync/wire.ts';
import { z } from 'zod';
import { errorCode, writeFileAtomically } from './atomic-file.ts';

/**
 * A small file beside the journal that names its chain and a head that it had: what a new chain says of the old one
 * when the journal itself can no longer be read.
 */
export const LastKnown = z.object({ chain: B64u32, head: Head.nullable() });
export type LastKnown = z.infer<typeof LastKnown>;

/** Null when there is none, or it is unreadable: then nothing is known. Throws other errors of node:fs. */
export function readLastKnown(journalFile: string): LastKnown | null {
  try {
    const parsed = LastKnown.safeParse(JSON.parse(readFileSync(headFile(journalFile), 'utf8')));
    return parsed.success ? parsed.data : null;
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || error instanceof SyntaxError) return null;
    throw error;
  }
}

export function writeLastKnown(journalFile: string, known: LastKnown): void {
  writeFileAtomically(headFile(journalFile), Buffer.from(JSON.stringify(known), 'utf8'));
}

function headFile(journalFile: string): string {
  return `${journalFile}.head`;
}
