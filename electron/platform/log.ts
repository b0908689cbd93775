import { appendFileSync, renameSync, statSync } from 'node:fs';
import path from 'node:path';
import { errorCode } from './atomic-file.ts';
import { eventOf } from './log-events.ts';
import { makeFolder } from './make-folder.ts';
import type { SystemLog } from './system-log.ts';

const MAX_BYTES = 1024 * 1024;

/** Takes a code and technical detail, never a name, link, PIN or payload: callers pass codes, not objects (R62). */
export type Report = (code: string, detail: string) => void;

/**
 * Opens the log in the data folder: rotated at 1 MiB with one older file, copied to the system's log, and to the terminal
 * in development. A report is in the file when the call returns; a log that cannot be written stops nothing.
 */
export function openLog(dataFolder: string, onTerminal: boolean, systemLog: SystemLog): Report {
  const file = path.join(dataFolder, 'logs', 'station.log');
  return (code, detail) => {
    const event = eventOf(code);
    const said = withoutLinks(detail);
    systemLog.write(event, code, said);
    const line = `[${localTime(new Date())}] [${event.level}] ${code} ${said}`;
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

/** The machine's local time: `2026-11-22 12:30:05.123`. */
function localTime(now: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  const time = `${two(now.getHours())}:${two(now.getMinutes())}:${two(now.getSeconds())}`;
  return `${day} ${time}.${String(now.getMilliseconds()).padStart(3, '0')}`;
}

/** Removes path and query of anything that looks like a URL: the error text of a library may contain one (R14). */
export function withoutLinks(detail: string): string {
  return detail.replaceAll(/\b([a-z][a-z0-9+.-]*:\/\/[^\s/?#'"]+)[^\s'"]*/giu, '$1/…');
}
