// A package source for apt, signed, in a folder that any web server of the institution can hand out.
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../setup/run.mjs';
import { Unmet } from '../setup/unmet.mjs';

const SUITE = 'stable';
const INDEX = 'main/binary-amd64/Packages';

async function output(program, parameters, options = {}) {
  const ended = await run(program, parameters, options);
  if (ended.code === 127)
    throw new Unmet(`${program} was not found: a package source is made on Debian or Ubuntu.`);
  if (ended.code !== 0) throw new Unmet(`${program} failed: see above.`, ended.output);
  return ended.stdout;
}

function digest(file) {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

/** One paragraph of the index: what the package says of itself, and what apt holds the file against. */
async function paragraph(folder, name) {
  const file = join(folder, 'pool', name);
  const control = (await output('dpkg-deb', ['--field', file])).trimEnd();
  return `${control}\nFilename: pool/${name}\nSize: ${statSync(file).size}\nSHA256: ${digest(file)}\n`;
}

/**
 * Adds packages to the source in `folder`, making it where there is none, and signs it anew. Older versions stay: a station
 * needs the one that it runs, to go back to.
 *
 * @param {{ folder: string, packages: string[], keyFile: string | undefined, now?: Date }} parts keyFile: an OpenPGP
 *   secret key, as CHILD_LINK_APT_KEY names it
 * @returns {Promise<string[]>} the packages that the source now holds
 */
export async function addToAptRepository({ folder, packages, keyFile, now = new Date() }) {
  if (!keyFile) throw new Unmet('A package source is signed: name the OpenPGP key in CHILD_LINK_APT_KEY.');
  if (!existsSync(keyFile)) throw new Unmet(`${keyFile}, which CHILD_LINK_APT_KEY names, is not there.`);
  const suite = join(folder, 'dists', SUITE);
  mkdirSync(join(folder, 'pool'), { recursive: true });
  mkdirSync(join(suite, 'main', 'binary-amd64'), { recursive: true });
  for (const file of packages) {
    const [name, version] = (
      await output('dpkg-deb', ['--show', '--showformat=${Package}\t${Version}', file])
    ).split('\t');
    const target = join(folder, 'pool', `${name}_${version}_amd64.deb`);
    if (existsSync(target) && digest(target) !== digest(file))
      throw new Unmet(
        `${target} is there already and is another file: a version that was handed out never changes.`,
      );
    copyFileSync(file, target);
  }
  const names = readdirSync(join(folder, 'pool'))
    .filter((name) => name.endsWith('.deb'))
    .sort();
  const paragraphs = [];
  for (const name of names) paragraphs.push(await paragraph(folder, name));
  const index = paragraphs.join('\n');
  writeFileSync(join(suite, INDEX), index);
  const release = [
    'Origin: Child Link',
    'Label: Child Link',
    `Suite: ${SUITE}`,
    `Codename: ${SUITE}`,
    `Date: ${now.toUTCString()}`,
    'Architectures: amd64',
    'Components: main',
    'SHA256:',
    ` ${createHash('sha256').update(index).digest('hex')} ${Buffer.byteLength(index)} ${INDEX}`,
    '',
  ].join('\n');
  await sign({ folder, suite, release, keyFile });
  return names;
}

/** With a key ring of its own, which is gone afterwards. */
async function sign({ folder, suite, release, keyFile }) {
  const home = mkdtempSync(join(tmpdir(), 'child-link-gpg-'));
  try {
    const gpg = (...parameters) => output('gpg', ['--homedir', home, '--batch', '--quiet', ...parameters]);
    await gpg('--import', keyFile);
    writeFileSync(join(home, 'Release'), release);
    await gpg(
      '--digest-algo',
      'SHA256',
      '--output',
      join(home, 'InRelease'),
      '--clearsign',
      join(home, 'Release'),
    );
    await gpg('--output', join(home, 'key.gpg'), '--export');
    copyFileSync(join(home, 'key.gpg'), join(folder, 'child-link.gpg'));
    copyFileSync(join(home, 'InRelease'), join(suite, 'InRelease.new'));
    // As a whole: a station that asks meanwhile gets the former list or this one.
    renameSync(join(suite, 'InRelease.new'), join(suite, 'InRelease'));
  } finally {
    await run('gpgconf', ['--homedir', home, '--kill', 'gpg-agent']);
    rmSync(home, { recursive: true, force: true });
  }
}
