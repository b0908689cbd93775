import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { errorCode } from '../platform/atomic-file.ts';

/** systemd's runtime directory of the service: kept across a crash, removed when it is stopped. Missing without a service. */
const SERVICE_FOLDER = '/run/child-link-station';

/**
 * Where the flags are. Windows has no such directory: there it is in the folder that both installers make, and a start removes
 * what the one before left.
 */
export function runFolderOf(
  platform: NodeJS.Platform,
  environment: Readonly<Record<string, string | undefined>>,
): string {
  if (platform !== 'win32') return SERVICE_FOLDER;
  const data = path.win32.join(
    environment['ProgramData'] ?? String.raw`C:\ProgramData`,
    'Child Link',
    'data',
  );
  const folder = path.win32.join(data, 'run');
  if (existsSync(data)) mkdirSync(folder, { recursive: true });
  return folder;
}

/**
 * Flag files that the system's scripts and installers read: `ready` (holds the version), `visit` (a session is under way) and
 * `update-now`. None holds personal data.
 */
type Flag = 'ready' | 'visit' | 'update-now';

export interface RunFolder {
  /** Null without a service. */
  readonly folder: string | null;
  put(flag: Flag, text: string): void;
  remove(flag: Flag): void;
}

/** Does nothing where the folder is missing; reports a flag that cannot be changed. */
export function createRunFolder(report: (code: string, detail: string) => void, folder: string): RunFolder {
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
    folder: folder === SERVICE_FOLDER && existsSync(folder) ? folder : null,
    put: (flag, text) => attempt(flag, (file) => writeFileSync(file, text)),
    remove: (flag) => attempt(flag, (file) => rmSync(file, { force: true })),
  };
}
