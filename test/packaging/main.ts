import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readOptions } from '../../scripts/options.ts';
import { attackChecks } from './attacks.ts';
import { contentChecks } from './contents.ts';
import { Disk } from './disk.ts';
import { dpkgChecks } from './dpkg.ts';
import { checkFirewall } from './firewall.ts';
import { InstalledPlace } from './installed-place.ts';
import { integrityChecks } from './integrity.ts';
import { institution, lifecycleChecks, type Versions } from './lifecycle.ts';
import { lockedRestartChecks } from './locked-restart.ts';
import { Machine } from './machine.ts';
import { PackageServer } from './package-source.ts';
import { powerCutChecks } from './power-cuts.ts';
import { demandPrograms } from './programs.ts';
import { runChecks } from './report.ts';
import { supervisionChecks } from './supervision.ts';
import { updateChecks } from './updates.ts';
import { verbChecks } from './verbs.ts';
import { checkWindows } from './windows/windows.ts';
import { endToEndFolder, visitChecks } from './whole-visit.ts';

/**
 * `npm run test:packaging -- [--artefacts DIR] [--root DIR] [--machine DIR] [--newer DIR] [--only PART]`: makes the Linux
 * packages, or takes those in DIR, and tests them: what is in them (contents), how dpkg installs them (dpkg), attacks on an
 * installed station (attacks), how its commands end (verbs), whether it notices that its files were changed (integrity), a
 * whole visit on it and one that is cut off while locked (visit), and on a machine with systemd its life with IT
 * (lifecycle), its restarts (supervision), its updates (updates) and its firewall (firewall). As root, on Debian. Only where PART names them: ten
 * power cuts during an update (power-cuts), about a quarter of an hour.
 *
 * `npm run test:packaging -- --windows`: the same for the Windows installers, from a stand-in for Electron, under Wine.
 *
 * Exits with 1 if a check fails.
 */
const { values } = readOptions({
  options: {
    artefacts: { type: 'string' },
    /** A Debian root; without one debootstrap makes one for this run. */
    root: { type: 'string' },
    /** A Debian with systemd, of which a copy is used; where there is none it is made there and stays. */
    machine: { type: 'string' },
    /** The same package as a newer version. */
    newer: { type: 'string' },
    only: { type: 'string', multiple: true },
    windows: { type: 'boolean', default: false },
  },
});

/** What the newer build is called; the older one has the version of the sources. */
const NEWER = '0.9.0';

/** In their order; power-cuts only where it is named. */
const PARTS = [
  ...['contents', 'dpkg', 'attacks', 'verbs', 'integrity', 'visit'],
  ...['firewall', 'lifecycle', 'supervision', 'updates', 'power-cuts'],
];

const PROGRAMS = ['debootstrap', 'desktop-file-validate', 'gpg', 'systemd-nspawn', 'xdotool'];
const PACKAGES = 'debootstrap desktop-file-utils gpg systemd-container xdotool';

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const wanted = (part: string): boolean => values.only === undefined || values.only.includes(part);

function debIn(folder: string): string {
  const name = readdirSync(folder).find((one) => one.endsWith('.deb'));
  if (name === undefined) throw new Error(`there is no package in ${folder}`);
  return path.join(folder, name);
}

/** The package as two versions. */
function versionsOf(work: string, deb: string): Versions {
  const newerFolder = values.newer ?? path.join(work, 'newer');
  if (!existsSync(newerFolder))
    execFileSync(
      process.execPath,
      ['scripts/package.ts', '--linux', '--deb-only', '--as-version', NEWER, '--out', newerFolder],
      { stdio: 'inherit' },
    );
  const [older, newer] = [deb, debIn(newerFolder)].map((file) => ({
    file,
    version: execFileSync('dpkg-deb', ['--field', file, 'Version'], { encoding: 'utf8' }).trim(),
  }));
  if (older === undefined || newer === undefined) throw new Error('two versions are needed');
  return { older, newer };
}

async function withPowerCuts(work: string, versions: Versions): Promise<number> {
  const disk = new Disk(work, 'disk');
  disk.format();
  const machine = Machine.make(values.machine ?? path.join(work, 'debian'), disk.root);
  const packages = await PackageServer.start();
  try {
    await machine.boot();
    return await runChecks(powerCutChecks(machine, disk, packages, versions, work), say);
  } finally {
    packages.close();
    await machine.kill();
    await disk.unmount();
  }
}

/** The checks that need a machine with systemd: installed once, then one after another. */
async function onAMachine(work: string, versions: Versions): Promise<number> {
  const machine = Machine.make(values.machine ?? path.join(work, 'debian'), path.join(work, 'machine'));
  const server = await institution();
  const packages = await PackageServer.start();
  await machine.boot();
  let failed = 0;
  try {
    // The others need an installed and enrolled station.
    if (wanted('lifecycle') || wanted('supervision'))
      failed += await runChecks(lifecycleChecks(machine, server, versions), say);
    if (wanted('supervision')) failed += await runChecks(supervisionChecks(machine), say);
    if (wanted('updates')) failed += await runChecks(updateChecks(machine, packages, versions, work), say);
    return failed;
  } finally {
    await machine.powerOff();
    packages.close();
    await server.close();
  }
}

/** The checks that need only the installed folder and a display. */
async function whereInstalled(unpacked: string, work: string): Promise<number> {
  const place = await InstalledPlace.make(unpacked);
  const archive = path.join(unpacked, 'opt/child-link-station/resources/app.asar');
  let failed = 0;
  try {
    if (wanted('attacks')) failed += await runChecks(attackChecks(place), say);
    if (wanted('verbs'))
      failed += await runChecks(
        verbChecks(path.join(unpacked, 'opt/child-link-station/child-link-station')),
        say,
      );
    if (wanted('integrity')) failed += await runChecks(integrityChecks(place, archive), say);
    if (!wanted('visit')) return failed;
    const folder = endToEndFolder(work);
    failed += await runChecks(visitChecks(folder, work), say);
    const program = path.join(folder, 'child-link-station');
    return failed + (await runChecks(lockedRestartChecks(place, program, work), say));
  } finally {
    place.close();
  }
}

/** Says the result; returns the exit code. */
function conclude(failed: number): number {
  say(failed === 0 ? 'All checks passed.' : `${failed} checks failed.`);
  return failed === 0 ? 0 : 1;
}

async function main(): Promise<number> {
  const unknown = values.only?.find((part) => !PARTS.includes(part));
  if (unknown !== undefined) {
    process.stderr.write(`There is no part ${unknown}: name ${PARTS.join(', ')}.\n`);
    return 1;
  }
  const work = mkdtempSync(path.join(tmpdir(), 'child-link-packaging-'));
  try {
    if (values.windows) return conclude(await checkWindows(work, say));
    demandPrograms(PROGRAMS, PACKAGES);
    const artefacts = values.artefacts ?? path.join(work, 'dist');
    if (values.artefacts === undefined)
      execFileSync(process.execPath, ['scripts/package.ts', '--linux', '--out', artefacts], {
        stdio: 'inherit',
      });
    const deb = debIn(artefacts);
    const unpacked = path.join(work, 'package');
    mkdirSync(unpacked);
    // Others than root start it there.
    chmodSync(work, 0o755);
    execFileSync('dpkg-deb', ['--extract', deb, unpacked]);
    let failed = 0;
    if (wanted('contents')) failed += await runChecks(contentChecks(unpacked), say);
    if (wanted('dpkg')) {
      const root = values.root ?? path.join(work, 'root');
      if (!existsSync(root))
        execFileSync('debootstrap', ['--variant=minbase', '--include=adduser', 'bookworm', root], {
          stdio: 'ignore',
        });
      failed += await runChecks(dpkgChecks(root, deb), say);
    }
    if (['attacks', 'verbs', 'integrity', 'visit'].some(wanted))
      failed += await whereInstalled(unpacked, work);
    if (wanted('firewall')) {
      const machine = Machine.make(values.machine ?? path.join(work, 'debian'), path.join(work, 'firewall'));
      failed += await checkFirewall(machine, deb, say);
    }
    const onMachine = ['lifecycle', 'supervision', 'updates'].some(wanted);
    const cutsPower = values.only?.includes('power-cuts') === true;
    if (onMachine || cutsPower) {
      const versions = versionsOf(work, deb);
      if (onMachine) failed += await onAMachine(work, versions);
      if (cutsPower) failed += await withPowerCuts(work, versions);
    }
    return conclude(failed);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

process.exitCode = await main();
