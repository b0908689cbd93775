import { readFileSync } from 'node:fs';
import { ok, refuse, type Result } from '../../shared/result.ts';

export type OtherEncoding = 'UTF-16' | 'windows-1252';

/**
 * Reads a text file written by a person. Refuses what was not saved as UTF-8, which would otherwise be read with wrong
 * letters: PowerShell's `Out-File` writes UTF-16, older editors windows-1252. Throws errors of node:fs.
 */
export function readUtf8(file: string): Result<string, OtherEncoding> {
  const bytes = readFileSync(file);
  // No text that a person writes has a NUL; in UTF-16 every Latin letter has one.
  const hasMark = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  if (hasMark || bytes.includes(0)) return refuse('UTF-16');
  try {
    return ok(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    if (error instanceof TypeError) return refuse('windows-1252');
    throw error;
  }
}
