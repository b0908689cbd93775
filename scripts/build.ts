// node scripts/build.ts development|end-to-end|production [--force]
// Bundles the station into build/MODE. Skips a build whose inputs have not changed.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { cp, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { buildModes, type BuildMode } from './build-modes.ts';
import { withLock } from './setup/lock.mjs';
import { cacheFolder, repository } from './setup/places.mjs';
import { say, step } from './setup/progress.mjs';
import { reportUnmet, Unmet } from './setup/unmet.mjs';

const inputs = [
  ...['electron', 'renderer', 'shared', 'institution', 'assets', 'test'],
  ...['scripts/build.ts', 'scripts/bundle.ts'],
];
const notInputs = /(^test\/end-to-end\/|\.test\.tsx?$|\/README\.md$)/;

function filesOf(input: string): string[] {
  if (input.includes('.')) return [input];
  return readdirSync(join(repository, input), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(repository, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .sort();
}

/** Changes whenever a file changes that the bundle is made of. */
function fingerprint(mode: BuildMode): string {
  const hash = createHash('sha256').update(mode);
  for (const file of [...inputs, 'package-lock.json'].flatMap(filesOf)) {
    if (notInputs.test(file)) continue;
    const data = readFileSync(join(repository, file));
    hash.update(`\0${file}\0${data.length}\0`).update(data);
  }
  return hash.digest('hex');
}

async function bundle(mode: BuildMode, folder: string): Promise<void> {
  // React's plugin reads it too.
  process.env['NODE_ENV'] = mode === 'development' ? 'development' : 'production';
  const vite = await import('vite');
  const { bundledManifest, nodeConfigs, pagesConfig } = await import('./bundle.ts');
  for (const config of [...nodeConfigs(mode, folder), pagesConfig(mode, folder)]) await vite.build(config);
  await cp(join(repository, 'assets'), join(folder, 'assets'), { recursive: true });
  await writeFile(join(folder, 'package.json'), bundledManifest());
}

/** Returns the folder to start with Electron. It is replaced as a whole, so a running station never sees half of it. */
export async function build(mode: BuildMode, { force = false } = {}): Promise<string> {
  const target = join(repository, 'build', mode);
  const stamp = join(target, '.inputs');
  const isCurrent = () => existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint(mode);
  if (!force && isCurrent()) return target;
  const clone = createHash('sha256').update(repository).digest('hex').slice(0, 16);
  const makeIt = async () => {
    if (!force && isCurrent()) return;
    const inputsBefore = fingerprint(mode);
    const work = join(repository, 'build', `.${mode}-${process.pid}`);
    await mkdir(work, { recursive: true });
    try {
      await bundle(mode, work).catch((error: unknown) => {
        throw new Unmet(`The ${mode} build failed: correct what is said above.`, String(error));
      });
      await writeFile(join(work, '.inputs'), inputsBefore);
      await rm(target, { recursive: true, force: true });
      await rename(work, target);
    } finally {
      await rm(work, { recursive: true, force: true });
    }
  };
  await step(`build ${mode}`, (report) =>
    withLock(join(cacheFolder(), 'locks', `build-${mode}-${clone}`), makeIt, () =>
      report('waiting for another build'),
    ),
  );
  return target;
}

async function main([name, ...options]: string[]): Promise<void> {
  const mode = buildModes.find((one) => one === name);
  if (mode === undefined) throw new Unmet(`Usage: node scripts/build.ts ${buildModes.join('|')} [--force]`);
  const folder = await build(mode, { force: options.includes('--force') });
  say(`built: ${relative(repository, folder)}`);
}

if (import.meta.main) await main(process.argv.slice(2)).catch(reportUnmet);
