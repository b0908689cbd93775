// The Debian package of the institution's service: the bundle under /opt, a unit of systemd, the command, its settings.
import { join } from 'node:path';
import { buildInstitutionService } from '../institution-service.ts';
import { repository } from '../setup/places.mjs';
import { type Compression, packStage, put } from './deb.ts';

const assets = join(repository, 'assets', 'institution');
const NAME = 'child-link-institution';

const FILES = [
  ['child-link-institution.service', 'usr/lib/systemd/system/child-link-institution.service', 0o644],
  ['child-link-institution', 'usr/bin/child-link-institution', 0o755],
  ['default', 'etc/default/child-link-institution', 0o644],
] as const;

export async function makeInstitutionDeb(parts: {
  readonly work: string;
  readonly file: string;
  readonly compression: Compression;
  readonly about: { readonly version: string; readonly maintainer: string };
}): Promise<void> {
  const { work, file, compression, about } = parts;
  const stage = join(work, 'institution-deb');
  await buildInstitutionService(join(stage, 'opt', NAME));
  for (const [from, to, mode] of FILES) put(join(assets, from), join(stage, to), mode);
  put(join(repository, 'LICENSE'), join(stage, 'usr', 'share', 'doc', NAME, 'copyright'), 0o644);
  const rows = {
    Package: NAME,
    Depends: 'adduser, libc6, libstdc++6',
    Recommends: 'nginx | httpd',
    Suggests: 'postgresql-client',
    Section: 'net',
    Description:
      "Child Link institution\n The institution's service for Child Link stations, and its pages.\n .\n" +
      ' Le service de l’établissement pour les postes Child Link, et ses pages.',
  };
  await packStage({ stage, file, compression, about, rows, scripts: join(assets, 'debian') });
}
