import { appendFileSync, renameSync, statSync } from 'node:fs';
import path from 'node:path';
import { errorCode } from './atomic-file.ts';
import { makeFolder } from './make-folder.ts';

const MAX_BYTES = 1024 * 1024;

/** Takes a code and technical detail. Never a name, a link, a PIN or a payload: callers hand over codes, not objects (R62). */
export type Report = (code: string, detail: string) => void;

/**
 * The station's log beside its record: rotated at 1 MiB, one older file kept; also on the terminal in builds for
 * development. A line is in its file when this returns, and a log that cannot be written stops nothing.
 */
export function openLog(dataFolder: string, onTerminal: boolean): Report {
  const file = path.join(dataFolder, 'logs', 'station.log');
  return (code, detail) => {
    const line = `[${localTime(new Date())}] [info]  ${code} ${withoutLinks(detail)}`;
    if (onTerminal) process.stderr.write(`${line}\n`);
    try {
      makeFolder(path.dirname(file), 0o700);
      if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) >= MAX_BYTES)
        renameSync(file, path.join(path.dirname(file), 'station.old.log'));
      appendFileSync(file, `${line}\n`, { mode: 0o600 });
    } catch (error) {
      if (errorCode(error) === null) throw error;
    }
  };
}

/** As the machine's own clock has it: `2026-11-22 12:30:05.123`. */
function localTime(now: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  const time = `${two(now.getHours())}:${two(now.getMinutes())}:${two(now.getSeconds())}`;
  return `${day} ${time}.${String(now.getMilliseconds()).padStart(3, '0')}`;
}

/** Whatever looks like a URL loses its query and path: an error text of somebody else's may carry one (R14). */
export function withoutLinks(detail: string): string {
  return detail.replaceAll(/\b([a-z][a-z0-9+.-]*:\/\/[^\s/?#'"]+)[^\s'"]*/giu, '$1/…');
}
