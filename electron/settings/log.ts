import path from 'node:path';
import log from 'electron-log/node';

const MOST_BYTES = 1024 * 1024;

/** Takes a code and technical detail. Never a name, a link, a PIN or a payload: callers hand over codes, not objects (R62). */
export type Report = (code: string, detail: string) => void;

/** The station's log beside its record: rotated at 1 MiB, one older file kept; also on the terminal in builds for development. */
export function openLog(dataFolder: string, onTerminal: boolean): Report {
  log.transports.file.resolvePathFn = () => path.join(dataFolder, 'logs', 'station.log');
  log.transports.file.maxSize = MOST_BYTES;
  log.transports.console.level = onTerminal ? 'info' : false;
  return (code, detail) => log.info(code, withoutLinks(detail));
}

/** Whatever looks like a URL loses its query and path: an error text of somebody else's may carry one (R14). */
export function withoutLinks(detail: string): string {
  return detail.replaceAll(/\b([a-z][a-z0-9+.-]*:\/\/[^\s/?#'"]+)[^\s'"]*/giu, '$1/…');
}
