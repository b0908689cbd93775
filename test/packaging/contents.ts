import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { checkInstallation } from '../../electron/diagnostics/integrity.ts';
import { readArchive } from './archive.ts';
import { demandFuses } from './fuses.ts';
import { type Check, demand } from './report.ts';

/** Checks of an extracted package. They only read. */

const INSTALLED = 'opt/child-link-station';

/** The files that the package may have outside the station's folder. */
const SYSTEM_FILES = [
  /^usr\/bin\/child-link-station$/u,
  /^usr\/lib\/child-link-station\/(?:hardening|update)\/[a-z-]+\.(?:nft|sh)$/u,
  /^usr\/lib\/systemd\/system\/child-link-[a-z-]+\.(?:service|socket|path|target|timer)$/u,
  /^usr\/lib\/udev\/rules\.d\/\d\d-child-link-[a-z-]+\.rules$/u,
  /^usr\/share\/applications\/child-link-station\.desktop$/u,
  /^usr\/share\/doc\/child-link-station\/copyright$/u,
  /^usr\/share\/icons\/hicolor\/\d+x\d+\/apps\/child-link-station\.png$/u,
];

/** What the record, the headset's buttons and the lock are loaded from. */
const NATIVE = [
  /^resources\/app\.asar\.unpacked\/node_modules\/better-sqlite3\/prebuilds\/linux-x64\.node$/u,
  /^resources\/app\.asar\.unpacked\/node_modules\/node-hid\/prebuilds\/HID_hidraw-linux-x64\/node-napi-v\d+\.node$/u,
  /^resources\/app\.asar\.unpacked\/node_modules\/@koromix\/koffi-linux-x64\/linux_x64\/koffi\.node$/u,
];

/** The files that the station's folder may have: Electron's, one archive, four native modules. */
const FOLDER_FILES = [
  /^(?:child-link-station|chrome-sandbox|chrome_crashpad_handler)$/u,
  /^(?:icudtl\.dat|snapshot_blob\.bin|v8_context_snapshot\.bin|vk_swiftshader_icd\.json|version)$/u,
  /^(?:chrome_100_percent|chrome_200_percent|resources)\.pak$/u,
  /^lib(?:EGL|GLESv2|ffmpeg|vk_swiftshader)\.so$/u,
  /^libvulkan\.so\.1$/u,
  /^LICENSES?\.(?:chromium\.html|electron\.txt|packages\.txt)$/u,
  /^locales\/(?:en-US|fr)\.pak$/u,
  /^resources\/(?:app\.asar|manifest\.json|manifest\.sig)$/u,
  /^resources\/app\.asar\.unpacked\/node_modules\/node-hid\/prebuilds\/HID-linux-x64\/node-napi-v\d+\.node$/u,
  ...NATIVE,
];

/** The files that the archive may have. */
const ARCHIVE_FILES = [
  /^(?:main|(?:station|worker|network-verb)(?:-[a-z\d-]+)?|preload|lock-helper)\.cjs$/u,
  /^package\.json$/u,
  /^renderer\/(?:staff|visit)\/index\.html$/u,
  /^renderer\/assets\/[\w.-]+\.(?:js|css|woff2|ttf|svg|wav|ogg)$/u,
  /^assets\/(?:fonts|sounds)\/[\w./-]+$/u,
  /^assets\/README\.md$/u,
  /^node_modules\/(?:better-sqlite3|node-hid|pkg-prebuilds|koffi|@koromix\/koffi-linux-x64)\/[\w./-]+\.(?:c?js|json|node|txt)$/u,
  /^node_modules\/(?:better-sqlite3|pkg-prebuilds)\/LICENSE$/u,
];

/** Texts that only a simulator or a test hook has; the test of the production build proves that each can be found. */
const TEST_ONLY = [
  'childLinkSimulator',
  'Simulated Keyboard',
  'failNext',
  'use-fake-device-for-media-stream',
  'CHILD_LINK_SQLITE_ADDON',
];
const MOST_BYTES = 250 * 1024 * 1024;

export function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)));
}

function onlyAllowed(found: readonly string[], allowed: readonly RegExp[]): string {
  const stray = found.filter((name) => !allowed.some((pattern) => pattern.test(name)));
  demand(stray.length === 0, `not on the list: ${stray.slice(0, 10).join(', ')}`);
  return `${found.length} files, all on the list`;
}

/** The checks of a package that was unpacked into `root`. */
export function contentChecks(root: string): readonly (readonly [string, Check])[] {
  const folder = path.join(root, INSTALLED);
  const archive = path.join(folder, 'resources', 'app.asar');
  return [
    ['fuses', () => demandFuses(path.join(folder, 'child-link-station'))],
    [
      'archive only',
      () => {
        demand(existsSync(archive), 'there is no archive');
        demand(!existsSync(path.join(folder, 'resources', 'app')), 'an unpacked app folder is beside it');
        return onlyAllowed(readArchive(archive).names, ARCHIVE_FILES);
      },
    ],
    ['the station’s folder', () => onlyAllowed(filesBelow(folder), FOLDER_FILES)],
    [
      'every native module is there',
      () => {
        const files = filesBelow(folder);
        const missing = NATIVE.filter((pattern) => !files.some((name) => pattern.test(name)));
        demand(missing.length === 0, `missing: ${missing.join(', ')}`);
        return `${NATIVE.length} of ${NATIVE.length}`;
      },
    ],
    [
      'the system’s files',
      () =>
        onlyAllowed(
          filesBelow(root).filter((name) => !/^(?:opt|DEBIAN)\//u.test(name)),
          SYSTEM_FILES,
        ),
    ],
    [
      'no simulator, test hook or source map',
      () => {
        const text = readFileSync(archive, 'latin1');
        const found = [...TEST_ONLY, 'sourceMappingURL=data', '.test.ts'].filter((trace) =>
          text.includes(trace),
        );
        demand(found.length === 0, `found ${found.join(', ')}`);
        return `${TEST_ONLY.length + 2} traces sought, none found`;
      },
    ],
    [
      'signed manifest',
      async () => {
        const about: unknown = JSON.parse(readArchive(archive).text('package.json'));
        demand(
          typeof about === 'object' && about !== null && 'manifestKey' in about,
          'no key in the archive',
        );
        const owner = process.getuid?.() === 0 ? 0 : null;
        const place = { folder, manifestFolder: 'resources', publicKey: String(about.manifestKey), owner };
        const started = performance.now();
        const checked = await checkInstallation(place);
        demand(checked.ok, checked.ok ? '' : `${checked.refusal.code} ${checked.refusal.file}`);
        return `${checked.value} files in ${Math.round(performance.now() - started)} ms`;
      },
    ],
    [
      'desktop entry',
      () => {
        const file = path.join(root, 'usr/share/applications/child-link-station.desktop');
        execFileSync('desktop-file-validate', [file], { stdio: 'pipe' });
        demand(readFileSync(file, 'utf8').includes('Name[fr]='), 'no French name');
        return 'valid, in both languages';
      },
    ],
    [
      'size',
      () => {
        const bytes = filesBelow(folder).reduce(
          (sum, name) => sum + statSync(path.join(folder, name)).size,
          0,
        );
        demand(bytes <= MOST_BYTES, `${bytes} bytes`);
        const electron =
          statSync(archive).size +
          filesBelow(`${archive}.unpacked`).reduce(
            (sum, name) => sum + statSync(path.join(`${archive}.unpacked`, name)).size,
            0,
          );
        return `${(bytes / 1024 / 1024).toFixed(0)} MiB, ${(bytes / (bytes - electron)).toFixed(3)} of the bare Electron in it`;
      },
    ],
  ];
}
