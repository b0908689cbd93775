// IT needs these on Windows before the station is installed: policy templates, hardening, application control.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { repository } from '../setup/places.mjs';
import { filesBelow } from './manifest.ts';

const FOLDERS = ['application-control', 'hardening', 'policies'];

export function writeHardeningArchive(file: string): void {
  const files = FOLDERS.flatMap((name) => {
    const folder = join(repository, 'assets', 'windows', name);
    return filesBelow(folder).map(
      (inside) => [`${name}/${inside}`, readFileSync(join(folder, inside))] as const,
    );
  });
  writeFileSync(file, zipSync(Object.fromEntries(files)));
}
