import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'vite';

export type Bundles = {
  readonly repository: string;
  readonly outDir: string;
  /** In Vite's notation, `node24`. */
  readonly target: string;
  readonly format: 'esm' | 'cjs';
  /** Modules resolved beside the bundles. */
  readonly external: readonly string[];
  /** Each program's file, relative to the repository. */
  readonly programs: Readonly<Record<string, string>>;
};

/** Bundles programs that run away from the sources, each into one file with its name, `.mjs` or `.cjs`. */
export async function bundle(bundles: Bundles): Promise<void> {
  const { repository, outDir, target, format, programs } = bundles;
  const external = [...bundles.external];
  const entryFileNames = format === 'esm' ? '[name].mjs' : '[name].cjs';
  for (const [name, source] of Object.entries(programs)) {
    await build({
      configFile: false,
      logLevel: 'warn',
      root: repository,
      publicDir: false,
      ssr: { noExternal: true, external, target: 'node' },
      build: {
        outDir,
        emptyOutDir: false,
        ssr: true,
        target,
        minify: false,
        reportCompressedSize: false,
        rolldownOptions: {
          input: { [name]: path.join(repository, source) },
          external: [...external, /^node:/],
          output: { format, entryFileNames, codeSplitting: false },
        },
      },
    });
  }
}

/**
 * Bundles the guest's separate processes: an emulated machine needs many seconds to read and strip the sources
 * each time.
 */
export async function bundleForGuest(repository: string): Promise<void> {
  await bundle({
    repository,
    outDir: path.join(repository, 'build/hardware'),
    target: 'node24',
    format: 'esm',
    external: ['koffi'],
    programs: {
      'lock-helper': 'electron/lockout/helper.ts',
      witness: 'test/hardware/guest/witness.ts',
      station: 'test/hardware/guest/station.ts',
    },
  });
}

/** Bundles the program that runs in Electron. Returns its folder. */
export async function bundleForElectron(repository: string): Promise<string> {
  const outDir = path.join(repository, 'build/hardware/electron');
  await bundle({
    repository,
    outDir,
    target: 'node20',
    format: 'cjs',
    external: ['electron', 'koffi', 'node-hid'],
    programs: { main: 'test/hardware/guest/electron-main.ts' },
  });
  const about = { name: 'child-link-hardware-smoke', version: '0.0.0', main: 'main.cjs' };
  await writeFile(path.join(outDir, 'package.json'), `${JSON.stringify(about)}\n`);
  return outDir;
}
