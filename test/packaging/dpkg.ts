import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { type Check, demand } from './report.ts';

/** Folders that existed before, or that dpkg keeps, are not leftovers. */
const DPKG_OWN = /^var\/(?:lib\/dpkg|cache|log)\//u;
const ACCOUNT = /^etc\/(?:passwd|group|shadow|gshadow)-?$/u;

/** Installs, removes and purges in a separate root made by debootstrap. Dependencies are not installed. */
export function dpkgChecks(root: string, deb: string): readonly (readonly [string, Check])[] {
  const before = listing(root);
  const dpkg = (...parameters: readonly string[]): string => {
    const ended = spawnSync('dpkg', [`--root=${root}`, '--force-depends', ...parameters], {
      encoding: 'utf8',
    });
    demand(ended.status === 0, `dpkg ${parameters.join(' ')} ended with ${ended.status}: ${ended.stderr}`);
    return ended.stdout;
  };
  const inRoot = (...command: readonly string[]): string =>
    execFileSync('chroot', [root, ...command], { encoding: 'utf8' }).trim();
  return [
    [
      'dpkg installs it',
      () => {
        dpkg('--install', deb);
        demand(
          inRoot('stat', '-c', '%U:%a', '/var/lib/child-link') === 'child-link:700',
          'the data folder is not its own',
        );
        demand(
          inRoot('stat', '-c', '%U:%a', '/opt/child-link-station/chrome-sandbox') === 'root:4755',
          'chrome-sandbox',
        );
        const open = inRoot(
          'find',
          '/opt/child-link-station',
          '(',
          '!',
          '-user',
          'root',
          '-o',
          '-perm',
          '/022',
          ')',
        );
        demand(open === '', `may be changed: ${open}`);
        return inRoot('dpkg-query', '-W', '-f', '${Version} ${db:Status-Status}', 'child-link-station');
      },
    ],
    [
      'dpkg --audit',
      () => {
        const complaints = dpkg('--audit');
        demand(complaints.trim() === '', complaints);
        return 'nothing';
      },
    ],
    [
      'every file is as packaged',
      () => {
        const changed = dpkg('--verify', 'child-link-station');
        demand(changed.trim() === '', changed);
        return 'dpkg --verify is silent';
      },
    ],
    [
      'installs again over itself, with the data untouched',
      () => {
        inRoot(
          'sh',
          '-c',
          'echo record > /var/lib/child-link/journal.sqlite; echo "{}" > /etc/child-link/station.json',
        );
        dpkg('--install', deb);
        demand(inRoot('cat', '/var/lib/child-link/journal.sqlite') === 'record', 'the record is gone');
        demand(inRoot('cat', '/etc/child-link/station.json') === '{}', 'the settings are gone');
        return 'record and settings are there';
      },
    ],
    [
      'removing leaves data and settings',
      () => {
        dpkg('--remove', 'child-link-station');
        demand(!existsSync(path.join(root, 'opt/child-link-station')), 'the program is still there');
        demand(existsSync(path.join(root, 'etc/child-link/station.json')), 'the settings are gone');
        return 'the program is gone';
      },
    ],
    [
      'purging leaves nothing but data',
      () => {
        dpkg('--purge', 'child-link-station');
        const left = listing(root).filter(
          (name) => !before.includes(name) && !DPKG_OWN.test(name) && !ACCOUNT.test(name),
        );
        const strange = left.filter((name) => !name.startsWith('var/lib/child-link'));
        demand(strange.length === 0, `left: ${strange.join(', ')}`);
        demand(existsSync(path.join(root, 'var/lib/child-link/journal.sqlite')), 'the record is gone');
        execFileSync('rm', ['-rf', path.join(root, 'var/lib/child-link')]);
        return left.join(', ');
      },
    ],
  ];
}

function listing(root: string): readonly string[] {
  const skipped = new Set(['proc', 'sys', 'dev', 'run']);
  return (
    readdirSync(root)
      .filter((name) => !skipped.has(name) && statSync(path.join(root, name)).isDirectory())
      .flatMap((top) =>
        readdirSync(path.join(root, top), { recursive: true, encoding: 'utf8' }).map(
          (name) => `${top}/${name}`,
        ),
      )
      // A link that leads out of the root.
      .filter((name) => !name.startsWith('var/run/'))
  );
}
