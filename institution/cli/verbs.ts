import { randomBytes } from 'node:crypto';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { toInstant } from '../../shared/clock.ts';
import { ok, refuse, type Result } from '../../shared/result.ts';
import { wallClock } from '../../shared/schedule/local-time.ts';
import { toB64u } from '../../shared/sync/encoding.ts';
import { keyFingerprint, newSeed } from '../../shared/sync/keys.ts';
import { Enrolment } from '../../shared/sync/rows.ts';
import { markRestored } from '../core/sync/epoch.ts';
import { readHeads, registerBackup, registeredBackups, unregisterBackup } from '../store/backup-register.ts';
import { changeSecret } from '../store/data-key.ts';
import { clock, type Opened } from './open-service.ts';
import { type Options, readKeyFile, type Verb } from './options.ts';

/** What a verb prints, or a sentence that says why it did nothing. */
type Said = Promise<Result<string, string>>;

export const RUN: Readonly<Record<Exclude<Verb, 'serve'>, (opened: Opened, options: Options) => Said>> = {
  'add-institution': addInstitution,
  code: issueCodes,
  revoke,
  'first-person': firstPerson,
  backup,
  'forget-backup': forgetBackup,
  restored,
  'change-key': changeKey,
};

async function addInstitution({ service }: Opened, { given }: Options): Said {
  const missing = missingOf(given, ['id', 'name-en', 'name-fr', 'province', 'zone', 'language']);
  if (missing !== null) return missing;
  const { id, province, zone = '', language, location = '' } = given;
  const about = Enrolment.shape.institution.safeParse({
    ...{ id, province, zone, firstLanguage: language },
    name: { en: given['name-en'], fr: given['name-fr'] },
  });
  if (!about.success)
    return refuse(`--${about.error.issues[0]?.path.join('-') ?? ''} is not as it should be.`);
  if (wallClock(0, zone) === null)
    return refuse(`--zone takes a name such as America/Toronto, not "${zone}".`);
  if ((await service.institutions.find(about.data.id)) !== null)
    return refuse(`There is an institution "${about.data.id}" already.`);
  const { known } = await service.institutions.add({
    institution: about.data,
    ...{ location, station: '', keyId: `key-${toB64u(randomBytes(6))}`, seed: toB64u(newSeed()) },
  });
  return ok(`Key, to compare with a station’s: ${keyFingerprint(known.signer.publicKey)}`);
}

async function firstPerson({ service }: Opened, { given }: Options): Said {
  const missing = missingOf(given, ['institution', 'name']);
  if (missing !== null) return missing;
  const { institution = '', name = '' } = given;
  const code = await service.people.firstCode(institution, name);
  return code === null
    ? refuse(
        `There is no institution "${institution}", or somebody there has a password already and can issue codes.`,
      )
    : ok(`Code, for 24 hours, on the sign-in page: ${code}`);
}

async function issueCodes({ service }: Opened, { given, devices }: Options): Said {
  const found = await institutionOf(service, given);
  if (!found.ok) return found;
  const { id, location } = found.value;
  const wish = { institution: id, location: given['location'] ?? location };
  if (devices.length === 0) return ok(await service.issueCode({ ...wish, device: null }));
  const enrolmentCodes: Record<string, string> = {};
  for (const device of devices) enrolmentCodes[device] = await service.issueCode({ ...wish, device });
  // As a station's provisioning file takes it.
  return ok(JSON.stringify({ enrolmentCodes }, null, 2));
}

async function revoke({ service }: Opened, { given }: Options): Said {
  const missing = missingOf(given, ['station']);
  if (missing !== null) return missing;
  const found = await institutionOf(service, given);
  if (!found.ok) return found;
  const { station = '' } = given;
  const { id } = found.value;
  return service.syncStore.write(async (writer) => {
    const stations = await writer.stations(id);
    if (!stations.some((row) => row.station === station)) return refuse(`There is no station "${station}".`);
    await writer.revoke(id, station, toInstant(clock.now()));
    return ok(`${station} is revoked: nothing is taken from it any more.`);
  });
}

const run = promisify(execFile);

async function backup({ storage }: Opened, { place, given }: Options): Said {
  if (place.kind === 'folder') {
    return ok((await storage.makeBackup?.()) ?? '');
  }
  if (given['file'] === undefined) return refuse('Say where the backup goes: --file FILE.');
  const file = path.resolve(given['file']);
  if (existsSync(file)) return refuse(`There is a file ${file} already.`);
  // Read before the dump, which holds at least this much.
  const heads = await readHeads(storage.database);
  const takenAt = toInstant(clock.now());
  try {
    await run('pg_dump', ['--format=custom', `--file=${file}`, place.url]);
    // A backup that does not open is none.
    await run('pg_restore', ['--list', file], { maxBuffer: 64 * 1024 * 1024 });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    return refuse(`pg_dump made no backup (${code}): is it installed, and may it write ${file}?`);
  }
  await registerBackup(storage.database, { name: file, takenAt, heads });
  return ok(`${file}: stations may erase what it and every other registered backup hold.`);
}

async function forgetBackup({ storage }: Opened, { given }: Options): Said {
  const missing = missingOf(given, ['file']);
  if (missing !== null) return missing;
  const file = path.resolve(given['file'] ?? '');
  const known = await registeredBackups(storage.database);
  if (!known.includes(file))
    return refuse(`No backup ${file} is registered, but: ${known.join(', ') || 'none'}.`);
  await unregisterBackup(storage.database, file);
  return ok(`${file} is forgotten and may be deleted.`);
}

async function restored({ service }: Opened): Said {
  const all = { institution: null, known: 0 };
  await service.syncStore.write((writer) =>
    markRestored({ randomBytes: (length) => randomBytes(length) }, writer, all),
  );
  return ok('Stations will compare what they have with this data, and send what it lacks.');
}

async function changeKey({ storage }: Opened, { given, keyFile }: Options): Said {
  const missing = missingOf(given, ['new-key']);
  if (missing !== null) return missing;
  const to = readKeyFile(given['new-key'] ?? '');
  const from = keyFile === null ? null : readKeyFile(keyFile);
  if (from === null) return refuse('Say what sealed the data until now: --key FILE.');
  if (to === null) return refuse('The file of --new-key cannot be read, or has less than 20 characters.');
  const changed = await changeSecret(storage.database, { from, to });
  return changed.ok
    ? ok('Start the service with the new file from now on. Backups from before need the old one.')
    : refuse('The key does not open this data.');
}

async function institutionOf(
  { institutions }: Opened['service'],
  given: Options['given'],
): Promise<Result<{ readonly id: string; readonly location: Enrolment['location'] }, string>> {
  const ids = await institutions.ids();
  const id = given['institution'] ?? (ids.length === 1 ? ids[0] : undefined);
  const found = id === undefined ? null : await institutions.find(id);
  if (id === undefined || found === null) {
    return refuse(`Say which institution: --institution, one of ${ids.join(', ') || '(none is there yet)'}.`);
  }
  return ok({ id, location: found.profile.location });
}

function missingOf(
  given: Options['given'],
  names: readonly string[],
): { readonly ok: false; readonly refusal: string } | null {
  const missing = names.filter((name) => (given[name] ?? '').trim() === '');
  return missing.length === 0 ? null : refuse(`Give ${missing.map((name) => `--${name}`).join(', ')} too.`);
}
