// The licences of everything that is shipped: the packages of the bundle and the native ones, out of the lock file.
// Electron's and Chromium's licences are next to the program, as Electron ships them.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from '../setup/places.mjs';
import { Unmet } from '../setup/unmet.mjs';

/** Each may be shipped with a program under the MIT licence, as long as its text comes along. */
const ALLOWED = [
  'MIT',
  'ISC',
  '0BSD',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Apache-2.0',
  'OFL-1.1',
  'Python-2.0',
  'Unlicense',
  'MIT-0',
  'BlueOak-1.0.0',
  'WTFPL',
  'Zlib',
  // Unmodified packages only: the list names the version whose source the recipient may ask for.
  'MPL-2.0',
  'CC0-1.0',
];

/** Packages that name no licence, and what their own text says. */
const READ: Readonly<Record<string, string>> = { 'png-js 2.0.0': 'MIT' };

/** One of the licences that a package offers (`(MIT OR Apache-2.0)`) is enough; of `AND` every one. */
export function isAllowed(licence: string): boolean {
  const text = licence.replaceAll(/[()]/gu, ' ').trim();
  return text
    .split(/\s+OR\s+/u)
    .some((choice) => choice.split(/\s+AND\s+/u).every((one) => ALLOWED.includes(one.trim())));
}

const TEXT = /^(?:licen[cs]e|copying|notice|ofl)(?:[.-].*)?$/iu;

type Licence = {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
  readonly text: string;
};

/** The three ways in which package.json files name a licence. */
type Manifest = {
  readonly name: string;
  readonly version: string;
  readonly license?: string | { readonly type: string };
  readonly licenses?: readonly { readonly type: string }[];
};

/** Every package that a production build of the station may hold, with its licence and the licence's text. */
export function shippedLicences(root = repository): Licence[] {
  const { packages }: { packages: Record<string, { dev?: boolean; devOptional?: boolean }> } = JSON.parse(
    readFileSync(join(root, 'package-lock.json'), 'utf8'),
  );
  return licencesOf(
    Object.entries(packages)
      .filter(
        ([path, about]) => path !== '' && !about.dev && !about.devOptional && existsSync(join(root, path)),
      )
      .map(([path]) => join(root, path)),
  );
}

/** The licences of the packages in these folders. */
export function licencesOf(folders: readonly string[]): Licence[] {
  return folders
    .map((folder) => {
      const about: Manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
      const named = typeof about.license === 'object' ? about.license.type : about.license;
      const licence =
        READ[`${about.name} ${about.version}`] ??
        named ??
        about.licenses?.map(({ type }) => type).join(' OR ') ??
        '';
      const text = readdirSync(folder)
        .filter((name) => TEXT.test(name))
        .sort()
        .map((name) => readFileSync(join(folder, name), 'utf8').trim())
        .join('\n\n');
      return { name: about.name, version: about.version, licence, text };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** What is shipped beside Electron, whose own licences lie there too. */
const WITH_ELECTRON =
  'Electron and Chromium: LICENSE.electron.txt and LICENSES.chromium.html beside the program.';

/** The file that is shipped. Refuses a package whose licence is not on the list. */
export function licencesText(licences = shippedLicences(), last = WITH_ELECTRON) {
  const unknown = licences.filter(({ licence }) => !isAllowed(licence));
  if (unknown.length > 0) {
    const list = unknown
      .map(({ name, version, licence }) => `${name} ${version} (${licence || 'none'})`)
      .join(', ');
    throw new Unmet(
      `Look at the licence of ${list}, then add it to scripts/package/licences.ts or do without.`,
    );
  }
  const parts = licences.map(
    ({ name, version, licence, text }) =>
      `${name} ${version}: ${licence}\n\n${text || '(no text in the package)'}`,
  );
  return ['Child Link station is under the MIT licence. What it is made of:', ...parts, last].join(
    `\n\n${'-'.repeat(80)}\n\n`,
  );
}
