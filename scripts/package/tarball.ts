// The portable form: the folder in one archive, everything root's and nothing setuid.
import { basename, dirname } from 'node:path';
import { run } from '../setup/run.mjs';
import { Unmet } from '../setup/unmet.mjs';

type Parts = { readonly folder: string; readonly file: string; readonly level: number };

export async function makeTarball({ folder, file, level }: Parts): Promise<void> {
  const made = await run(
    'tar',
    [
      '--create',
      `--file=${file}`,
      `--use-compress-program=gzip -${level}`,
      '--owner=0',
      '--group=0',
      '--numeric-owner',
      '--sort=name',
      `--transform=s,^${basename(folder)},child-link-station,`,
      basename(folder),
    ],
    { cwd: dirname(folder) },
  );
  if (made.code !== 0) throw new Unmet('tar failed: see above.', made.output);
}
