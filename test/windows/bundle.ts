import { cp, mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'vite';

const PROGRAMS = {
  'lock-helper': 'electron/lockout/helper.ts',
  witness: 'test/windows/guest/witness.ts',
  station: 'test/windows/guest/station.ts',
  exits: 'test/windows/guest/exits.ts',
  lister: 'test/windows/guest/lister.ts',
};

/** Bundles what runs under Wine, with koffi for Windows beside it. Gives the folder. */
export async function bundleForWindows(repository: string, modules: string): Promise<string> {
  const folder = path.join(repository, 'build/windows');
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await cp(modules, path.join(folder, 'node_modules'), { recursive: true });
  for (const [name, source] of Object.entries(PROGRAMS)) {
    await build({
      configFile: false,
      logLevel: 'warn',
      root: repository,
      publicDir: false,
      ssr: { noExternal: true, external: ['koffi'], target: 'node' },
      build: {
        outDir: folder,
        emptyOutDir: false,
        ssr: true,
        target: 'node22',
        minify: false,
        reportCompressedSize: false,
        rolldownOptions: {
          input: { [name]: path.join(repository, source) },
          external: ['koffi', /^node:/],
          output: { format: 'cjs', entryFileNames: '[name].cjs', codeSplitting: false },
        },
      },
    });
  }
  return folder;
}
