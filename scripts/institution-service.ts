// node scripts/institution-service.ts [FOLDER]
// Bundles the institution's service into a folder that needs nothing else: program, Node, SQLite and the pages. For the
// Debian package and the container.
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import type { Plugin } from 'vite';
import { buildInstitutionPages } from './institution-pages.ts';
import { licencesOf, licencesText } from './package/licences.ts';
import { nodeModules, projectNode, repository } from './setup/places.mjs';

const NATIVE = 'better-sqlite3';
const NATIVE_FILES = ['lib', 'package.json', 'LICENSE', 'prebuilds/linux-x64.node'];

/** The worker is a file of its own in the bundle too. */
const bundledWorker: Plugin = {
  name: 'bundled-worker',
  transform: (code, id) =>
    id.endsWith(join('institution', 'http', 'read-list.ts'))
      ? code.replace('./list-worker.ts', './list-worker.js')
      : null,
};

/** Empties the folder and fills it with the program. */
export async function buildInstitutionService(folder: string): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  const packages = await bundle(folder);
  for (const file of NATIVE_FILES)
    cpSync(join(nodeModules, NATIVE, file), join(folder, 'node_modules', NATIVE, file), { recursive: true });
  cpSync(await buildInstitutionPages(), join(folder, 'pages'), { recursive: true });
  cpSync(projectNode, join(folder, 'node'));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }\n');
  const licences = licencesOf([...packages, join(nodeModules, NATIVE), join(nodeModules, 'node')]);
  writeFileSync(join(folder, 'LICENSES.txt'), licencesText(licences, 'Node.js: nodejs.org, LICENSE.'));
}

/** Returns the folders of the packages in the bundle. */
async function bundle(folder: string): Promise<readonly string[]> {
  process.env['NODE_ENV'] = 'production';
  const vite = await import('vite');
  mkdirSync(folder, { recursive: true });
  const source = (name: string) => join(repository, 'institution', name);
  const packages = new Set<string>();
  const listPackages: Plugin = {
    name: 'list-packages',
    moduleParsed: ({ id }) => {
      const [scope = '', name = ''] = relative(nodeModules, id).split(sep);
      if (scope === '..' || scope.startsWith('\0')) return;
      packages.add(join(nodeModules, scope.startsWith('@') ? join(scope, name) : scope));
    },
  };
  await vite.build({
    configFile: false,
    root: repository,
    logLevel: 'warn',
    publicDir: false,
    ssr: { noExternal: true, external: [NATIVE], target: 'node' },
    plugins: [bundledWorker, listPackages],
    build: {
      ssr: true,
      outDir: folder,
      target: 'node24',
      minify: false,
      rolldownOptions: {
        input: { main: source('main.ts'), 'list-worker': source(join('http', 'list-worker.ts')) },
        // The driver looks for its own native form, and does without it.
        external: [NATIVE, 'pg-native'],
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
    },
  });
  return [...packages].toSorted();
}

if (import.meta.main)
  await buildInstitutionService(resolve(process.argv[2] ?? join(repository, 'build', 'institution-service')));
