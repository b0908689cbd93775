import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { errorCode } from '../platform/atomic-file.ts';

/** One log report: when, by the machine's clock, and what. */
export interface LoggedReport {
  /** `2026-11-22 12:30:05`, as the log writes it. */
  readonly at: string;
  readonly code: string;
  readonly detail: string;
}

const TAIL_BYTES = 64 * 1024;
const LONGEST_DETAIL = 200;
const LINE = /^\[(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)[^\]]*\] \[\w+\]\s+([a-z]+(?:-[a-z]+)+)(?=\s|$)\s*(.*)$/u;

/** The newest reports of a log, newest first. Lines without a known code are skipped; no log, no reports. */
export function lastReports(file: string, most: number): readonly LoggedReport[] {
  const found: LoggedReport[] = [];
  for (const line of tailOf(file).split('\n').toReversed()) {
    const [, at, code, detail = ''] = LINE.exec(line) ?? [];
    if (at === undefined || code === undefined) continue;
    found.push({ at, code, detail: detail.slice(0, LONGEST_DETAIL) });
    if (found.length === most) break;
  }
  return found;
}

function tailOf(file: string): string {
  try {
    const handle = openSync(file, 'r');
    try {
      const { size } = fstatSync(handle);
      const bytes = Buffer.alloc(Math.min(size, TAIL_BYTES));
      readSync(handle, bytes, 0, bytes.length, size - bytes.length);
      return bytes.toString('utf8');
    } finally {
      closeSync(handle);
    }
  } catch (error) {
    if (errorCode(error) === null) throw error;
    return ''; // no log yet, or one that cannot be read: nothing to show
  }
}
