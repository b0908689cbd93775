import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { createInstitution, type Institution } from '../institution/server.ts';
import { practiceSeed } from '../institution/practice-data.ts';
import type { Machine } from './machine.ts';
import { type Check, demand } from './report.ts';

export interface Versions {
  /** The Debian packages of one and the same program, the second newer. */
  readonly older: { readonly file: string; readonly version: string };
  readonly newer: { readonly file: string; readonly version: string };
}

const DATA = '/var/lib/child-link';
/** The command of docs/deployment.md, answered. */
const SET_BOOT_PASSWORD = [
  "printf 'an invented password\\nan invented password\\n'",
  'grub-mkpasswd-pbkdf2',
  'install -m 600 /dev/stdin /etc/child-link/grub-password',
].join(' | ');
const clock = { now: Date.now, monotonicMs: () => performance.now(), status: () => 'synced' as const };

/** An institution on loopback, which the machine reaches as its own. */
export async function institution(): Promise<Institution> {
  const made = await createInstitution({ dataDir: ':memory:', clock, seed: practiceSeed(Date.now()) });
  if (!made.ok) throw new Error(made.refusal.code);
  return made.value;
}

/** From a bare machine to the first start, as docs/deployment.md says, and through everything that IT does to it later. */
export function lifecycleChecks(
  machine: Machine,
  server: Institution,
  { older, newer }: Versions,
): readonly (readonly [string, Check])[] {
  let entries = 0;
  const grown = (what: string): string => {
    const now = machine.verified();
    demand(now >= entries, `${what}: ${entries} entries became ${now}`);
    entries = now;
    return `${now} entries, every hash and receipt holds`;
  };
  const sent = (): Promise<number> =>
    machine.until(/"state":"safe"/u, 60_000, 'child-link-station', 'status', '--json');
  return [
    [
      'apt installs it, with what it needs',
      () => {
        const file = machine.bring(older.file, '/srv/older.deb');
        machine.must('apt-get', '-q', 'update');
        machine.must('apt-get', '-q', 'install', '--yes', '--no-install-recommends', file);
        const complaints = machine.must('dpkg', '--audit');
        demand(complaints.trim() === '', complaints);
        return machine.version();
      },
    ],
    [
      'without settings it says so',
      () => {
        const { code, output } = machine.run('child-link-station', 'settings', 'check');
        demand(code === 1 && output.includes('/etc/child-link/station.json'), output);
        return output.trim();
      },
    ],
    [
      'settings and the provisioning file are put in place, the machine is closed, the station starts',
      async () => {
        machine.write(
          '/etc/child-link/station.json',
          JSON.stringify({ dataFolder: DATA, serverUrl: server.url, meeting: { sites: ['one.example'] } }),
        );
        machine.must('child-link-station', 'settings', 'check');
        const code = await server.code();
        machine.write('/root/provisioning.json', JSON.stringify({ enrolmentCode: code }), 0o600);
        const owner = ['-o', 'child-link', '-g', 'child-link'];
        machine.must('install', '-m', '0600', ...owner, '/root/provisioning.json', `${DATA}/`);
        machine.must('sh', '-c', SET_BOOT_PASSWORD);
        machine.must('child-link-station', 'hardening', 'apply');
        machine.must('child-link-station', 'hardening', 'check');
        machine.must('sh', '-c', '/etc/grub.d/01_child_link | grub-script-check');
        machine.withoutAScreen();
        machine.systemctl('start');
        const readyMs = await machine.ready(older.version);
        await sent();
        demand(!existsSync(path.join(machine.root, DATA, 'provisioning.json')), 'the code is still there');
        return `ready after ${readyMs} ms, enrolled, its code erased, ${grown('start')}`;
      },
    ],
    [
      'a bundle for IT has no name, host or path in it',
      () => {
        machine.must('child-link-station', 'diagnose', '--bundle', `${DATA}/bundle.json`);
        const bundle = machine.read(`${DATA}/bundle.json`);
        const host = new URL(server.url).host;
        for (const trace of [DATA, host, 'one.example']) demand(!bundle.includes(trace), `it holds ${trace}`);
        return `${bundle.length} bytes`;
      },
    ],
    [
      'apt upgrades it with its data',
      async () => {
        const file = machine.bring(newer.file, '/srv/newer.deb');
        machine.must('apt-get', '-q', 'install', '--yes', '--no-install-recommends', file);
        const readyMs = await machine.ready(newer.version);
        await sent();
        return `${machine.version()}, ready ${readyMs} ms later by itself, ${grown('upgrade')}`;
      },
    ],
    [
      'an older version does not replace it',
      () => {
        const { code, output } = machine.run(
          ...(['apt-get', '-q', 'install', '--yes', '--allow-downgrades', '/srv/older.deb'] as const),
        );
        demand(code !== 0 && output.includes('is newer'), `ended with ${code}: ${output}`);
        demand(machine.version() === newer.version, machine.version());
        demand(machine.must('dpkg', '--audit').trim() === '', 'dpkg has complaints');
        machine.systemctl('is-active');
        return `refused, still running, ${grown('downgrade')}`;
      },
    ],
    [
      'nothing replaces it during a visit',
      () => {
        machine.must('install', '-o', 'child-link', '/dev/null', '/run/child-link-station/visit');
        const { code, output } = machine.run('dpkg', '--install', '/srv/newer.deb');
        machine.systemctl('is-active');
        machine.must('rm', '/run/child-link-station/visit');
        demand(code !== 0 && output.includes('a visit is under way'), `ended with ${code}: ${output}`);
        return 'refused, and the station was not stopped for it';
      },
    ],
    [
      'removing it leaves the record whole',
      () => {
        machine.must('apt-get', '-q', 'remove', '--yes', 'child-link-station');
        demand(!existsSync(path.join(machine.root, 'opt/child-link-station')), 'the program is still there');
        const kept = readdirSync(path.join(machine.root, DATA));
        for (const name of ['journal.sqlite', 'identity.json', 'seal.key'])
          demand(kept.includes(name), `${name} is gone`);
        return kept.filter((name) => !name.startsWith('journal.sqlite-')).join(', ');
      },
    ],
    [
      'installed again it goes on with the same record',
      async () => {
        machine.must('apt-get', '-q', 'install', '--yes', '--no-install-recommends', '/srv/newer.deb');
        machine.must('child-link-station', 'hardening', 'apply');
        machine.systemctl('restart');
        await machine.ready(newer.version);
        await sent();
        return grown('installing again');
      },
    ],
  ];
}
