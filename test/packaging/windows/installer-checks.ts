import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { unzipSync } from 'fflate';
import { NtExecutable, NtExecutableResource, Resource } from 'resedit';
import { FOLDER_RIGHTS } from '../../../scripts/package/msi.ts';
import { readArchive } from '../archive.ts';
import { demandFuses } from '../fuses.ts';
import { type Check, demand } from '../report.ts';
import type { Certificate } from './certificate.ts';

/** The files that both installers may install. */
const FOLDER_FILES = [
  /^child-link-station\.exe$/u,
  /^(?:ffmpeg\.dll|version)$/u,
  /^LICENSES?\.(?:chromium\.html|electron\.txt|packages\.txt)$/u,
  /^locales\/(?:en-US|fr)\.pak$/u,
  /^hardening\/(?:harden|firewall)\.ps1$/u,
  /^policies\/(?:child-link-station\.admx|(?:en-US|fr-FR)\/child-link-station\.adml)$/u,
  /^application-control\/(?:applocker|app-control-supplement)\.xml$/u,
  /^resources\/(?:app\.asar|app-update\.yml|elevate\.exe)$/u,
  /^resources\/app\.asar\.unpacked\/node_modules\/better-sqlite3\/prebuilds\/win32-x64\.node$/u,
  /^resources\/app\.asar\.unpacked\/node_modules\/node-hid\/prebuilds\/HID-win32-x64\/node-napi-v\d+\.node$/u,
  /^resources\/app\.asar\.unpacked\/node_modules\/@koromix\/koffi-win32-x64\/win32_x64\/koffi\.node$/u,
];
const FOR_IT = /^(?:hardening|policies|application-control)\//u;
/** `release.yml` removes electron-builder's own notes. */
const PUBLISHED = [
  /^child-link-station-[\d.]+-windows-x64\.exe(?:\.blockmap)?$/u,
  /^child-link-station-[\d.]+-windows-hardening\.zip$/u,
  /^(?:latest\.yml|SHA256SUMS|builder-[\w.-]+)$/u,
];
const SIGNED = /\.(?:exe|dll|node)$/u;
/** One message of the installer in each language. */
const ENGLISH = '64-bit Windows is required';
const FRENCH = 'Windows 64 bits est requis';
const GERMAN = '64-Bit-Windows wird vorausgesetzt';
/** Of the installer's first header: what follows its signature, up to the compressed second one. */
const AFTER_SIGNATURE = 20;
const COMPRESSED = 0x8000_0000;

/** The installer's texts and instructions, decompressed. */
function headerOf(setup: string): Buffer {
  const data = readFileSync(setup);
  const signature = data.indexOf('NullsoftInst', 0, 'latin1');
  if (signature < 0) throw new Error('it is not made by NSIS');
  const at = signature + AFTER_SIGNATURE;
  const size = data.readUInt32LE(at);
  if (size < COMPRESSED) throw new Error('its header is not compressed');
  return inflateRawSync(data.subarray(at + 4, at + 4 + (size - COMPRESSED)));
}

export type WindowsArtefacts = {
  readonly version: string;
  readonly setup: string;
  readonly msi: string;
  /** The archive of what IT sets up first. */
  readonly forIt: string;
  /** What is left beside the installer. */
  readonly published: readonly string[];
  /** What electron-builder packed. */
  readonly folder: string;
};

export function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)));
}

export function signatureCheck(
  made: WindowsArtefacts,
  certificate: Certificate,
  how: string,
): readonly [name: string, check: Check] {
  return [
    `every program, library and module is signed, and both installers, ${how}`,
    () => {
      const files = filesBelow(made.folder)
        .filter((file) => SIGNED.test(file))
        .map((file) => path.join(made.folder, file));
      const unsigned = [...files, made.setup, made.msi].filter((file) => !certificate.signed(file));
      demand(unsigned.length === 0, `not signed: ${unsigned.join(', ')}`);
      return `${files.length + 2} files`;
    },
  ];
}

/** Reads the artefacts back. */
export function contentChecks(
  made: WindowsArtefacts,
  certificate: Certificate,
): readonly (readonly [name: string, check: Check])[] {
  const program = path.join(made.folder, 'child-link-station.exe');
  const executable = (): NtExecutable => NtExecutable.from(readFileSync(program), { ignoreCert: true });
  return [
    [
      'every file is on the list, and every line of the list has one',
      () => {
        const files = filesBelow(made.folder);
        const stranger = files.find((file) => !FOLDER_FILES.some((line) => line.test(file)));
        demand(stranger === undefined, `${stranger} is not on the list`);
        const missing = FOLDER_FILES.find((line) => !files.some((file) => line.test(file)));
        demand(missing === undefined, `nothing matches ${String(missing)}`);
        return `${files.length} files`;
      },
    ],
    signatureCheck(made, certificate, 'by a certificate in a file'),
    ['the fuses are as they must be', () => demandFuses(program)],
    [
      'the program holds the hash of its archive',
      () => {
        const { entries } = NtExecutableResource.from(executable());
        const entry = entries.find(({ type, id }) => type === 'INTEGRITY' && id === 'ELECTRONASAR');
        demand(entry !== undefined, 'there is no INTEGRITY resource');
        const archive = path.join(made.folder, 'resources', 'app.asar');
        const data = readFileSync(archive);
        const table = data.toString('utf8', 16, 16 + data.readUInt32LE(12));
        const hash = createHash('sha256').update(table).digest('hex');
        const held = Buffer.from(entry.bin).toString('utf8');
        demand(held.includes(hash), `it holds ${held}, not ${hash}`);
        return `${readArchive(archive).names.length} files in the archive`;
      },
    ],
    [
      'the program names itself, its version and its icon',
      () => {
        const resources = NtExecutableResource.from(executable());
        const [info] = Resource.VersionInfo.fromEntries(resources.entries);
        demand(info !== undefined, 'there is no version resource');
        const [language] = info.getAllLanguagesForStringValues();
        demand(language !== undefined, 'the version resource is empty');
        const found = info.getStringValues(language);
        demand(found['CompanyName'] === 'Child Link', `it is published by ${found['CompanyName']}`);
        demand(found['ProductName'] === 'Child Link Station', `it is called ${found['ProductName']}`);
        demand(
          found['ProductVersion']?.startsWith(made.version) === true,
          `it is ${found['ProductVersion']}`,
        );
        demand(Resource.IconGroupEntry.fromEntries(resources.entries).length > 0, 'it has no icon');
        return `${found['ProductName']} ${found['ProductVersion']}`;
      },
    ],
    [
      'both installers close the folders of settings and record to other accounts',
      () => {
        const texts = headerOf(made.setup);
        for (const part of ['/inheritance:r', '*S-1-5-32-545:(OI)(CI)RX', '*S-1-3-0:(OI)(CI)(IO)F'])
          demand(texts.includes(Buffer.from(part, 'utf16le')), `setup does not say ${part}`);
        const table = execFileSync('msiinfo', ['export', made.msi, 'MsiLockPermissionsEx'], {
          encoding: 'utf8',
        });
        const folders = execFileSync('msiinfo', ['export', made.msi, 'CreateFolder'], { encoding: 'utf8' });
        for (const { folder, rights } of FOLDER_RIGHTS) {
          demand(
            table.includes(`${folder}\tCreateFolder\t${rights}`),
            `the MSI does not give ${folder} its rights`,
          );
          demand(folders.includes(folder), `the MSI does not make ${folder}`);
        }
        return `${FOLDER_RIGHTS.length} folders`;
      },
    ],
    [
      'the archive for IT has the scripts, templates and policies that the installers bring',
      () => {
        const files = unzipSync(readFileSync(made.forIt));
        const brought = filesBelow(made.folder).filter((file) => FOR_IT.test(file));
        const missing = brought.filter(
          (file) => !readFileSync(path.join(made.folder, file)).equals(files[file] ?? Buffer.alloc(0)),
        );
        demand(missing.length === 0, `missing or different: ${missing.join(', ')}`);
        demand(Object.keys(files).length === brought.length, 'it has more than they bring');
        return `${brought.length} files`;
      },
    ],
    [
      'beside the installer is only what is published',
      () => {
        const stranger = made.published.find((file) => !PUBLISHED.some((line) => line.test(file)));
        demand(stranger === undefined, `${stranger} is not on the list`);
        return made.published.join(', ');
      },
    ],
    [
      'the installer speaks English and French, and nothing else',
      () => {
        const texts = headerOf(made.setup);
        const speaks = (text: string): boolean => texts.includes(Buffer.from(text, 'utf16le'));
        demand(speaks(ENGLISH), 'it does not speak English');
        demand(speaks(FRENCH), 'it does not speak French');
        demand(!speaks(GERMAN), 'it speaks German too');
        return `${texts.length} bytes of texts and instructions`;
      },
    ],
  ];
}
