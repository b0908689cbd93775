import type { Report } from '../platform/log.ts';
import { linuxUpdates } from './linux-updates.ts';
import type { RunFolder } from '../lifecycle/run-folder.ts';
import type { Updates } from './updates.ts';
import { signedByTheSame } from './windows-signature.ts';
import { windowsUpdates } from './windows-updates.ts';

const LOOK_EVERY_MS = 3_600_000;

/** The updates of this platform; null where there are none. `url` is the institution's own server, of Windows only. */
export async function chooseUpdates(parts: {
  readonly platform: NodeJS.Platform;
  readonly url: string | null;
  readonly run: RunFolder;
  readonly report: Report;
}): Promise<Updates | null> {
  const { platform, url, run, report } = parts;
  if (platform === 'linux') return linuxUpdates(run);
  if (platform !== 'win32' || url === null) return null;
  const { NsisUpdater } = await import('electron-updater');
  const updater = new NsisUpdater({ provider: 'generic', url, useMultipleRangeRequest: false });
  const verify = (installer: string): ReturnType<typeof signedByTheSame> =>
    signedByTheSame(process.execPath, installer);
  updater.verifyUpdateCodeSignature = async (_publishers, installer) => {
    const checked = await verify(installer);
    return checked.ok ? null : checked.refusal;
  };
  const updates = windowsUpdates({ updater, verify, report });
  updates.look();
  setInterval(() => updates.look(), LOOK_EVERY_MS);
  return updates;
}
