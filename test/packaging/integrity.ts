import { setTimeout as after } from 'node:timers/promises';
import { locate } from './archive.ts';
import type { InstalledPlace } from './installed-place.ts';
import { type Check, demand } from './report.ts';

const FOLDER = '/opt/child-link-station';
/** Long enough for every file to be read. */
const CHECKED_MS = 5000;
/** One byte of a file becomes another; its length and its owner stay. */
const flip = (file: string, at: number): string =>
  `printf '\\252' | dd of=${FOLDER}/${file} bs=1 seek=${at} conv=notrunc status=none`;

const CHANGED_ARCHIVE = ['installation-changed', 'resources/app.asar'] as const;

/** What is done to an installed station, and what it must say of it. */
const CHANGES: readonly (readonly [what: string, before: string, code: string, file: string])[] = [
  ['one byte of a language file', flip('locales/fr.pak', 4096), 'installation-changed', 'locales/fr.pak'],
  [
    'one byte of a native module',
    flip('resources/app.asar.unpacked/node_modules/node-hid/prebuilds/HID-linux-x64/node-napi-v4.node', 60),
    'installation-changed',
    'HID-linux-x64',
  ],
  ['a file more', `touch ${FOLDER}/resources/more.txt`, 'installation-has-more', 'resources/more.txt'],
  ['a file less', `rm ${FOLDER}/LICENSES.chromium.html`, 'installation-incomplete', 'LICENSES.chromium'],
  ['a file that anybody may write', `chmod 666 ${FOLDER}/version`, 'installation-writable', 'version'],
  ['a file of somebody else', `chown 64123 ${FOLDER}/icudtl.dat`, 'installation-writable', 'icudtl.dat'],
  ['the signature', flip('resources/manifest.sig', 8), 'installation-unsigned', 'manifest.json'],
  [
    'the manifest, so that it fits a changed file',
    `sed -i 's/"version":"[^"]*"/"version":"9.9.9"/' ${FOLDER}/resources/manifest.json`,
    'installation-unsigned',
    'manifest.json',
  ],
];

/** An installed station that is not what was packaged says so; one that is says nothing. */
export function integrityChecks(
  place: InstalledPlace,
  archive: string,
): readonly (readonly [string, Check])[] {
  // Of a file that nothing reads: the station starts in spite of it.
  const { at } = locate(archive, 'assets/README.md');
  const inside = ['one byte in the archive', flip('resources/app.asar', at), ...CHANGED_ARCHIVE] as const;
  return [
    [
      'as it was packaged',
      async () => {
        const { recorded, exitCode, log, output } = await place.start({ look: () => after(CHECKED_MS) });
        demand(recorded && exitCode === null, `ended with ${exitCode}: ${output}`);
        demand(!log.includes('installation-'), log);
        return 'nothing to say';
      },
    ],
    ...[inside, ...CHANGES].map(([what, before, code, file]): readonly [string, Check] => [
      `changed: ${what}`,
      async () => {
        const { exitCode, log, output } = await place.start({ before, awaited: /installation-/u });
        const line = log.split('\n').find((one) => one.includes('installation-')) ?? '';
        demand(line.includes(code) && line.includes(file), `ended with ${exitCode}: ${log}${output}`);
        return line.slice(line.indexOf('installation-'));
      },
    ]),
  ];
}
