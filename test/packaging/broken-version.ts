import { execFileSync } from 'node:child_process';
import { closeSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import { locate } from './archive.ts';

/**
 * A package that installs normally and whose program does not work: `code` replaces the main process.
 * Made out of a real one, whose archive keeps its length.
 */
export function brokenVersion(good: string, version: string, code: string, folder: string): string {
  const work = path.join(folder, `broken-${version}`);
  execFileSync('dpkg-deb', ['--raw-extract', good, work]);
  const control = path.join(work, 'DEBIAN', 'control');
  writeFileSync(control, readFileSync(control, 'utf8').replace(/^Version: .+$/mu, `Version: ${version}`));
  const archive = path.join(work, 'opt/child-link-station/resources/app.asar');
  const { at, size } = locate(archive, 'main.cjs');
  const handle = openSync(archive, 'r+');
  writeSync(handle, Buffer.from(code.padEnd(size)), 0, size, at);
  closeSync(handle);
  const file = path.join(folder, `broken-${version}.deb`);
  execFileSync('dpkg-deb', ['--root-owner-group', '-Zgzip', '-z1', '--build', work, file], {
    stdio: 'ignore',
  });
  rmSync(work, { recursive: true });
  return file;
}
