import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, renameSync } from 'node:fs';
import path from 'node:path';
import { demandPrograms } from '../programs.ts';
import { runChecks } from '../report.ts';
import { makeCertificate } from './certificate.ts';
import { msiChecks, setupChecks } from './install-checks.ts';
import { contentChecks, signatureCheck, type WindowsArtefacts } from './installer-checks.ts';
import { makeToolset } from './toolset.ts';
import { WineMachine } from './wine-machine.ts';

const OLDER = '0.8.0';
const NEWER = '0.9.0';
const PROGRAMS = [
  'wine',
  'makensis',
  'wixl',
  'msibuild',
  'osslsigncode',
  'openssl',
  'softhsm2-util',
  'x86_64-w64-mingw32-gcc',
];
const PACKAGES =
  'wine wine64 nsis wixl msitools osslsigncode openssl softhsm2 libengine-pkcs11-openssl gcc-mingw-w64-x86-64';

/** The one file of a folder with this ending. */
function only(folder: string, ending: string): string {
  const [found, ...others] = readdirSync(folder).filter((name) => name.endsWith(ending));
  if (found === undefined || others.length > 0) throw new Error(`${folder} has not one ${ending}`);
  return path.join(folder, found);
}

/**
 * Makes both Windows installers from a stand-in for Electron, signed by a certificate for this run (the older version by its
 * file, the newer one by a PKCS#11 token), reads them back, and has Wine install, upgrade and remove them. Returns how many checks failed.
 */
export async function checkWindows(work: string, say: (line: string) => void): Promise<number> {
  demandPrograms(PROGRAMS, PACKAGES);
  const machine = WineMachine.make(path.join(work, 'wine'));
  const toolset = makeToolset(path.join(work, 'tools'), machine.environment);
  const certificate = makeCertificate(work);
  machine.equip(toolset.powershell, toolset.sevenZip);
  const make = (version: string, signing: Readonly<Record<string, string>>): WindowsArtefacts => {
    const env = { ...process.env, ...toolset.environment, ...signing };
    const out = path.join(work, version);
    const packageWith = (...parameters: readonly string[]): void =>
      void execFileSync(process.execPath, ['scripts/package.ts', '--as-version', version, ...parameters], {
        env,
        stdio: 'inherit',
      });
    packageWith('--windows', '--windows-runtime', toolset.runtime, '--out', out);
    const folder = path.join(work, `folder-${version}`);
    renameSync(path.join(out, 'win-unpacked'), folder);
    const msiFolder = path.join(work, `msi-${version}`);
    mkdirSync(msiFolder);
    packageWith('--msi', folder, '--out', msiFolder);
    return {
      ...{ version, folder, setup: only(out, '.exe'), msi: only(msiFolder, '.msi') },
      forIt: only(out, '.zip'),
      published: readdirSync(out),
    };
  };
  try {
    const versions = { older: make(OLDER, certificate.byFile), newer: make(NEWER, certificate.byToken) };
    let failed = await runChecks(contentChecks(versions.older, certificate), say);
    failed += await runChecks(
      [signatureCheck(versions.newer, certificate, 'by a key in a PKCS#11 token')],
      say,
    );
    failed += await runChecks(setupChecks(machine, versions), say);
    failed += await runChecks(msiChecks(machine, versions), say);
    return failed;
  } finally {
    machine.end();
  }
}
