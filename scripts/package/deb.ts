// The Debian package, by dpkg-deb: the folder under /opt, and what of assets/linux the system needs.
// Not by electron-builder, which downloads its packager for Debian.
import { createHash } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { repository } from '../setup/places.mjs';
import { run } from '../setup/run.mjs';
import { Unmet } from '../setup/unmet.mjs';
import { filesBelow } from './manifest.ts';

export const INSTALLED = 'opt/child-link-station';
const linux = join(repository, 'assets', 'linux');
const icons = join(repository, 'assets', 'icons');

/** What Electron loads when it starts, and what the scripts call. */
const depends = [
  'adduser',
  'libasound2 | libasound2t64',
  'libatk-bridge2.0-0 | libatk-bridge2.0-0t64',
  'libgbm1',
  'libgtk-3-0 | libgtk-3-0t64',
  'libnss3',
  'libudev1',
  'libusb-1.0-0',
  'libxss1',
];
/** libpam-systemd gives the account its session at the screen; an installation of Debian's least packages has none. */
const recommends = ['cage', 'xwayland', 'libpam-systemd', 'systemd-timesyncd | time-daemon'];

type SystemFile = readonly [from: string, to: string, mode: number];

/** [what, where in the package, mode]; a folder of assets/linux goes in file by file. */
function systemFiles(): SystemFile[] {
  const unit = /\.(?:service|socket|path|target|timer)$/u;
  const below = (folder: string, to: string, mode: number, pattern = /./): SystemFile[] =>
    existsSync(join(linux, folder))
      ? readdirSync(join(linux, folder), { withFileTypes: true })
          .filter((entry) => entry.isFile() && pattern.test(entry.name))
          .map(({ name }): SystemFile => [join(linux, folder, name), `${to}/${name}`, mode])
      : [];
  return [
    ...below('.', 'usr/lib/udev/rules.d', 0o644, /\.rules$/u),
    ...below('udev', 'usr/lib/udev/rules.d', 0o644, /\.rules$/u),
    ...below('.', 'usr/lib/systemd/system', 0o644, unit),
    ...below('systemd', 'usr/lib/systemd/system', 0o644, unit),
    ...below('hardening', 'usr/lib/child-link-station/hardening', 0o755, /\.(?:sh|nft)$/u),
    ...below('update', 'usr/lib/child-link-station/update', 0o755, /\.sh$/u),
    ...below('bin', 'usr/bin', 0o755),
    [join(linux, 'child-link-station.desktop'), 'usr/share/applications/child-link-station.desktop', 0o644],
    [join(linux, 'copyright'), 'usr/share/doc/child-link-station/copyright', 0o644],
    ...readdirSync(icons)
      .filter((name) => /^\d+x\d+\.png$/u.test(name))
      .map((name): SystemFile => [
        join(icons, name),
        `usr/share/icons/hicolor/${name.slice(0, -4)}/apps/child-link-station.png`,
        0o644,
      ]),
  ];
}

export function put(from: string, to: string, mode?: number): void {
  mkdirSync(dirname(to), { recursive: true });
  cpSync(from, to, { recursive: true });
  if (mode !== undefined) chmodSync(to, mode);
}

type About = {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly maintainer: string;
};

type Parts = {
  readonly folder: string;
  readonly file: string;
  readonly work: string;
  readonly compression: Compression;
  readonly about: About;
};
export type Compression = 'gzip' | 'xz';

/** The station's package. */
export async function makeDeb({ folder, file, work, compression, about }: Parts): Promise<void> {
  const stage = join(work, 'deb');
  rmSync(stage, { recursive: true, force: true });
  put(folder, join(stage, INSTALLED));
  // Where user namespaces are closed to users, Chromium's sandbox needs this one program to be root's.
  chmodSync(join(stage, INSTALLED, 'chrome-sandbox'), 0o4755);
  for (const [from, to, mode] of systemFiles()) put(from, join(stage, to), mode);
  const [english, french] = about.description.split(' / ');
  const rows = {
    Package: about.name,
    Depends: depends.join(', '),
    Recommends: recommends.join(', '),
    Section: 'utils',
    Description: `Child Link station\n ${english}\n .\n ${french}`,
  };
  await packStage({ stage, file, compression, about, rows, scripts: join(linux, 'debian') });
}

/**
 * Packs the contents of `stage`, with checksums, the control file and the maintainer scripts of a folder, and removes `stage`.
 * @param rows of the control file, besides version, architecture, maintainer and size
 */
export async function packStage(parts: {
  readonly stage: string;
  readonly file: string;
  readonly compression: Compression;
  readonly about: Pick<About, 'version' | 'maintainer'>;
  readonly rows: Readonly<Record<string, string>>;
  readonly scripts: string;
}): Promise<void> {
  const { stage, file, compression, about, scripts } = parts;
  const files = filesBelow(stage).filter((name) =>
    statSync(join(stage, name), { throwIfNoEntry: false })?.isFile(),
  );
  const kilobytes = files.reduce((sum, name) => sum + Math.ceil(statSync(join(stage, name)).size / 1024), 0);
  const md5 = (name: string) =>
    createHash('md5')
      .update(readFileSync(join(stage, name)))
      .digest('hex');
  const sums = files.map((name) => `${md5(name)}  ${name}\n`).join('');
  const { Description, ...rows } = parts.rows;
  const control = {
    ...rows,
    ...{ Version: about.version, Architecture: 'amd64', Maintainer: about.maintainer },
    ...{ 'Installed-Size': String(kilobytes), Priority: 'optional', Description },
  };
  const debian = join(stage, 'DEBIAN');
  mkdirSync(debian);
  for (const name of readdirSync(scripts)) {
    const script = readFileSync(join(scripts, name), 'utf8').replaceAll('@VERSION@', about.version);
    writeFileSync(join(debian, name), script, { mode: name === 'conffiles' ? 0o644 : 0o755 });
  }
  const lines = Object.entries(control).map(([name, value]) => `${name}: ${value}\n`);
  writeFileSync(join(debian, 'control'), lines.join(''));
  writeFileSync(join(debian, 'md5sums'), sums);

  const made = await run('dpkg-deb', [
    '--root-owner-group',
    `-Z${compression}`,
    ...(compression === 'gzip' ? ['-z1'] : []),
    '--build',
    stage,
    file,
  ]);
  rmSync(stage, { recursive: true, force: true });
  if (made.code === 127)
    throw new Unmet('dpkg-deb was not found: a Debian package is made on Debian or Ubuntu.');
  if (made.code !== 0) throw new Unmet('dpkg-deb failed: see above.', made.output);
}
