import type { Result } from '../../shared/result.ts';
import type { Updates } from './updates.ts';
import type { SignatureRefusal } from './windows-signature.ts';

/** As much of electron-updater's NsisUpdater as is used. */
export interface Updater {
  autoDownload: boolean;
  autoInstallOnAppQuit: boolean;
  allowDowngrade: boolean;
  disableWebInstaller: boolean;
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(
    event: 'update-downloaded',
    listener: (event: { readonly version: string; readonly downloadedFile: string }) => void,
  ): unknown;
  checkForUpdates(): Promise<unknown>;
  quitAndInstall(isSilent: boolean, isForceRunAfter: boolean): void;
}

export interface WindowsUpdateParts {
  readonly updater: Updater;
  /** Whether an installer is signed by whoever signed this program. */
  readonly verify: (installer: string) => Promise<Result<string, SignatureRefusal>>;
  readonly report: (code: string, detail: string) => void;
}

/**
 * On Windows the station fetches updates itself, from the institution's own server. What it fetched counts only once its
 * signature was checked, and is checked again in the moment before it is run: it lies where the station's account may write.
 */
export function windowsUpdates({ updater, verify, report }: WindowsUpdateParts): Updates & { look(): void } {
  let staged: { readonly version: string; readonly file: string } | null = null;
  updater.autoDownload = true;
  updater.autoInstallOnAppQuit = false;
  updater.allowDowngrade = false;
  updater.disableWebInstaller = true;
  updater.on('error', (error) => report('update-failed', error.message));
  updater.on('update-downloaded', ({ version, downloadedFile: file }) => {
    staged = null;
    void verify(file).then((checked) => {
      if (checked.ok) staged = { version, file };
      else report('update-refused', `${version}: ${checked.refusal}`);
    });
  });
  return {
    staged: () => staged?.version ?? null,
    install: () => {
      if (staged === null) return;
      const { version, file } = staged;
      staged = null;
      void verify(file).then((checked) => {
        if (checked.ok) updater.quitAndInstall(true, true);
        else report('update-refused', `${version}: ${checked.refusal}`);
      });
    },
    look: () => {
      updater.checkForUpdates().catch((error: unknown) => {
        report('update-failed', error instanceof Error ? error.message : 'unknown');
      });
    },
  };
}
