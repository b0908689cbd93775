import {
  appendFileSync,
  copyFileSync,
  cpSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { brokenVersion } from './broken-version.ts';
import type { Versions } from './lifecycle.ts';
import type { Machine } from './machine.ts';
import { makeKey, makeSource, type PackageServer } from './package-source.ts';
import { type Check, demand } from './report.ts';
import { DATA, INSTALL, installWithUpdates, KEPT, setUpdateMinute, STAGE } from './update-setup.ts';

const BROKEN = "process.stderr.write('broken on purpose');process.exit(9);";
const MIGRATING = `const Database = require('better-sqlite3');
const record = new Database('${DATA}/journal.sqlite');
record.pragma('user_version = 99');
record.close();
process.exit(9);`;

/** Updates from a package source of the institution's own, right ones and wrong ones, on a machine that runs `older`. */
export function updateChecks(
  machine: Machine,
  server: PackageServer,
  { older, newer }: Versions,
  work: string,
): readonly (readonly [string, Check])[] {
  const key = makeKey(work, 'institution');
  const source = (name: string, ...packages: readonly string[]): string =>
    makeSource(path.join(work, name), packages, key);
  const good = source('good', older.file, newer.file);
  const changed = (name: string, change: (folder: string) => void): string => {
    const folder = path.join(work, name);
    cpSync(good, folder, { recursive: true });
    change(folder);
    return folder;
  };
  const poolFile = (folder: string): string => {
    const name = readdirSync(path.join(folder, 'pool')).find((one) => one.includes(newer.version));
    return path.join(folder, 'pool', name ?? '');
  };
  const staged = (): string => machine.run('cat', `${KEPT}/staged`).output.trim();
  const stage = async (folder: string): Promise<{ readonly failed: boolean; readonly said: string }> => {
    server.folder = folder;
    machine.run(
      'rm',
      '-rf',
      `${KEPT}/staged`,
      `${KEPT}/staged.deb`,
      `${KEPT}/former`,
      `${KEPT}/lists`,
      `${KEPT}/cache`,
    );
    // systemd itself refuses what is started too often in ten seconds.
    machine.run('systemctl', 'reset-failed', STAGE);
    const { code } = await machine.attend('systemctl', 'start', STAGE);
    const said = machine.run(
      'journalctl',
      '--no-pager',
      '--output=cat',
      '--lines=12',
      '--unit',
      STAGE,
    ).output;
    return { failed: code !== 0, said };
  };
  const refused = (what: string, folder: () => string): readonly [string, Check] => [
    `${what} is refused`,
    async () => {
      const { failed, said } = await stage(folder());
      demand(failed, `it was taken: ${said}`);
      demand(staged().includes('No such file'), `it lies ready: ${staged()}`);
      demand(machine.version() === older.version, machine.version());
      return (
        said.split('\n').findLast((line) => /^E: |child-link-update:/u.test(line)) ?? 'nothing is staged'
      );
    },
  ];
  const installed = async (): Promise<string> => {
    await machine.until(
      /inactive|failed/u,
      120_000,
      'systemctl',
      'show',
      '--property=ActiveState',
      '--value',
      INSTALL,
    );
    return machine.version();
  };
  const ask = (): void =>
    void machine.must('install', '-o', 'child-link', '/dev/null', '/run/child-link-station/update-now');
  let entries = 0;

  const comesBack = (what: string, version: string, code: string): readonly [string, Check] => [
    what,
    async () => {
      const broken = brokenVersion(newer.file, version, code, work);
      const { failed, said } = await stage(source(`source-${version}`, older.file, newer.file, broken));
      demand(!failed && staged() === version, said);
      entries = machine.verified();
      ask();
      await machine
        .until(/inactive|failed/u, 5000, 'systemctl', 'show', '--property=ActiveState', '--value', INSTALL)
        .catch(() => 0);
      await machine.until(new RegExp(`^${version}$`, 'mu'), 180_000, 'cat', `${KEPT}/refused`);
      demand((await installed()) === newer.version, machine.version());
      await machine.ready(newer.version);
      const now = machine.verified();
      demand(now >= entries, `${entries} entries became ${now}`);
      await stage(server.folder);
      demand(staged() !== version, 'it would be tried again');
      return `${newer.version} runs again, ${now} entries hold, ${version} is not tried again`;
    },
  ];

  return [
    [
      'the older version runs',
      async () => {
        await installWithUpdates(machine, server, older, good, new Date());
        return `${older.version}, ${machine.verified()} entries`;
      },
    ],
    refused('a source without a signature', () =>
      changed('unsigned', (folder) => rmSync(path.join(folder, 'dists/stable/InRelease'))),
    ),
    refused('a source that another key signed', () =>
      makeSource(path.join(work, 'stranger'), [older.file, newer.file], makeKey(work, 'stranger')),
    ),
    refused('a list that was changed after it was signed', () =>
      changed('list', (folder) =>
        appendFileSync(path.join(folder, 'dists/stable/main/binary-amd64/Packages'), '\n'),
      ),
    ),
    refused('a package that was changed', () =>
      changed('changed', (folder) => {
        const bytes = readFileSync(poolFile(folder));
        const middle = bytes.length >> 1;
        bytes.writeUInt8(bytes.readUInt8(middle) ^ 1, middle);
        writeFileSync(poolFile(folder), bytes);
      }),
    ),
    refused('a package that was cut short', () =>
      changed('short', (folder) => truncateSync(poolFile(folder), 50_000_000)),
    ),
    refused('an older package under a newer name', () =>
      changed('renamed', (folder) => copyFileSync(older.file, poolFile(folder))),
    ),
    refused('a source without the running version, to go back to,', () => source('no-way-back', newer.file)),
    [
      'a source with nothing newer changes nothing',
      async () => {
        const { failed, said } = await stage(source('older', older.file));
        demand(!failed && staged().includes('No such file'), said);
        return (
          said
            .trim()
            .split('\n')
            .findLast((line) => line.startsWith('child-link-update:')) ?? ''
        );
      },
    ],
    [
      'a newer version waits while a visit is under way',
      async () => {
        // The sign comes first: the station's own hour has struck already.
        machine.must('install', '-o', 'child-link', '/dev/null', '/run/child-link-station/visit');
        const { failed, said } = await stage(good);
        demand(!failed && staged() === newer.version, said);
        ask();
        machine.must('systemctl', 'start', 'child-link-update-install.path');
        await machine.until(/a visit is under way/u, 20_000, 'journalctl', '--no-pager', '--unit', INSTALL);
        demand(machine.version() === older.version, machine.version());
        machine.run('systemctl', 'stop', 'child-link-update-install.path');
        machine.must('rm', '-f', '/run/child-link-station/visit', '/run/child-link-station/update-now');
        return `${newer.version} lies ready, ${older.version} runs`;
      },
    ],
    [
      'at its hour the station has the newer version take its place',
      async () => {
        entries = machine.verified();
        setUpdateMinute(machine, new Date());
        machine.systemctl('restart');
        await machine.ready(older.version);
        machine.must('systemctl', 'start', 'child-link-update-install.path');
        const waitedMs = await machine.ready(newer.version, 120_000);
        demand((await installed()) === newer.version, machine.version());
        const now = machine.verified();
        demand(now > entries, `${entries} entries became ${now}`);
        return `${newer.version} ready ${Math.round(waitedMs / 1000)} s later, ${now} entries hold`;
      },
    ],
    comesBack('a version that does not start gives way to the former one', '0.9.1', BROKEN),
    comesBack('one that migrated the record before it failed does too, record and all', '0.9.2', MIGRATING),
  ];
}
