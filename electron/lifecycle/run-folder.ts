import { existsSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { errorCode } from '../platform/atomic-file.ts';

/** The service's own folder, gone when it is stopped and kept when it crashed; not there where there is no service. */
const FOLDER = '/run/child-link-station';

/**
 * What the system may know of the running station: `ready` (its version and since when), `visit` (a session is under
 * way), `update-now`. Nothing of it is personal.
 */
type Sign = 'ready' | 'visit' | 'update-now';

export interface RunFolder {
  /** Where it is, or null where there is none. */
  readonly folder: string | null;
  put(sign: Sign, text: string): void;
  remove(sign: Sign): void;
}

/** Where nobody waits for a sign nothing is done; what cannot be written is reported. `folder` is for tests. */
export function runFolder(
  report: (code: string, detail: string) => void,
  folder: string = FOLDER,
): RunFolder {
  const attempt = (sign: Sign, act: (file: string) => void): void => {
    if (!existsSync(folder)) return;
    try {
      act(path.join(folder, sign));
    } catch (error) {
      const code = errorCode(error);
      if (code === null) throw error;
      report('sign-not-given', `${sign} ${code}`);
    }
  };
  return {
    folder: existsSync(folder) ? folder : null,
    put: (sign, text) => attempt(sign, (file) => writeFileSync(file, text)),
    remove: (sign) => attempt(sign, (file) => rmSync(file, { force: true })),
  };
}
