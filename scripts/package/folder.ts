// The station's folder: production build and Electron in one, by electron-builder.
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { BuildMode } from '../build-modes.ts';
import type { ElectronRuntime } from '../electron-path.ts';
import { nodeModules, projectNode, repository } from '../setup/places.mjs';
import { licencesText } from './licences.ts';
import { lastLines, run } from '../setup/run.mjs';
import { Unmet } from '../setup/unmet.mjs';

/** What runs the input lock. It is an optional package of koffi's, which npm installs for its own platform only. */
const LOCK_LIBRARIES = {
  linux: { name: '@koromix/koffi-linux-x64', file: 'linux_x64/koffi.node' },
  win: { name: '@koromix/koffi-win32-x64', file: 'win32_x64/koffi.node' },
} as const;

/** Fetches the library of another platform, as the lock file names it. */
async function ensureLockLibrary(target: 'linux' | 'win', work: string): Promise<void> {
  const { name } = LOCK_LIBRARIES[target];
  const folder = join(nodeModules, name);
  if (existsSync(folder)) return;
  const { packages }: { packages: Record<string, { version: string; integrity: string }> } = JSON.parse(
    readFileSync(join(repository, 'package-lock.json'), 'utf8'),
  );
  const locked = packages[`node_modules/${name}`];
  if (locked === undefined) throw new Error(`package-lock.json does not name ${name}`);
  const packed = await run('npm', ['pack', `${name}@${locked.version}`, '--silent'], { cwd: work });
  const archive = join(work, packed.stdout.trim());
  if (packed.code !== 0) throw new Unmet(`npm could not fetch ${name}: see above.`, packed.output);
  const integrity = `sha512-${createHash('sha512').update(readFileSync(archive)).digest('base64')}`;
  if (integrity !== locked.integrity) throw new Unmet(`${name} is not the one that package-lock.json names.`);
  mkdirSync(folder, { recursive: true });
  const unpacked = await run('tar', [
    '-xzf',
    archive,
    '-C',
    folder,
    '--strip-components=1',
    '--no-same-owner',
  ]);
  rmSync(archive);
  if (unpacked.code !== 0) throw new Unmet(`${name} could not be unpacked: see above.`, unpacked.output);
}

const ADDON = 'resources/app.asar.unpacked/node_modules/better-sqlite3/prebuilds/linux-x64.node';

/** The runtime without the app that set-up put into it, which electron-builder would package too. */
function bareRuntime(binary: string, work: string): string {
  const copy = join(work, 'runtime');
  rmSync(copy, { recursive: true, force: true });
  cpSync(dirname(binary), copy, { recursive: true });
  rmSync(join(copy, 'resources', 'app'), { recursive: true, force: true });
  return copy;
}

/** The one configuration; for a build with test hooks with its folder, and with the fuse by which a test drives it. */
function configuration(mode: BuildMode, work: string): string[] {
  if (mode === 'production') return [];
  const text = readFileSync(join(repository, 'electron-builder.yml'), 'utf8')
    .replaceAll('build/production', `build/${mode}`)
    .replace('enableNodeCliInspectArguments: false', 'enableNodeCliInspectArguments: true');
  const file = join(work, 'electron-builder.yml');
  writeFileSync(file, text);
  return ['--config', file];
}

type Parts = {
  readonly target: 'linux' | 'win';
  /** Null: electron-builder downloads the declared one. */
  readonly runtime: ElectronRuntime | null;
  readonly work: string;
  readonly mode?: BuildMode;
  /** For a test: a folder laid out as Electron for Windows. */
  readonly windowsRuntime?: string | undefined;
  readonly more?: readonly string[];
};

/**
 * Packs `build/MODE` with this Electron. Returns the folder.
 */
export async function packFolder({
  target,
  runtime,
  work,
  mode = 'production',
  windowsRuntime,
  more = [],
}: Parts): Promise<string> {
  mkdirSync(work, { recursive: true });
  await ensureLockLibrary(target, work);
  const given =
    runtime === null
      ? windowsRuntime === undefined
        ? []
        : // Debian's makensis warns of what electron-builder's own does not.
          [`-c.electronDist=${windowsRuntime}`, '-c.nsis.warningsAsErrors=false']
      : [`-c.electronVersion=${runtime.version}`, `-c.electronDist=${bareRuntime(runtime.binary, work)}`];
  const licences = join(repository, 'build', 'licences');
  mkdirSync(licences, { recursive: true });
  writeFileSync(join(licences, 'LICENSES.packages.txt'), licencesText());
  const builder = join(nodeModules, 'electron-builder', 'cli.js');
  const options = [`--${target}`, ...(target === 'linux' ? ['dir'] : []), '--publish', 'never'];
  const { code, output } = await run(
    projectNode,
    [builder, ...options, `-c.directories.output=${work}`, ...configuration(mode, work), ...given, ...more],
    { cwd: repository },
  );
  if (code !== 0) throw new Unmet('electron-builder failed: see above.', lastLines(output, 40));
  const folder = join(work, `${target}-unpacked`);
  const { name, file } = LOCK_LIBRARIES[target];
  // electron-builder leaves out in silence what it does not find.
  const library = join('resources', 'app.asar.unpacked', 'node_modules', name, file);
  if (!existsSync(join(folder, library))) throw new Error(`${folder} lacks ${library}`);
  // This Electron's Node-API is older than better-sqlite3's own binary asks for; the one for it takes its place.
  if (runtime?.sqliteAddon) {
    if (!existsSync(join(folder, ADDON))) throw new Error(`${ADDON} is not where it was`);
    cpSync(runtime.sqliteAddon, join(folder, ADDON));
  }
  rmSync(join(work, 'runtime'), { recursive: true, force: true });
  return folder;
}
