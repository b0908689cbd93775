import { spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs';
import path from 'node:path';
import type { HelperParts } from '../choose-lock.ts';
import { helperArguments } from './helper-start.ts';
import { messageOf } from '../step-stack.ts';
import type { Report } from '../../platform/log.ts';

export type StartHelperParts = {
  readonly platform: NodeJS.Platform;
  /** This program, and the folder of its sources where it is not packaged. */
  readonly program: string;
  readonly appFolder: string | null;
  readonly dataFolder: string;
  /** Whether the hold may end with the station: practice on somebody's own desk. */
  readonly isPractice: boolean;
  readonly report: Report;
};

/** The folder of the system's lock service, `assets/linux/systemd/child-link-lock.service`. */
export const SERVICE_FOLDER = '/run/child-link';
/** The folder, inside the station's data, of a helper the station started itself. */
export const OWN_FOLDER = 'lock';
const LOG = 'helper.log';

/**
 * Finds the lock helper: the system's service where it is installed, which root starts and restarts; otherwise
 * one of the station's own, which outlives the station and is found again by the next one.
 */
export function helperParts(parts: StartHelperParts, serviceFolder: string = SERVICE_FOLDER): HelperParts {
  if (parts.platform === 'linux' && existsSync(serviceFolder)) return { folder: serviceFolder, start: null };
  const folder = path.join(parts.dataFolder, OWN_FOLDER);
  return { folder, start: () => startHelper(parts, folder) };
}

/**
 * Starts the same program as a helper in a session of its own, so that nothing that ends the station ends it.
 */
function startHelper({ program, appFolder, isPractice, report }: StartHelperParts, folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const log = openSync(path.join(folder, LOG), 'w', 0o600);
    const app = appFolder === null ? [] : [appFolder];
    const child = spawn(program, [...app, ...helperArguments(folder, isPractice ? ['--mortal'] : [])], {
      detached: true,
      stdio: ['ignore', log, log],
      windowsHide: true,
    });
    closeSync(log);
    child.once('error', (error) => report('lock-helper-not-started', error.message));
    child.unref();
  } catch (error) {
    // A full or read-only disk; the link then reports the helper as unreachable.
    report('lock-helper-not-started', messageOf(error));
  }
}
