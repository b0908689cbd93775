import { readFileSync, rmSync } from 'node:fs';
import { z } from 'zod';
import { errorCode, writeFileAtomically } from '../platform/atomic-file.ts';

/** So many starts within the window, none of which lasted, and the next one is careful. */
const MOST_STARTS = 3;
const WINDOW_MS = 10 * 60_000;
/** A start that lasted so long was none in vain. */
export const STEADY_MS = 2 * 60_000;

const Starts = z.array(z.int());

/** One start of the station, counted until it has lasted. */
export interface CountedStart {
  /** Whether the starts before this one crashed one after the other: this one shows the safe screen. */
  readonly inLoop: boolean;
  /** It has lasted, or ended as it should. */
  lasted(): void;
}

/**
 * Counts a start in a file of the data folder (R33). A file that cannot be read counts as none, and one that cannot be
 * written is left: whether the disk can be used is the record's to say.
 *
 * @param now in milliseconds since 1970, of the machine's own clock
 */
export function countStart(file: string, now: number): CountedStart {
  const before = readStarts(file).filter((at) => at <= now && now - at < WINDOW_MS);
  write(file, [...before, now]);
  return { inLoop: before.length >= MOST_STARTS, lasted: () => rmSync(file, { force: true }) };
}

function readStarts(file: string): readonly number[] {
  try {
    const read = Starts.safeParse(JSON.parse(readFileSync(file, 'utf8')));
    return read.success ? read.data : [];
  } catch (error) {
    if (errorCode(error) !== null || error instanceof SyntaxError) return [];
    throw error;
  }
}

function write(file: string, starts: readonly number[]): void {
  try {
    writeFileAtomically(file, Buffer.from(JSON.stringify(starts)));
  } catch (error) {
    if (errorCode(error) === null) throw error;
  }
}
