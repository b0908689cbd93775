import path from 'node:path';
import { z } from 'zod';
import { errorCode } from '../platform/atomic-file.ts';
import type { checkInstallation, IntegrityRefusal } from '../diagnostics/integrity.ts';
import { makeFolder } from '../platform/make-folder.ts';
import { beginWorker, program } from './spawn-worker.ts';

/** Writes what `diagnose --bundle` writes, beside everything else that goes on. Gives whether it was written. */
export async function writeBundle(file: string, dataFolder: string): Promise<boolean> {
  try {
    makeFolder(path.dirname(file), 0o700);
  } catch (error) {
    if (errorCode(error) === null) throw error;
    return false;
  }
  const ended = new Int32Array(new SharedArrayBuffer(8));
  const args = ['diagnose', '--bundle', file, '--data', dataFolder];
  const thread = beginWorker({ kind: 'command', args, program: program(), ended });
  return new Promise((settle) => {
    thread.once('error', () => settle(false));
    thread.once('exit', () => settle(ended[0] === 1 && ended[1] === 0));
  });
}

const About = z.looseObject({ manifestKey: z.string() });

/**
 * Compares what is installed with its signed manifest, beside everything else that a start does. `about` is the text of
 * the archive's own package.json, which holds the key. Gives what is wrong, or null; a thread that fails is reported.
 */
export function checkInstalled(
  about: string,
  report: (code: string, detail: string) => void,
): Promise<IntegrityRefusal | null> {
  const key = About.safeParse(JSON.parse(about));
  if (!key.success) return Promise.resolve({ code: 'installation-unsigned', file: 'package.json' });
  const place = {
    folder: path.dirname(process.execPath),
    manifestFolder: 'resources',
    publicKey: key.data.manifestKey,
    owner: 0,
  };
  return new Promise((settle) => {
    const thread = beginWorker({ kind: 'check-installation', place });
    thread.once('message', (checked: Awaited<ReturnType<typeof checkInstallation>>) =>
      settle(checked.ok ? null : checked.refusal),
    );
    thread.once('error', (error) => {
      report('integrity-fault', error.message);
      settle(null);
    });
  });
}
