import { existsSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { errorCode } from '../platform/atomic-file.ts';

/** systemd's runtime directory of the service: kept across a crash, removed when it is stopped. Missing without a service. */
const FOLDER = '/run/child-link-station';

/**
 * Flag files that the system's scripts read: `ready` (holds the version), `visit` (a session is under way) and
 * `update-now`. None holds personal data.
 */
type Flag = 'ready' | 'visit' | 'update-now';

export interface RunFolder {
  /** Null without a service. */
  readonly folder: string | null;
  put(flag: Flag, text: string): void;
  remove(flag: Flag): void;
}

/** Does nothing without a service; reports a flag that cannot be changed. `folder` is for tests. */
export function createRunFolder(
  report: (code: string, detail: string) => void,
  folder: string = FOLDER,
): RunFolder {
  const attempt = (flag: Flag, act: (file: string) => void): void => {
    if (!existsSync(folder)) return;
    try {
      act(path.join(folder, flag));
    } catch (error) {
      const code = errorCode(error);
      if (code === null) throw error;
      report('run-flag-failed', `${flag} ${code}`);
    }
  };
  return {
    folder: existsSync(folder) ? folder : null,
    put: (flag, text) => attempt(flag, (file) => writeFileSync(file, text)),
    remove: (flag) => attempt(flag, (file) => rmSync(file, { force: true })),
  };
}
