import { randomBytes } from 'node:crypto';
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
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
import type { Words } from './words.ts';

/** The sentence that a command prints: its result, or why it did nothing. */
type Answer = Promise<Result<string, string>>;

export const RUN: Readonly<
  Record<Exclude<Verb, 'serve'>, (opened: Opened, options: Options, words: Words) => Answer>
> = {
  'add-institution': addInstitution,
  code: issueCodes,
  revoke,
  'first-person': firstPerson,
  'time-zones': sendTimeZones,
  backup,
  'forget-backup': forgetBackup,
  restored,
  'change-key': changeKey,
};

async function addInstitution({ service }: Opened, { given }: Options, words: Words): Answer {
  const missing = missingOf(given, ['id', 'name-en', 'name-fr', 'province', 'zone', 'language'], words);
  if (missing !== null) return missing;
  const { id, province, zone = '', language, location = '' } = given;
  const about = Enrolment.shape.institution.safeParse({
    ...{ id, province, zone, firstLanguage: language },
    name: { en: given['name-en'], fr: given['name-fr'] },
  });
  if (!about.success) return refuse(words.badValue(about.error.issues[0]?.path.join('-') ?? ''));
  if (wallClock(0, zone) === null) return refuse(words.badZone(zone));
  if ((await service.institutions.find(about.data.id)) !== null)
    return refuse(words.institutionExists(about.data.id));
  const { known } = await service.institutions.add({
    institution: about.data,
    ...{ location, station: '', keyId: `key-${toB64u(randomBytes(6))}`, seed: toB64u(newSeed()) },
  });
  return ok(words.institutionAdded(keyFingerprint(known.signer.publicKey)));
}

async function firstPerson({ service }: Opened, { given }: Options, words: Words): Answer {
  const missing = missingOf(given, ['institution', 'name'], words);
  if (missing !== null) return missing;
  const { institution = '', name = '' } = given;
  const code = await service.people.firstCode(institution, name);
  return code === null ? refuse(words.noFirstPerson(institution)) : ok(words.firstPersonCode(code));
}

async function issueCodes({ service }: Opened, { given, devices }: Options, words: Words): Answer {
  const found = await institutionOf(service, given, words);
  if (!found.ok) return found;
  const { id, location } = found.value;
  const wish = { institution: id, location: given['location'] ?? location };
  if (devices.length === 0) return ok(await service.issueCode({ ...wish, device: null }));
  const enrolmentCodes: Record<string, string> = {};
  for (const device of devices) enrolmentCodes[device] = await service.issueCode({ ...wish, device });
  // The form that a station's provisioning file has.
  return ok(JSON.stringify({ enrolmentCodes }, null, 2));
}

async function revoke({ service }: Opened, { given }: Options, words: Words): Answer {
  const missing = missingOf(given, ['station'], words);
  if (missing !== null) return missing;
  const found = await institutionOf(service, given, words);
  if (!found.ok) return found;
  const { station = '' } = given;
  const { id } = found.value;
  return service.syncStore.write(async (writer) => {
    const stations = await writer.stations(id);
    if (!stations.some((row) => row.station === station)) return refuse(words.noStation(station));
    await writer.revoke(id, station, toInstant(clock.now()));
    return ok(words.revoked(station));
  });
}

/** To the stations of one institution, or of all. */
async function sendTimeZones({ service }: Opened, { given }: Options, words: Words): Answer {
  const missing = missingOf(given, ['file'], words);
  if (missing !== null) return missing;
  const { file = '', institution } = given;
  const table = readTable(file);
  if (table === null) return refuse(words.zonesUnreadable(file));
  const ids = institution === undefined ? await service.institutions.ids() : [institution];
  let release = '';
  for (const id of ids) {
    const found = await service.institutions.find(id);
    if (found === null) return refuse(words.whichInstitution(await service.institutions.ids()));
    const sent = await found.institution.settings.setTimeZones('command-line', table);
    if (!sent.ok) return refuse(words.zonesUnreadable(file));
    release = sent.value;
  }
  return ids.length === 0 ? refuse(words.whichInstitution(ids)) : ok(words.zonesSent(release, ids));
}

function readTable(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null; // missing, unreadable or no JSON: the same sentence
  }
}

const run = promisify(execFile);

async function backup({ storage }: Opened, { place, given }: Options, words: Words): Answer {
  if (place.kind === 'folder') {
    return ok((await storage.makeBackup?.()) ?? '');
  }
  if (given['file'] === undefined) return refuse(words.backupFileMissing);
  const file = path.resolve(given['file']);
  if (existsSync(file)) return refuse(words.backupExists(file));
  // Read before the dump, which holds at least this much.
  const heads = await readHeads(storage.database);
  const takenAt = toInstant(clock.now());
  try {
    await run('pg_dump', ['--format=custom', `--file=${file}`, place.url]);
    // A backup that does not open is not one.
    await run('pg_restore', ['--list', file], { maxBuffer: 64 * 1024 * 1024 });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    return refuse(words.dumpFailed(file, code));
  }
  await registerBackup(storage.database, { name: file, takenAt, heads });
  return ok(words.backupMade(file));
}

async function forgetBackup({ storage }: Opened, { given }: Options, words: Words): Answer {
  const missing = missingOf(given, ['file'], words);
  if (missing !== null) return missing;
  const file = path.resolve(given['file'] ?? '');
  const known = await registeredBackups(storage.database);
  if (!known.includes(file)) return refuse(words.backupUnknown(file, known));
  await unregisterBackup(storage.database, file);
  return ok(words.backupForgotten(file));
}

async function restored({ service }: Opened, _options: Options, words: Words): Answer {
  await service.syncStore.write((writer) =>
    markRestored({ clock, randomBytes: (length) => randomBytes(length) }, writer),
  );
  return ok(words.restored);
}

async function changeKey({ storage }: Opened, { given, keyFile }: Options, words: Words): Answer {
  const missing = missingOf(given, ['new-key'], words);
  if (missing !== null) return missing;
  const to = readKeyFile(given['new-key'] ?? '');
  const from = keyFile === null ? null : readKeyFile(keyFile);
  if (from === null) return refuse(words.oldKeyMissing);
  if (to === null) return refuse(words.newKeyUnreadable);
  const changed = await changeSecret(storage.database, { from, to });
  return changed.ok ? ok(words.keyChanged) : refuse(words.keyDoesNotOpen);
}

async function institutionOf(
  { institutions }: Opened['service'],
  given: Options['given'],
  words: Words,
): Promise<Result<{ readonly id: string; readonly location: Enrolment['location'] }, string>> {
  const ids = await institutions.ids();
  const id = given['institution'] ?? (ids.length === 1 ? ids[0] : undefined);
  const found = id === undefined ? null : await institutions.find(id);
  if (id === undefined || found === null) {
    return refuse(words.whichInstitution(ids));
  }
  return ok({ id, location: found.profile.location });
}

function missingOf(
  given: Options['given'],
  names: readonly string[],
  words: Words,
): { readonly ok: false; readonly refusal: string } | null {
  const missing = names.filter((name) => (given[name] ?? '').trim() === '');
  return missing.length === 0 ? null : refuse(words.optionsMissing(missing.map((name) => `--${name}`)));
}
