import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { type Check, demand } from '../report.ts';
import { filesBelow, type WindowsArtefacts } from './installer-checks.ts';
import type { WineMachine } from './wine-machine.ts';

/** Where both installers put the station; what hardening makes the shell. */
const PLACE = 'Program Files/child-link-station';
const PROGRAM = `${PLACE}/child-link-station.exe`;
const SETTINGS = 'ProgramData/Child Link/station.json';
const SETTINGS_TEXT = '{ "dataFolder": "C:\\\\ProgramData\\\\Child Link\\\\data" }\n';
const UNINSTALL = 'Software\\Microsoft\\Windows\\CurrentVersion\\Uninstall';
const UNINSTALLER = 'Uninstall child-link-station.exe';
const START_MS = 10_000;

type Versions = { readonly older: WindowsArtefacts; readonly newer: WindowsArtefacts };

/** Windows' path of a file of this machine. */
const onDriveZ = (file: string): string => `Z:${file.replaceAll('/', '\\')}`;

function putSettings(machine: WineMachine): void {
  mkdirSync(path.dirname(machine.file(SETTINGS)), { recursive: true });
  writeFileSync(machine.file(SETTINGS), SETTINGS_TEXT);
}

/** The folder of the record is there. Wine keeps no rights; `installer-checks.ts` reads them in the installers. */
function demandFolder(machine: WineMachine): void {
  demand(existsSync(machine.file('ProgramData/Child Link/data')), 'there is no folder for the record');
}

function demandSettings(machine: WineMachine): void {
  demand(readFileSync(machine.file(SETTINGS), 'utf8') === SETTINGS_TEXT, 'the settings are gone');
}

/** The same files as were packed, byte for byte, and `more`. */
function demandFiles(machine: WineMachine, { folder }: WindowsArtefacts, more: readonly string[]): number {
  const packed = filesBelow(folder);
  const installed = machine.files(PLACE);
  const stranger = installed.find((file) => !packed.includes(file) && !more.includes(file));
  demand(stranger === undefined, `${stranger} was installed and is not in the package`);
  for (const file of packed) {
    const where = machine.file(path.join(PLACE, file));
    demand(existsSync(where), `${file} was not installed`);
    demand(readFileSync(where).equals(readFileSync(path.join(folder, file))), `${file} differs`);
  }
  return installed.length;
}

/** The uninstall entry that Windows shows, by its name, publisher and version. */
function demandEntry(machine: WineMachine, version: string | null): void {
  const listed = machine.run('reg', 'query', `HKLM\\${UNINSTALL}`, '/s').output;
  const versions = [...listed.matchAll(/DisplayVersion\s+REG_SZ\s+(\S+)/gu)].map(([, found]) => found);
  const wanted = version === null ? '' : version;
  demand(versions.join(', ') === wanted, `Windows lists "${versions.join(', ')}", not "${wanted}"`);
  if (version === null) return;
  demand(listed.includes('Child Link Station'), 'the entry has another name');
  demand(/Publisher\s+REG_SZ\s+Child Link\r?$/mu.test(listed), 'the entry has another publisher');
}

/** Starts the installed stand-in, which runs until it is ended. Resolves once it runs. */
async function startStation(machine: WineMachine): Promise<{ readonly ended: Promise<unknown> }> {
  const child = machine.start(`C:\\${PROGRAM.replaceAll('/', '\\')}`, '--wait');
  const ended = once(child, 'exit');
  for (let waited = 0; waited < START_MS; waited += 200) {
    if (existsSync(machine.file('station-runs'))) return { ended };
    await after(200);
  }
  throw new Error('the station did not start');
}

function install(machine: WineMachine, made: WindowsArtefacts): void {
  const { code, output } = machine.run(onDriveZ(made.setup), '/S');
  demand(code === 0, `the installer ended with ${code}: ${output}`);
}

/** Runs something while the station says that a visit is under way; demands that it is refused. */
function demandRefusedDuringVisit(machine: WineMachine, act: () => number): void {
  const sign = machine.file('ProgramData/Child Link/data/run/visit');
  mkdirSync(path.dirname(sign), { recursive: true });
  writeFileSync(sign, '');
  try {
    demand(act() !== 0, 'it goes on during a visit');
  } finally {
    rmSync(sign);
  }
}

/** The NSIS installer, as IT and the updater run it. */
export function setupChecks(
  machine: WineMachine,
  { older, newer }: Versions,
): readonly (readonly [name: string, check: Check])[] {
  const more = [UNINSTALLER];
  const demandInstalled = (made: WindowsArtefacts): string => {
    const count = demandFiles(machine, made, more);
    demandEntry(machine, made.version);
    demandSettings(machine);
    demandFolder(machine);
    return `${count} files, version ${made.version}`;
  };
  return [
    [
      'setup installs for the whole machine, in silence',
      () => {
        putSettings(machine);
        install(machine, older);
        return demandInstalled(older);
      },
    ],
    [
      'setup refuses to upgrade during a visit',
      () => {
        demandRefusedDuringVisit(machine, () => machine.run(onDriveZ(newer.setup), '/S').code);
        return demandInstalled(older);
      },
    ],
    [
      'setup upgrades over a station that runs, and ends it first',
      async () => {
        const { ended } = await startStation(machine);
        install(machine, newer);
        const isEnded = await Promise.race([ended.then(() => true), after(START_MS).then(() => false)]);
        demand(isEnded, 'the station still runs');
        return demandInstalled(newer);
      },
    ],
    [
      'setup goes back to the older version',
      () => {
        install(machine, older);
        return demandInstalled(older);
      },
    ],
    [
      'setup repairs a file that was changed',
      () => {
        writeFileSync(machine.file(PROGRAM), 'changed');
        install(machine, older);
        return demandInstalled(older);
      },
    ],
    [
      'the uninstaller leaves the settings and nothing else',
      () => {
        // With `_?=` the uninstaller runs where it is, so that its end is waited for; it then leaves itself.
        const place = `C:\\${PLACE.replaceAll('/', '\\')}`;
        const { code } = machine.run(`${place}\\${UNINSTALLER}`, '/allusers', '/S', `_?=${place}`);
        demand(code === 0, `it ended with ${code}`);
        const left = machine.files(PLACE).filter((file) => file !== UNINSTALLER);
        demand(left.length === 0, `it left ${left.join(', ')}`);
        demandEntry(machine, null);
        demandSettings(machine);
        return 'settings kept';
      },
    ],
  ];
}

/** The MSI, as Group Policy and Intune install it. */
export function msiChecks(
  machine: WineMachine,
  { older, newer }: Versions,
): readonly (readonly [name: string, check: Check])[] {
  const msiexec = (verb: string, made: WindowsArtefacts): number =>
    machine.run('msiexec', verb, onDriveZ(made.msi), '/qn').code;
  const demandInstalled = (made: WindowsArtefacts): string => {
    const count = demandFiles(machine, made, [UNINSTALLER]);
    demandEntry(machine, made.version);
    demandSettings(machine);
    demandFolder(machine);
    return `${count} files, version ${made.version}`;
  };
  return [
    [
      'the MSI installs for the whole machine, in the same place',
      () => {
        demand(msiexec('/i', older) === 0, 'it does not install');
        return demandInstalled(older);
      },
    ],
    [
      'the MSI refuses to upgrade, and to go, during a visit',
      () => {
        demandRefusedDuringVisit(machine, () => msiexec('/i', newer));
        demandRefusedDuringVisit(machine, () => msiexec('/x', older));
        return demandInstalled(older);
      },
    ],
    [
      'the MSI upgrades, with one entry left',
      () => {
        demand(msiexec('/i', newer) === 0, 'it does not upgrade');
        return demandInstalled(newer);
      },
    ],
    [
      'the MSI refuses to go back',
      () => {
        demand(msiexec('/i', older) !== 0, 'the older version was accepted');
        return demandInstalled(newer);
      },
    ],
    [
      'the MSI is removed and leaves the settings',
      () => {
        demand(msiexec('/x', newer) === 0, 'it cannot be removed');
        const left = machine.files(PLACE).filter((file) => file !== UNINSTALLER);
        demand(left.length === 0, `it left ${left.join(', ')}`);
        demandEntry(machine, null);
        demandSettings(machine);
        return 'settings kept';
      },
    ],
  ];
}
