import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { repository } from '../../../scripts/setup/places.mjs';

const SOURCES = path.join(import.meta.dirname, 'stand-ins');
const DEBIAN_NSIS = '/usr/share/nsis';
/** The names under which electron-builder's templates ask for {@link SOURCES}/plugins.c. */
const PLUGINS = ['StdUtils', 'Nsis7z', 'WinShell', 'UAC', 'SpiderBanner'];
const SEVEN_ZIP = path.join(repository, 'node_modules', '7zip-bin');

/** Debian's tools, laid out as electron-builder asks for them, and stand-ins for what Debian and npm do not have. */
export interface Toolset {
  /** A folder laid out as Electron for Windows, for `electronDist`. */
  readonly runtime: string;
  /** Stands in for PowerShell under Wine. */
  readonly powershell: string;
  readonly sevenZip: string;
  /** For electron-builder. */
  readonly environment: Readonly<Record<string, string>>;
}

function compile(source: string, target: string, ...more: readonly string[]): void {
  const options = ['-O1', '-s', '-municode', '-static', '-o', target, path.join(SOURCES, source), ...more];
  execFileSync(
    'x86_64-w64-mingw32-gcc',
    source === 'station.c' ? options.filter((option) => option !== '-municode') : options,
  );
}

/** Builds the toolset below `folder`. `wineEnvironment` runs the installer that writes its own uninstaller. */
export function makeToolset(folder: string, wineEnvironment: Readonly<Record<string, string>>): Toolset {
  const nsis = path.join(folder, 'nsis');
  const plugins = path.join(nsis, 'Plugins', 'amd64-unicode');
  mkdirSync(plugins, { recursive: true });
  for (const part of ['Include', 'Contrib', 'Stubs'])
    symlinkSync(path.join(DEBIAN_NSIS, part), path.join(nsis, part));
  cpSync(path.join(DEBIAN_NSIS, 'Plugins', 'amd64-unicode'), plugins, { recursive: true });
  const [first = '', ...others] = PLUGINS.map((name) => path.join(plugins, `${name}.dll`));
  compile('plugins.c', first, '-shared', '-lshell32');
  for (const other of others) copyFileSync(first, other);
  // electron-builder asks for the 32-bit plugins; the wrapper makes a 64-bit installer, which Wine here can run.
  mkdirSync(path.join(folder, 'resources', 'plugins', 'x86-unicode'), { recursive: true });
  const wrapper = `#!/bin/sh\nNSISDIR='${nsis}' exec makensis '-XTarget amd64-unicode' "$@"\n`;
  writeFileSync(path.join(nsis, 'makensis'), wrapper, { mode: 0o755 });

  const runtime = path.join(folder, 'runtime');
  mkdirSync(path.join(runtime, 'resources'), { recursive: true });
  mkdirSync(path.join(runtime, 'locales'));
  copyFileSync(path.join(repository, 'assets', 'icons', 'icon.ico'), path.join(folder, 'icon.ico'));
  const resources = path.join(folder, 'station.o');
  execFileSync('x86_64-w64-mingw32-windres', ['-I', folder, path.join(SOURCES, 'station.rc'), resources]);
  compile('station.c', path.join(runtime, 'electron.exe'), resources, '-mwindows');
  compile('plugins.c', path.join(runtime, 'ffmpeg.dll'), '-shared', '-lshell32');
  copyFileSync(path.join(runtime, 'electron.exe'), path.join(nsis, 'elevate.exe'));
  for (const language of ['en-US', 'fr', 'de'])
    writeFileSync(path.join(runtime, 'locales', `${language}.pak`), language);
  for (const name of ['LICENSE', 'LICENSES.chromium.html', 'version'])
    writeFileSync(path.join(runtime, name), '45.0.0');

  const powershell = path.join(folder, 'powershell.exe');
  compile('powershell.c', powershell, '-lpsapi');
  const sevenZip = path.join(SEVEN_ZIP, 'linux', 'x64', '7za');
  chmodSync(sevenZip, 0o755);
  return {
    runtime,
    powershell,
    sevenZip: path.join(SEVEN_ZIP, 'win', 'x64', '7za.exe'),
    environment: {
      ...wineEnvironment,
      ELECTRON_BUILDER_NSIS_DIR: nsis,
      ELECTRON_BUILDER_NSIS_RESOURCES_DIR: path.join(folder, 'resources'),
      ELECTRON_BUILDER_7ZIP_PATH: sevenZip,
      ELECTRON_BUILDER_COMPRESSION_LEVEL: '1',
      // The tests reach no time-stamping service.
      ELECTRON_BUILDER_OFFLINE: 'true',
      USE_SYSTEM_WINE: 'true',
      USE_SYSTEM_OSSLSIGNCODE: 'true',
    },
  };
}
