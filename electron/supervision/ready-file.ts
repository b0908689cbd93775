import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { errorCode } from '../journal/atomic-file.ts';

/** The service's own folder, which systemd empties at each start; not there where there is no such service. */
const RUN_FOLDER = '/run/child-link-station';

/**
 * Says that this version has opened its record and served its first page, which an update waits for before it trusts it
 * (`assets/linux/update`). Where nobody waits it does nothing; what cannot be written is reported.
 */
export function announceReady(
  version: string,
  now: number,
  report: (code: string, detail: string) => void,
  folder: string = RUN_FOLDER,
): void {
  if (!existsSync(folder)) return;
  try {
    writeFileSync(path.join(folder, 'ready'), `${version}\n${new Date(now).toISOString()}\n`);
  } catch (error) {
    const code = errorCode(error);
    if (code === null) throw error;
    report('ready-not-written', code);
  }
}
