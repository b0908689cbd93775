import type { Result } from '../../shared/result.ts';
import type { Updates } from './updates.ts';
import type { SignatureRefusal } from './windows-signature.ts';

/** The part of electron-updater's NsisUpdater that is used. */
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
  /** Verifies that an installer is signed by the publisher of this program. */
  readonly verify: (installer: string) => Promise<Result<string, SignatureRefusal>>;
  readonly report: (code: string, detail: string) => void;
}

/**
 * On Windows the station downloads updates itself, from the institution's own server. A download is staged only after its
 * signature is verified, and is verified again right before it runs, because the station's account can write to its folder.
 */
export function createWindowsUpdates(parts: WindowsUpdateParts): Updates & { check(): void } {
  const { updater, verify, report } = parts;
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
    check: () => {
      updater.checkForUpdates().catch((error: unknown) => {
        report('update-failed', error instanceof Error ? error.message : 'unknown');
      });
    },
  };
}
