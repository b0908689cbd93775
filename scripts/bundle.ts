// Vite's configuration for the main process's files and for the pages.
import { readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import type { InlineConfig, Plugin } from 'vite';
import type { BuildMode } from './build-modes.ts';
import { repository } from './setup/places.mjs';

/** The oldest runtime that a build is started on. */
const nodeTarget = 'node20';
const browserTarget = 'chrome130';

/** Native modules stay outside the bundle; everything else is bundled. */
const external = ['electron', 'better-sqlite3', 'node-hid', 'koffi'];

/** Each becomes one CommonJS file. `splits`: what it imports on demand becomes further files. */
const nodeEntries = [
  { name: 'main', source: 'electron/main.ts', splits: false },
  { name: 'station', source: 'electron/app/start-app.ts', splits: true },
  { name: 'worker', source: 'electron/workers/worker.ts', splits: true },
  { name: 'network-verb', source: 'electron/cli/network-verb.ts', splits: true },
  { name: 'preload', source: 'electron/preload.ts', splits: false },
  { name: 'lock-helper', source: 'electron/lockout/helper.ts', splits: false },
];

const pages = ['staff', 'visit'];

function common(mode: BuildMode, outDir: string) {
  return {
    configFile: false,
    logLevel: 'warn',
    // React says more in its development form; everything else is as in production.
    mode: mode === 'development' ? 'development' : 'production',
    publicDir: false,
    define: { __BUILD__: JSON.stringify(mode) },
    build: { outDir, emptyOutDir: false, sourcemap: mode !== 'production', reportCompressedSize: false },
  } as const satisfies InlineConfig;
}

/** A sandboxed preload can require nothing but Electron. */
const preloadRequiresElectronOnly: Plugin = {
  name: 'preload-requires-electron-only',
  generateBundle(_options, bundle) {
    for (const chunk of Object.values(bundle)) {
      if (chunk.type !== 'chunk' || chunk.name !== 'preload') continue;
      const others = [...chunk.imports, ...chunk.dynamicImports].filter((name) => name !== 'electron');
      if (others.length > 0) this.error(`The preload may require only electron, not ${others.join(', ')}.`);
    }
  },
};

/** One configuration for each file of the main process. */
export function nodeConfigs(mode: BuildMode, folder: string): InlineConfig[] {
  const config = common(mode, folder);
  return nodeEntries.map(({ name, source, splits }) => ({
    ...config,
    root: repository,
    ssr: { noExternal: true, external, target: 'node' },
    plugins: [preloadRequiresElectronOnly],
    build: {
      ...config.build,
      ssr: true,
      target: nodeTarget,
      minify: false,
      rolldownOptions: {
        input: { [name]: join(repository, source) },
        external: [...external, ...builtinModules.flatMap((builtin) => [builtin, `node:${builtin}`])],
        output: {
          format: 'cjs',
          entryFileNames: '[name].cjs',
          chunkFileNames: `${name}-[name].cjs`,
          // Several parts need zod, the first of them does not.
          codeSplitting: splits && { groups: [{ name: 'zod', test: /node_modules\/zod\// }] },
        },
      },
    },
  }));
}

/** Fonts of the first screen. Preloaded, they arrive with its scripts instead of after the first layout. */
const firstFonts = /gcds-(?:lato|noto-sans-(?:regular|medium|semibold))-[^/]*\.woff2$/;

const preloadFonts: Plugin = {
  name: 'preload-fonts',
  transformIndexHtml: {
    order: 'post',
    handler(_html, { bundle, path }) {
      if (path !== '/staff/index.html' || bundle === undefined) return [];
      const fonts = Object.keys(bundle).filter((name) => firstFonts.test(name));
      return fonts.map((name) => ({
        tag: 'link',
        attrs: { rel: 'preload', as: 'font', type: 'font/woff2', crossorigin: true, href: `../${name}` },
        injectTo: 'head',
      }));
    },
  },
};

/** The pages reach no server: whatever a style sheet asks for is bundled beside it. */
const localStylesOnly: Plugin = {
  name: 'local-styles-only',
  generateBundle(_options, bundle) {
    for (const file of Object.values(bundle)) {
      if (file.type !== 'asset' || !file.fileName.endsWith('.css')) continue;
      const remote = /(?:url\(\s*['"]?|@import\s+['"])((?:https?:)?\/\/[^'")\s]+)/.exec(String(file.source));
      if (remote) this.error(`A style sheet loads ${remote[1]}: bundle that file instead.`);
    }
  },
};

export function pagesConfig(mode: BuildMode, folder: string): InlineConfig {
  const config = common(mode, join(folder, 'renderer'));
  return {
    ...config,
    root: join(repository, 'renderer'),
    base: './',
    plugins: [react(), preloadFonts, localStylesOnly],
    build: {
      ...config.build,
      target: browserTarget,
      minify: mode === 'production',
      // The pages' content security policy allows no data: addresses for scripts and fonts.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      rolldownOptions: {
        input: Object.fromEntries(
          pages.map((name) => [name, join(repository, 'renderer', name, 'index.html')]),
        ),
      },
    },
  };
}

/** The institution's pages for a browser, served from the root of its address. */
export function institutionConfig(mode: BuildMode, folder: string): InlineConfig {
  const { build, ...config } = pagesConfig(mode, folder);
  const root = join(repository, 'institution', 'browser');
  return {
    ...config,
    root,
    base: '/',
    build: {
      ...build,
      outDir: folder,
      emptyOutDir: true,
      target: 'baseline-widely-available',
      rolldownOptions: { input: join(root, 'index.html') },
    },
  };
}

/** The gallery of every screen, for people and tests; no build of the station contains it. */
export function galleryConfig(folder: string): InlineConfig {
  const { build, ...config } = pagesConfig('development', folder);
  const root = join(repository, 'test', 'gallery', 'page');
  return {
    ...config,
    root,
    build: {
      ...build,
      outDir: folder,
      emptyOutDir: true,
      rolldownOptions: { input: join(root, 'index.html') },
    },
  };
}

/** The pages' own policy forbids what hot reload needs; `electron/windows/dev-pages.ts` sends another. */
const withoutPolicy: Plugin = {
  name: 'without-policy',
  transformIndexHtml: {
    order: 'pre',
    handler: (html) => html.replace(/<meta\s+http-equiv="Content-Security-Policy"[^>]*>/u, ''),
  },
};

/** Vite's development server for the pages. */
export function devServerConfig(port: number): InlineConfig {
  return {
    configFile: false,
    root: join(repository, 'renderer'),
    publicDir: false,
    define: { __BUILD__: JSON.stringify('development') },
    plugins: [withoutPolicy, react()],
    html: { cspNonce: 'dev' },
    server: {
      host: '127.0.0.1',
      port,
      strictPort: true,
      hmr: { protocol: 'ws', host: '127.0.0.1', clientPort: port },
      fs: { allow: [repository] },
    },
  };
}

/** The package.json that Electron reads in the bundled folder. */
export function bundledManifest(): string {
  const { name, productName, version } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'));
  return `${JSON.stringify({ name, productName, version, type: 'commonjs', main: 'main.cjs' }, null, 2)}\n`;
}
