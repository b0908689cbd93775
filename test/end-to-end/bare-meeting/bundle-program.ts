import { symlinkSync, writeFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

/** Bundles a main process and the sources that it imports into `folder`, which Electron can then start. */
export async function bundleProgram(main: string, folder: string): Promise<void> {
  await build({
    configFile: false,
    logLevel: 'error',
    root: folder,
    publicDir: false,
    ssr: { noExternal: true, external: ['electron', 'koffi'], target: 'node' },
    build: {
      outDir: folder,
      emptyOutDir: false,
      ssr: true,
      target: 'node20',
      minify: false,
      reportCompressedSize: false,
      rolldownOptions: {
        input: { main },
        external: ['electron', 'koffi', ...builtinModules.flatMap((name) => [name, `node:${name}`])],
        output: { format: 'cjs', entryFileNames: '[name].cjs', codeSplitting: false },
      },
    },
  });
  // koffi is a native module, which is looked up from the folder of the program.
  symlinkSync(
    fileURLToPath(new URL('../../../node_modules', import.meta.url)),
    path.join(folder, 'node_modules'),
  );
  writeFileSync(
    path.join(folder, 'package.json'),
    JSON.stringify({ name: 'child-link-test', main: 'main.cjs' }),
  );
}
