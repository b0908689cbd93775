// npm run package -- --linux | --windows | --institution [--out DIR] [--release]
// npm run package -- [--linux] --apt-repository DIR
// npm run package -- --msi FOLDER [--out DIR] [--release]
// Makes the artefacts that are shipped, from the production build. --release: the declared Electron, compressed as well as
// possible and signed; without it the Electron that set-up found, compressed fast, and the artefacts' names say so.
// --institution: the Debian package of the institution's service alone. --apt-repository: adds the Debian packages of --out to a signed package source. --msi: one MSI of the folder that
// --windows left. For tests: --as-version VERSION; --deb-only; --build end-to-end, the same package with the test hooks in
// it; --windows-runtime DIR, an Electron for Windows or its stand-in.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build } from './build.ts';
import { buildModes, type BuildMode } from './build-modes.ts';
import { readOptions } from './options.ts';
import { addToAptRepository } from './package/apt-repository.ts';
import { electronRuntime } from './electron-path.ts';
import { makeDeb } from './package/deb.ts';
import { packFolder } from './package/folder.ts';
import { makeInstitutionDeb } from './package/institution-deb.ts';
import { writeHardeningArchive } from './package/hardening-archive.ts';
import { manifestKey, writeManifest } from './package/manifest.ts';
import { makeMsi } from './package/msi.ts';
import { demandSigner } from './package/sign.ts';
import { makeTarball } from './package/tarball.ts';
import { repository } from './setup/places.mjs';
import { say, step } from './setup/progress.mjs';
import { reportUnmet, Unmet } from './setup/unmet.mjs';

const manifest: { name: string; version: string; description: string } = JSON.parse(
  readFileSync(join(repository, 'package.json'), 'utf8'),
);
const MAINTAINER = 'Child Link station <child-link@institution.invalid>';

function writeChecksums(out: string): string[] {
  const files = readdirSync(out).filter(
    (name) => statSync(join(out, name)).isFile() && name !== 'SHA256SUMS',
  );
  const lines = files.map((name) => {
    const hash = createHash('sha256')
      .update(readFileSync(join(out, name)))
      .digest('hex');
    return `${hash}  ${name}\n`;
  });
  writeFileSync(join(out, 'SHA256SUMS'), lines.join(''));
  return files;
}

type Wanted = {
  readonly out: string;
  readonly release: boolean;
  readonly version: string;
  readonly mode: BuildMode;
  readonly linux: boolean;
  readonly windows: boolean;
  readonly debOnly: boolean;
  readonly windowsRuntime: string | undefined;
};

async function packageLinux({ out, release, version, mode, debOnly }: Wanted): Promise<void> {
  const about = { ...manifest, version };
  const runtime = release ? null : electronRuntime();
  const key = manifestKey();
  if (release && key.forThisRunOnly)
    throw new Unmet('A release is signed: name the key in CHILD_LINK_MANIFEST_KEY.');
  const work = join(out, 'work');
  const folder = await step('folder', () =>
    packFolder({
      target: 'linux',
      runtime,
      work,
      mode,
      more: [`-c.extraMetadata.manifestKey=${key.publicKey}`, `-c.extraMetadata.version=${version}`],
    }),
  );
  rmSync(join(folder, 'resources', 'app-update.yml'), { force: true });
  await step('manifest', async () => writeManifest(folder, about.version, key.privateKey));
  const note = `${runtime?.sqliteAddon ? '-test-runtime' : ''}${mode === 'production' ? '' : `-${mode}`}`;
  const file = (ending: string) => join(out, `${about.name}-${about.version}-linux-x64${note}.${ending}`);
  await step('deb', () =>
    makeDeb({
      folder,
      file: file('deb'),
      work,
      compression: release ? 'xz' : 'gzip',
      about: { ...about, maintainer: process.env['CHILD_LINK_MAINTAINER'] ?? MAINTAINER },
    }),
  );
  if (debOnly) return;
  await step('tar.gz', () => makeTarball({ folder, file: file('tar.gz'), level: release ? 9 : 1 }));
}

/** Needs Electron for Windows and electron-builder's own tools, which it downloads unless the environment names others. */
async function packageWindows({ out, release, version, windowsRuntime }: Wanted): Promise<void> {
  if (release) demandSigner(process.env);
  const more = [`-c.extraMetadata.version=${version}`];
  await step('Windows installer', () =>
    packFolder({ target: 'win', runtime: null, windowsRuntime, work: out, more }),
  );
  writeHardeningArchive(join(out, `${manifest.name}-${version}-windows-hardening.zip`));
}

async function main(given: string[]): Promise<void> {
  const { values } = readOptions({
    args: given,
    options: {
      linux: { type: 'boolean', default: false },
      windows: { type: 'boolean', default: false },
      institution: { type: 'boolean', default: false },
      release: { type: 'boolean', default: false },
      out: { type: 'string', default: join(repository, 'dist') },
      'apt-repository': { type: 'string' },
      msi: { type: 'string' },
      'as-version': { type: 'string', default: manifest.version },
      'deb-only': { type: 'boolean', default: false },
      build: { type: 'string', default: 'production' },
      'windows-runtime': { type: 'string' },
    },
  });
  const { 'apt-repository': repositoryFolder, 'as-version': version } = values;
  const mode = buildModes.find((one) => one === values.build);
  if (mode === undefined)
    throw new Unmet(`There is no build ${values.build}: name ${buildModes.join(', ')}.`);
  const { institution } = values;
  if (!values.linux && !values.windows && !institution && !values.msi && repositoryFolder === undefined)
    throw new Unmet(
      'Say for what: npm run package -- --linux, --windows, --institution, --msi FOLDER or --apt-repository DIR.',
    );
  if (values.release && (mode !== 'production' || version !== manifest.version))
    throw new Unmet('A release is the production build of its own version.');
  const out = resolve(values.out);
  if (values.linux || values.windows)
    await makePackages({
      ...values,
      ...{ out, version, mode },
      debOnly: values['deb-only'],
      windowsRuntime: values['windows-runtime'],
    });
  if (institution) {
    const work = join(out, 'work');
    const file = join(out, `child-link-institution-${version}-linux-x64.deb`);
    mkdirSync(work, { recursive: true });
    const maintainer = process.env['CHILD_LINK_MAINTAINER'] ?? MAINTAINER;
    const compression = values.release ? 'xz' : 'gzip';
    await step('deb of the institution', () =>
      makeInstitutionDeb({ work, file, compression, about: { version, maintainer } }),
    );
    say(file);
  }
  if (values.msi) {
    const { release, msi: folder } = values;
    mkdirSync(out, { recursive: true });
    say(await step('msi', () => makeMsi({ folder, out, version, release })));
  }
  if (repositoryFolder === undefined) return;
  const packages = readdirSync(out).filter((name) => name.endsWith('.deb'));
  if (packages.length === 0) throw new Unmet(`There is no Debian package in ${out}: --linux makes one.`);
  const folder = resolve(repositoryFolder);
  const held = await addToAptRepository({
    folder,
    packages: packages.map((name) => join(out, name)),
    keyFile: process.env['CHILD_LINK_APT_KEY'],
  });
  for (const name of held) say(join(folder, 'pool', name));
}

async function makePackages(wanted: Wanted): Promise<void> {
  const { out, mode } = wanted;
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  await build(mode);
  if (wanted.linux) await packageLinux(wanted);
  if (wanted.windows) await packageWindows(wanted);
  for (const name of writeChecksums(out)) say(join(out, name));
}

await main(process.argv.slice(2)).catch(reportUnmet);
