import type { Report } from '../platform/log.ts';
import { createLinuxUpdates } from './linux-updates.ts';
import type { RunFolder } from '../lifecycle/run-folder.ts';
import type { Updates } from './updates.ts';
import { verifySameSigner } from './windows-signature.ts';
import { createWindowsUpdates } from './windows-updates.ts';

const CHECK_EVERY_MS = 3_600_000;

/** Returns this platform's updater, or null. `url` is the institution's own update server, used on Windows only. */
export async function chooseUpdates(parts: {
  readonly platform: NodeJS.Platform;
  readonly url: string | null;
  readonly run: RunFolder;
  readonly report: Report;
}): Promise<Updates | null> {
  const { platform, url, run, report } = parts;
  if (platform === 'linux') return createLinuxUpdates(run);
  if (platform !== 'win32' || url === null) return null;
  const { NsisUpdater } = await import('electron-updater');
  const updater = new NsisUpdater({ provider: 'generic', url, useMultipleRangeRequest: false });
  const verify = (installer: string): ReturnType<typeof verifySameSigner> =>
    verifySameSigner(process.execPath, installer);
  updater.verifyUpdateCodeSignature = async (_publishers, installer) => {
    const checked = await verify(installer);
    return checked.ok ? null : checked.refusal;
  };
  const updates = createWindowsUpdates({ updater, verify, report });
  updates.check();
  setInterval(() => updates.check(), CHECK_EVERY_MS);
  return updates;
}
