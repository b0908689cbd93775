import path from 'node:path';
import { guideBlock } from './guide.ts';
import type { Versions } from './lifecycle.ts';
import type { Machine } from './machine.ts';
import { makeKey, makeSource, type PackageServer } from './package-source.ts';
import { demand } from './report.ts';

export const STAGE = 'child-link-update.service';
export const INSTALL = 'child-link-update-install.service';
export const KEPT = '/var/lib/child-link-update';
export const DATA = '/var/lib/child-link';
const HOUR_MS = 3_600_000;

/** Sets the minute of the day at which the station installs the staged version. */
export function setUpdateMinute(machine: Machine, at: Date): void {
  machine.write(
    '/etc/child-link/station.json',
    JSON.stringify({ dataFolder: DATA, updates: { at: at.toTimeString().slice(0, 5) } }),
  );
}

/** Installs the package and points it at the institution's package source in the guide's words; its key is in `trusted`. */
export async function installWithUpdates(
  machine: Machine,
  server: PackageServer,
  { file, version }: Versions['older'],
  trusted: string,
  updateAt: Date,
): Promise<void> {
  machine.run('apt-get', '-q', 'purge', '--yes', 'child-link-station');
  const brought = machine.bring(file, '/srv/older.deb');
  machine.must('apt-get', '-q', 'install', '--yes', '--no-install-recommends', brought);
  // After the purge, which removes the settings.
  setUpdateMinute(machine, updateAt);
  machine.bring(path.join(trusted, 'child-link.gpg'), '/srv/child-link.gpg');
  const commands = guideBlock('tee /etc/child-link/updates.sources');
  const withSource = commands.replace(/^URIs: .+$/mu, `URIs: ${server.url}`);
  demand(withSource !== commands, 'the source to replace is not in the guide');
  machine.must('sh', '-ec', `cd /srv\n${withSource}`);
  // The checks choose the moment themselves.
  machine.must('systemctl', 'stop', 'child-link-update.timer', 'child-link-update-install.path');
  for (const unit of [INSTALL, 'child-link-update-recover.service'])
    machine.write(
      `/etc/systemd/system/${unit}.d/soon.conf`,
      '[Service]\nEnvironment=CHILD_LINK_READY_SECONDS=40\n',
    );
  machine.withoutAScreen();
  machine.systemctl('restart');
  await machine.ready(version);
}

/** As {@link installWithUpdates}, with a source of both versions and no update at any hour of the test. */
export async function setUpUpdates(
  machine: Machine,
  server: PackageServer,
  { older, newer }: Versions,
  work: string,
): Promise<void> {
  const source = makeSource(path.join(work, 'both'), [older.file, newer.file], makeKey(work, 'both'));
  server.folder = source;
  machine.must('apt-get', '-q', 'update');
  await installWithUpdates(machine, server, older, source, new Date(Date.now() - HOUR_MS));
  // As `hardening apply` does.
  machine.must('systemctl', 'enable', 'child-link-station.service');
}
