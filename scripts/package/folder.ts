// The station's folder: production build and Electron in one, by electron-builder.
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { BuildMode } from '../build-modes.ts';
import type { ElectronRuntime } from '../electron-path.ts';
import { nodeModules, projectNode, repository } from '../setup/places.mjs';
import { licencesText } from './licences.ts';
import { lastLines, run } from '../setup/run.mjs';
import { Unmet } from '../setup/unmet.mjs';

const ADDON = 'resources/app.asar.unpacked/node_modules/better-sqlite3/prebuilds/linux-x64.node';

/** The runtime without the app that set-up put into it: electron-builder would take it along. */
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
  more = [],
}: Parts): Promise<string> {
  mkdirSync(work, { recursive: true });
  const given =
    runtime === null
      ? []
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
  // This Electron's Node-API is older than better-sqlite3's own binary asks for; the one for it takes its place.
  if (runtime?.sqliteAddon) {
    if (!existsSync(join(folder, ADDON))) throw new Error(`${ADDON} is not where it was`);
    cpSync(runtime.sqliteAddon, join(folder, ADDON));
  }
  rmSync(join(work, 'runtime'), { recursive: true, force: true });
  return folder;
}
