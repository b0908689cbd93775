import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'vite';

/**
 * Bundles what the guest starts as processes of their own: an emulated machine needs many seconds to read and strip
 * the sources each time. Gives the folder, below the repository.
 */
export async function bundleForGuest(repository: string): Promise<string> {
  const outDir = path.join(repository, 'build/hardware');
  const entries = {
    'lock-helper': 'electron/lockout/helper.ts',
    witness: 'test/hardware/guest/witness.ts',
    station: 'test/hardware/guest/station.ts',
  };
  for (const [name, source] of Object.entries(entries)) {
    await build({
      configFile: false,
      logLevel: 'warn',
      root: repository,
      publicDir: false,
      ssr: { noExternal: true, external: ['koffi'], target: 'node' },
      build: {
        outDir,
        emptyOutDir: false,
        ssr: true,
        target: 'node24',
        minify: false,
        reportCompressedSize: false,
        rolldownOptions: {
          input: { [name]: path.join(repository, source) },
          external: ['koffi', /^node:/],
          output: { format: 'esm', entryFileNames: '[name].mjs', codeSplitting: false },
        },
      },
    });
  }
  return outDir;
}

/** Bundles the program that runs in Electron. Gives its folder. */
export async function bundleForElectron(repository: string): Promise<string> {
  const outDir = path.join(repository, 'build/hardware/electron');
  await build({
    configFile: false,
    logLevel: 'warn',
    root: repository,
    publicDir: false,
    ssr: { noExternal: true, external: ['electron', 'koffi', 'node-hid'], target: 'node' },
    build: {
      outDir,
      emptyOutDir: false,
      ssr: true,
      target: 'node20',
      minify: false,
      reportCompressedSize: false,
      rolldownOptions: {
        input: { main: path.join(repository, 'test/hardware/guest/electron-main.ts') },
        external: ['electron', 'koffi', 'node-hid', /^node:/],
        output: { format: 'cjs', entryFileNames: '[name].cjs', codeSplitting: false },
      },
    },
  });
  const about = { name: 'child-link-hardware-smoke', version: '0.0.0', main: 'main.cjs' };
  await writeFile(path.join(outDir, 'package.json'), `${JSON.stringify(about)}\n`);
  return outDir;
}
