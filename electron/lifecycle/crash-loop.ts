import { readFileSync, rmSync } from 'node:fs';
import { z } from 'zod';
import { errorCode, writeFileAtomically } from '../platform/atomic-file.ts';

/** After this many failed starts within the window, the next one shows the safe screen. */
const MAX_FAILED_STARTS = 3;
const WINDOW_MS = 10 * 60_000;
/** A start that lasts this long counts as successful. */
export const STEADY_MS = 2 * 60_000;

const Starts = z.array(z.int());

/** One start of the station; counts as failed until `succeeded` is called. */
export interface CountedStart {
  /** The previous starts all crashed: this one shows the safe screen. */
  readonly inLoop: boolean;
  /** The start lasted {@link STEADY_MS}, or the station quit normally. */
  succeeded(): void;
}

/**
 * Counts a start in a file (R33). An unreadable file counts as no starts, and a write error is ignored: the journal
 * reports a disk that cannot be used.
 *
 * @param now milliseconds since 1970, by the machine's own clock
 */
export function countStart(file: string, now: number): CountedStart {
  const before = readStarts(file).filter((at) => at <= now && now - at < WINDOW_MS);
  write(file, [...before, now]);
  return { inLoop: before.length >= MAX_FAILED_STARTS, succeeded: () => rmSync(file, { force: true }) };
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
