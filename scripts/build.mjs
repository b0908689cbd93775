// node scripts/build.mjs development|end-to-end|production [--force]
// Bundles the station into build/MODE. Nothing is done if no input has changed since the last time.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { cp, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { builtinModules } from 'node:module';
import { join, relative } from 'node:path';
import { withLock } from './setup/lock.mjs';
import { cacheFolder, repository } from './setup/places.mjs';
import { say, step } from './setup/progress.mjs';
import { Unmet } from './setup/unmet.mjs';

const modes = ['development', 'end-to-end', 'production'];

// The oldest runtime that a build is started on.
const nodeTarget = 'node20';
const browserTarget = 'chrome130';

/** Native modules stay outside the bundle; all else goes in. */
const native = ['better-sqlite3', 'node-hid', 'koffi'];
const nodeModulesOfNode = builtinModules.flatMap((name) => [name, `node:${name}`]);

/** Each becomes one CommonJS file; `splits`: what it imports only when needed becomes others. `only` names what it may require; a sandboxed preload has nothing else. */
const nodeEntries = [
  { name: 'main', source: 'electron/main.ts' },
  { name: 'station', source: 'electron/app/start-app.ts', splits: true },
  { name: 'worker', source: 'electron/workers/worker.ts' },
  { name: 'preload', source: 'electron/preload.ts', only: ['electron'] },
  { name: 'lock-helper', source: 'electron/lockout/helper.ts' },
];

const pages = [
  { source: 'renderer/staff/index.html' },
  { source: 'renderer/visit/index.html' },
  { source: 'renderer/gallery/index.html', optional: true, modes: ['development'] },
];

const inputs = ['electron', 'renderer', 'shared', 'assets', 'test', 'scripts/build.mjs', 'package-lock.json'];
const notInputs = /(^test\/end-to-end\/|\.test\.tsx?$|\/README\.md$)/;

function* filesBelow(path) {
  const full = join(repository, path);
  if (!existsSync(full)) return;
  for (const entry of readdirSync(full, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const below = `${path}/${entry.name}`;
    if (entry.isDirectory()) yield* filesBelow(below);
    else if (entry.isFile()) yield below;
  }
}

/** One number for everything that the bundle is made of. */
function fingerprint(mode) {
  const hash = createHash('sha256').update(mode);
  for (const input of inputs) {
    const files = input.includes('.') ? [input] : filesBelow(input);
    for (const file of files) {
      if (notInputs.test(file)) continue;
      const data = readFileSync(join(repository, file));
      hash.update(`\0${file}\0${data.length}\0`).update(data);
    }
  }
  return hash.digest('hex');
}

function chosen(entries, mode) {
  return entries.filter((entry) => {
    if (entry.modes && !entry.modes.includes(mode)) return false;
    if (existsSync(join(repository, entry.source))) return true;
    if (entry.optional) return false;
    throw new Unmet(`${entry.source} is missing, so there is nothing to build.`);
  });
}

function shared(mode, outDir) {
  return {
    configFile: false,
    logLevel: 'warn',
    mode: mode === 'development' ? 'development' : 'production',
    publicDir: false,
    define: { __BUILD__: JSON.stringify(mode) },
    build: { outDir, emptyOutDir: false, sourcemap: mode !== 'production', reportCompressedSize: false },
  };
}

async function bundleForNode(vite, mode, folder, entry) {
  const config = shared(mode, folder);
  const output = await vite.build({
    ...config,
    root: repository,
    ssr: { noExternal: true, external: ['electron', ...native], target: 'node' },
    build: {
      ...config.build,
      ssr: true,
      target: nodeTarget,
      minify: false,
      rolldownOptions: {
        input: { [entry.name]: join(repository, entry.source) },
        external: ['electron', ...native, ...nodeModulesOfNode],
        output: {
          format: 'cjs',
          entryFileNames: '[name].cjs',
          chunkFileNames: `${entry.name}-[name].cjs`,
          // What several parts need, and the first of them does not, is no business of the first.
          codeSplitting: entry.splits === true && { groups: [{ name: 'zod', test: /node_modules\/zod\// }] },
        },
      },
    },
  });
  for (const chunk of output.output) {
    if (chunk.type !== 'chunk' || entry.only === undefined) continue;
    const others = [...chunk.imports, ...chunk.dynamicImports].filter((name) => !entry.only.includes(name));
    if (others.length > 0) {
      throw new Unmet(
        `${entry.source} may require only ${entry.only.join(', ')}, but it requires ${others.join(', ')}.`,
      );
    }
  }
}

/** Fonts of the first screen. Named by the page itself they come with its scripts, not after the first text was laid out. */
const firstFonts = /gcds-(?:lato|noto-sans-(?:regular|medium|semibold))-[^/]*\.woff2$/;

const preloadFonts = {
  name: 'preload-fonts',
  transformIndexHtml: {
    order: 'post',
    handler: (_html, { bundle, path }) =>
      path !== '/staff/index.html' || bundle === undefined
        ? []
        : Object.keys(bundle)
            .filter((name) => firstFonts.test(name))
            .map((name) => ({
              tag: 'link',
              attrs: {
                rel: 'preload',
                as: 'font',
                type: 'font/woff2',
                crossorigin: true,
                href: `../${name}`,
              },
              injectTo: 'head',
            })),
  },
};

/** Our pages speak to nobody: whatever a style sheet asks for must lie beside it. */
function checkStyles(output) {
  for (const file of output.output) {
    if (!file.fileName.endsWith('.css')) continue;
    const away = /(?:url\(\s*['"]?|@import\s+['"])((?:https?:)?\/\/[^'")\s]+)/.exec(String(file.source));
    if (away) throw new Unmet(`A style sheet reaches out to ${away[1]}: bundle that file instead.`);
  }
}

async function bundlePages(vite, react, mode, folder) {
  const config = shared(mode, join(folder, 'renderer'));
  const input = Object.fromEntries(
    chosen(pages, mode).map(({ source }) => [source.split('/')[1], join(repository, source)]),
  );
  const output = await vite.build({
    ...config,
    root: join(repository, 'renderer'),
    base: './',
    plugins: [react(), preloadFonts],
    build: {
      ...config.build,
      target: browserTarget,
      minify: mode === 'production',
      // A data: address would have to be allowed in the pages' policy.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      rolldownOptions: { input },
    },
  });
  checkStyles(output);
}

async function writePackage(folder) {
  const about = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'));
  const { name, productName, version } = about;
  const own = { name, productName, version, type: 'commonjs', main: 'main.cjs' };
  await writeFile(join(folder, 'package.json'), `${JSON.stringify(own, null, 2)}\n`);
}

async function bundle(mode, folder, report) {
  // React says more in its development form; everything else is as in production.
  process.env.NODE_ENV = mode === 'development' ? 'development' : 'production';
  const vite = await import('vite');
  const { default: react } = await import('@vitejs/plugin-react');
  for (const entry of chosen(nodeEntries, mode)) {
    report(entry.name);
    await bundleForNode(vite, mode, folder, entry);
  }
  report('pages');
  await bundlePages(vite, react, mode, folder);
  const assets = join(repository, 'assets');
  if (existsSync(assets)) await cp(assets, join(folder, 'assets'), { recursive: true });
  await writePackage(folder);
}

/**
 * @param {string} mode one of `modes`
 * @param {{ force?: boolean }} [options]
 * @returns {Promise<string>} the folder to start with Electron
 */
export async function build(mode, { force = false } = {}) {
  if (!modes.includes(mode))
    throw new Unmet(`Use it as: node scripts/build.mjs ${modes.join('|')} [--force]`);
  const target = join(repository, 'build', mode);
  const stamp = join(target, '.inputs');
  const current = () => existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint(mode);
  if (!force && current()) return target;
  const place = createHash('sha256').update(repository).digest('hex').slice(0, 16);
  await step(`build ${mode}`, (report) =>
    withLock(
      join(cacheFolder(), 'locks', `build-${mode}-${place}`),
      async () => {
        if (!force && current()) return;
        const inputsBefore = fingerprint(mode);
        const work = join(repository, 'build', `.${mode}-${process.pid}`);
        await mkdir(work, { recursive: true });
        try {
          await bundle(mode, work, report).catch((error) => {
            if (error instanceof Unmet) throw error;
            throw new Unmet(`The ${mode} build failed: correct what is said above.`, error.message);
          });
          await writeFile(join(work, '.inputs'), inputsBefore);
          await rm(target, { recursive: true, force: true });
          await rename(work, target);
        } finally {
          await rm(work, { recursive: true, force: true });
        }
      },
      () => report('waiting for another build'),
    ),
  );
  return target;
}

if (import.meta.main) {
  const [mode, ...options] = process.argv.slice(2);
  try {
    const folder = await build(mode, { force: options.includes('--force') });
    say(`built: ${relative(repository, folder)}`);
  } catch (error) {
    if (!(error instanceof Unmet)) throw error;
    if (error.detail) say(error.detail);
    say(error.message);
    process.exitCode = 1;
  }
}
