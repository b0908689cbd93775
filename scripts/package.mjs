// npm run package -- --linux | --windows [--out DIR] [--release]
// npm run package -- [--linux] --apt-repository DIR
// npm run package -- --msi FOLDER [--out DIR] [--release]
// Real artefacts out of the production build. --release: the declared Electron, small and slow to pack, all signed;
// without it the Electron that set-up found, packed fast, and the artefacts' names say so. --apt-repository: adds the
// Debian packages of --out to a signed package source. --msi: one MSI of the folder that --windows left. For tests: --as-version VERSION, --deb-only, and --build
// end-to-end, the same package with the test hooks in it.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from './build.mjs';
import { addToAptRepository } from './package/apt-repository.mjs';
import { electronRuntime } from './electron-path.mjs';
import { makeDeb } from './package/deb.mjs';
import { packFolder } from './package/folder.mjs';
import { manifestKey, writeManifest } from './package/manifest.mjs';
import { makeMsi } from './package/msi.mjs';
import { makeTarball } from './package/tarball.mjs';
import { repository } from './setup/places.mjs';
import { say, step } from './setup/progress.mjs';
import { Unmet } from './setup/unmet.mjs';

const manifest = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'));
const MAINTAINER = 'Child Link station <child-link@institution.invalid>';

function sums(out) {
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

async function packageLinux({ out, release, version, mode, debOnly }) {
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
  const file = (ending) => join(out, `${about.name}-${about.version}-linux-x64${note}.${ending}`);
  await step('deb', () =>
    makeDeb({
      folder,
      file: file('deb'),
      work,
      compression: release ? 'xz' : 'gzip',
      about: { ...about, maintainer: process.env.CHILD_LINK_MAINTAINER ?? MAINTAINER },
    }),
  );
  if (debOnly) return;
  await step('tar.gz', () => makeTarball({ folder, file: file('tar.gz'), level: release ? 9 : 1 }));
}

/** Only where electron-builder can fetch Electron for Windows and its own tools. */
async function packageWindows({ out, release }) {
  const more = release ? ['-c.forceCodeSigning=true'] : [];
  await step('Windows installer', () => packFolder({ target: 'win', runtime: null, work: out, more }));
}

async function main(given) {
  const { values } = parseArgs({
    args: given,
    options: {
      linux: { type: 'boolean', default: false },
      windows: { type: 'boolean', default: false },
      release: { type: 'boolean', default: false },
      out: { type: 'string', default: join(repository, 'dist') },
      'apt-repository': { type: 'string' },
      msi: { type: 'string' },
      'as-version': { type: 'string', default: manifest.version },
      'deb-only': { type: 'boolean', default: false },
      build: { type: 'string', default: 'production' },
    },
  });
  const { 'apt-repository': repositoryFolder, 'as-version': version, build: mode } = values;
  if (!values.linux && !values.windows && !values.msi && repositoryFolder === undefined)
    throw new Unmet(
      'Say for what: npm run package -- --linux, --windows, --msi FOLDER or --apt-repository DIR.',
    );
  if (values.release && (mode !== 'production' || version !== manifest.version))
    throw new Unmet('A release is the production build of its own version.');
  const out = resolve(values.out);
  if (values.linux || values.windows) await makePackages({ ...values, out, version, mode });
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
    keyFile: process.env.CHILD_LINK_APT_KEY,
  });
  for (const name of held) say(join(folder, 'pool', name));
}

async function makePackages(values) {
  const { out, mode } = values;
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  await build(mode);
  if (values.linux) await packageLinux({ ...values, debOnly: values['deb-only'] });
  if (values.windows) await packageWindows(values);
  for (const name of sums(out)) say(join(out, name));
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof Unmet)) throw error;
  if (error.detail) say(error.detail);
  say(error.message);
  process.exitCode = 1;
}
