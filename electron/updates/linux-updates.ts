import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { errorCode } from '../platform/atomic-file.ts';
import type { RunFolder } from '../lifecycle/run-folder.ts';
import type { Updates } from './updates.ts';

/** Owned by root, who stages what apt has verified (`assets/linux/update/update.sh`). */
const STAGING_FOLDER = '/var/lib/child-link-update';
const VERSION = /^[0-9][0-9A-Za-z.+~-]{0,60}$/u;

/** Whether the newest attempt to install a version failed, and the former one was put back. */
export function hasFailedUpdate(folder: string = STAGING_FOLDER): boolean {
  return existsSync(path.join(folder, 'failed'));
}

/** On Linux the system installs updates; the station only says when. `folder` is for tests. */
export function createLinuxUpdates(run: RunFolder, folder: string = STAGING_FOLDER): Updates {
  return {
    staged: () => {
      try {
        const version = readFileSync(path.join(folder, 'staged'), 'utf8').trim();
        return VERSION.test(version) ? version : null;
      } catch (error) {
        if (errorCode(error) === null) throw error;
        return null;
      }
    },
    install: () => run.put('update-now', ''),
  };
}
