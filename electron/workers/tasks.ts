import path from 'node:path';
import { z } from 'zod';
import type { SiteListOutcome } from '../../institution/core/site-list.ts';
import { errorCode } from '../platform/atomic-file.ts';
import type { checkInstallation, IntegrityRefusal } from '../diagnostics/integrity.ts';
import { makeFolder } from '../platform/make-folder.ts';
import { packagedProgram, spawnWorker } from './spawn-worker.ts';

/** Writes the bundle of `diagnose --bundle` in a worker. Resolves to whether it was written. */
export async function writeBundle(file: string, dataFolder: string): Promise<boolean> {
  try {
    makeFolder(path.dirname(file), 0o700);
  } catch (error) {
    if (errorCode(error) === null) throw error;
    return false;
  }
  const ended = new Int32Array(new SharedArrayBuffer(8));
  const args = ['diagnose', '--bundle', file, '--data', dataFolder];
  const thread = spawnWorker({ kind: 'command', args, program: packagedProgram(), ended });
  return new Promise((settle) => {
    thread.once('error', () => settle(false));
    thread.once('exit', () => settle(ended[0] === 1 && ended[1] === 0));
  });
}

/**
 * Reads a list of sites in a worker: a workbook that unfolds to too much is ended with it. Rejects when `signal` is
 * aborted.
 */
export function readSiteListInWorker(file: Uint8Array, signal: AbortSignal): Promise<SiteListOutcome> {
  return new Promise((settle, reject) => {
    const thread = spawnWorker({ kind: 'read-site-list', file });
    signal.addEventListener('abort', () => void thread.terminate(), { once: true });
    thread.once('message', settle);
    thread.once('error', reject);
    thread.once('exit', () => reject(new Error('The list was not read to its end')));
  });
}

const SignedPackage = z.looseObject({ manifestKey: z.string() });

/**
 * Compares the installed files with their signed manifest in a worker. Resolves to the first mismatch, or null. A worker
 * that fails is reported and counts as no mismatch: a bug here must not take a station out of service.
 * @param packageJson text of the archive's own package.json, which holds the public key
 */
export function checkInstalledFiles(
  packageJson: string,
  report: (code: string, detail: string) => void,
): Promise<IntegrityRefusal | null> {
  const key = SignedPackage.safeParse(JSON.parse(packageJson));
  if (!key.success) return Promise.resolve({ code: 'installation-unsigned', file: 'package.json' });
  const installation = {
    folder: path.dirname(process.execPath),
    manifestFolder: 'resources',
    publicKey: key.data.manifestKey,
    owner: 0,
  };
  return new Promise((settle) => {
    const thread = spawnWorker({ kind: 'check-installation', installation });
    thread.once('message', (checked: Awaited<ReturnType<typeof checkInstallation>>) =>
      settle(checked.ok ? null : checked.refusal),
    );
    thread.once('error', (error) => {
      report('integrity-fault', error.message);
      settle(null);
    });
  });
}

/** Whether the hardening of the machine was undone. A worker that fails is reported and counts as no. */
export function checkHardening(report: (code: string, detail: string) => void): Promise<boolean> {
  return new Promise((settle) => {
    const thread = spawnWorker({ kind: 'check-hardening' });
    thread.once('message', (drifted: boolean) => settle(drifted));
    thread.once('error', (error) => {
      report('hardening-check-failed', error.message);
      settle(false);
    });
  });
}
