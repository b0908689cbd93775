import { readFileSync } from 'node:fs';
import path from 'node:path';
import { errorCode } from '../platform/atomic-file.ts';
import type { RunFolder } from '../lifecycle/run-folder.ts';
import type { Updates } from './updates.ts';

/** Root's, who lays there what apt has checked (`assets/linux/update/update.sh`). */
const KEPT = '/var/lib/child-link-update';
const VERSION = /^[0-9][0-9A-Za-z.+~-]{0,60}$/u;

/** On Linux the system updates; the station says only when. `kept` is for tests. */
export function linuxUpdates(run: RunFolder, kept: string = KEPT): Updates {
  return {
    staged: () => {
      try {
        const version = readFileSync(path.join(kept, 'staged'), 'utf8').trim();
        return VERSION.test(version) ? version : null;
      } catch (error) {
        if (errorCode(error) === null) throw error;
        return null;
      }
    },
    install: () => run.put('update-now', ''),
  };
}
