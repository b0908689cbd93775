// A signed package source for apt, in a folder that any web server of the institution can serve.
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../setup/run.mjs';
import { Unmet } from '../setup/unmet.mjs';

const SUITE = 'stable';
const ABOUT = {
  Origin: 'Child Link',
  Label: 'Child Link',
  Suite: SUITE,
  Codename: SUITE,
  Architectures: 'amd64',
  Components: 'main',
};

async function output(program: string, parameters: readonly string[], cwd?: string): Promise<string> {
  const ended = await run(program, parameters, cwd === undefined ? {} : { cwd });
  if (ended.code === 127)
    throw new Unmet(`${program} was not found: install the Debian packages apt-utils and gnupg.`);
  if (ended.code !== 0) throw new Unmet(`${program} failed: see above.`, ended.output);
  return ended.stdout;
}

type Parts = {
  readonly folder: string;
  readonly packages: readonly string[];
  /** An OpenPGP secret key, as CHILD_LINK_APT_KEY names it. */
  readonly keyFile: string | undefined;
};

/**
 * Adds packages to the source in `folder`, creating it if there is none, and signs it again. Older versions stay: a
 * station needs the one that it runs, to go back to. Returns the names of the packages that the source now holds.
 */
export async function addToAptRepository({ folder, packages, keyFile }: Parts): Promise<string[]> {
  if (!keyFile) throw new Unmet('A package source is signed: name the OpenPGP key in CHILD_LINK_APT_KEY.');
  if (!existsSync(keyFile)) throw new Unmet(`${keyFile}, which CHILD_LINK_APT_KEY names, does not exist.`);
  const suite = join(folder, 'dists', SUITE);
  const index = join(suite, 'main', 'binary-amd64');
  mkdirSync(join(folder, 'pool'), { recursive: true });
  mkdirSync(index, { recursive: true });
  for (const file of packages) {
    const name = await output('dpkg-deb', ['--show', '--showformat=${Package}_${Version}', file]);
    const target = join(folder, 'pool', `${name}_amd64.deb`);
    if (existsSync(target) && !readFileSync(target).equals(readFileSync(file)))
      throw new Unmet(`${target} exists and differs: a published version never changes.`);
    copyFileSync(file, target);
  }
  writeFileSync(join(index, 'Packages'), await output('apt-ftparchive', ['packages', 'pool'], folder));
  rmSync(join(suite, 'InRelease.new'), { force: true });
  const about = Object.entries(ABOUT).map(([name, value]) => `-oAPT::FTPArchive::Release::${name}=${value}`);
  const release = await output('apt-ftparchive', [...about, 'release', suite]);
  await sign({ folder, suite, release, keyFile });
  return readdirSync(join(folder, 'pool')).sort();
}

type Signing = {
  readonly folder: string;
  readonly suite: string;
  readonly release: string;
  readonly keyFile: string;
};

/** Uses a temporary key ring. */
async function sign({ folder, suite, release, keyFile }: Signing): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), 'child-link-gpg-'));
  const gpg = (...parameters: string[]) =>
    output('gpg', ['--homedir', home, '--batch', '--quiet', ...parameters]);
  try {
    await gpg('--import', keyFile);
    writeFileSync(join(home, 'Release'), release);
    const signed = join(suite, 'InRelease.new');
    await gpg('--digest-algo', 'SHA256', '--output', signed, '--clearsign', join(home, 'Release'));
    await gpg('--yes', '--output', join(folder, 'child-link.gpg'), '--export');
    // Renamed, so that a station that asks meanwhile gets either the former list or this one.
    renameSync(signed, join(suite, 'InRelease'));
  } finally {
    await run('gpgconf', ['--homedir', home, '--kill', 'gpg-agent']);
    rmSync(home, { recursive: true, force: true });
  }
}
