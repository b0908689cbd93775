import { cp, mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { bundle } from '../hardware/bundle.ts';

/** Bundles what runs under Wine, with koffi for Windows beside it. Returns the folder. */
export async function bundleForWindows(repository: string, modules: string): Promise<string> {
  const outDir = path.join(repository, 'build/windows');
  await rm(outDir, { recursive: true, force: true });
  await mkdir(outDir, { recursive: true });
  await cp(modules, path.join(outDir, 'node_modules'), { recursive: true });
  await bundle({
    repository,
    outDir,
    target: 'node22',
    format: 'cjs',
    external: ['koffi'],
    programs: {
      'lock-helper': 'electron/lockout/helper.ts',
      witness: 'test/windows/guest/witness.ts',
      station: 'test/windows/guest/station.ts',
      exits: 'test/windows/guest/exits.ts',
      lister: 'test/windows/guest/lister.ts',
    },
  });
  return outDir;
}
