import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ok, refuse, type Result } from '../../shared/result.ts';
import type { Words } from './words.ts';

export const VERBS = [
  'serve',
  'add-institution',
  'code',
  'revoke',
  'first-person',
  'time-zones',
  'backup',
  'forget-backup',
  'restored',
  'change-key',
] as const;
export type Verb = (typeof VERBS)[number];

export type Place =
  | { readonly kind: 'folder'; readonly folder: string; readonly restore: string | null }
  | { readonly kind: 'postgres'; readonly url: string };

export type Options = {
  readonly verb: Verb;
  readonly place: Place;
  readonly keyFile: string | null;
  readonly host: string;
  readonly port: number;
  readonly authority: string | null;
  readonly trustedProxies: readonly string[];
  readonly meetingHosts: readonly string[];
  /** How people reach it by a browser; null where they do not. */
  readonly browser: {
    readonly publicUrl: URL;
    readonly pages: string;
    readonly providerFile: string | null;
    readonly localAccounts: boolean;
  } | null;
  readonly pollSeconds: number;
  readonly backupMinutes: number | null;
  readonly backupsKept: number;
  readonly checkOnly: boolean;
  /** Options of the commands; each command checks those that it needs. */
  readonly given: Readonly<Record<string, string | undefined>>;
  readonly devices: readonly string[];
};

const text = { type: 'string' } as const;
const texts = { type: 'string', multiple: true } as const;
const FLAGS = {
  ...{ data: text, database: text, key: text, host: text, port: text, authority: text, restore: text },
  ...{ 'trusted-proxy': texts, 'meeting-host': texts, device: texts },
  ...{ 'poll-seconds': text, 'backup-every': text, 'backups-kept': text },
  ...{ id: text, 'name-en': text, 'name-fr': text, province: text, zone: text, language: text },
  ...{ 'public-url': text, pages: text, provider: text, name: text },
  'provider-only': { type: 'boolean' },
  ...{ location: text, institution: text, station: text, file: text, 'new-key': text },
  check: { type: 'boolean' },
  help: { type: 'boolean' },
} as const;

/** What the command line asks for; the refusal is a sentence. */
export function readOptions(args: readonly string[], words: Words): Result<Options | 'help', string> {
  let parsed;
  try {
    parsed = parseArgs({ args: [...args], options: FLAGS, allowPositionals: true });
  } catch (error) {
    return refuse(error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error));
  }
  const { values, positionals } = parsed;
  if (values.help === true) return ok('help');
  const [word = 'serve', ...rest] = positionals;
  const verb = VERBS.find((one) => one === word);
  if (verb === undefined || rest.length > 0) return refuse(words.unknownCommand(rest[0] ?? word));
  const place = placeOf(values, words);
  if (!place.ok) return place;
  const publicUrl = urlOf(values['public-url'], words);
  if (!publicUrl.ok) return publicUrl;
  const numbers = {
    port: wholeNumber({ name: 'port', given: values.port, otherwise: 8080, range: [0, 65_535] }, words),
    pollSeconds: wholeNumber(
      { name: 'poll-seconds', given: values['poll-seconds'], otherwise: 30, range: [1, 3600] },
      words,
    ),
    backupMinutes: wholeNumber(
      { name: 'backup-every', given: values['backup-every'], otherwise: 0, range: [1, 10_000] },
      words,
    ),
    backupsKept: wholeNumber(
      { name: 'backups-kept', given: values['backups-kept'], otherwise: 3, range: [1, 1000] },
      words,
    ),
  };
  const { port, pollSeconds, backupMinutes, backupsKept } = numbers;
  for (const number of Object.values(numbers)) if (!number.ok) return number;
  if (!port.ok || !pollSeconds.ok || !backupMinutes.ok || !backupsKept.ok) return refuse('');
  if (backupMinutes.value > 0 && place.value.kind === 'postgres') {
    return refuse(words.backupNeedsFolder);
  }
  return ok({
    verb,
    place: place.value,
    keyFile: values.key ?? null,
    host: values.host ?? '127.0.0.1',
    port: port.value,
    authority: values.authority ?? null,
    trustedProxies: values['trusted-proxy'] ?? [],
    meetingHosts: values['meeting-host'] ?? [],
    browser: publicUrl.value && {
      publicUrl: publicUrl.value,
      pages: path.resolve(values.pages ?? 'build/institution-pages'),
      providerFile: values.provider ?? null,
      localAccounts: values['provider-only'] !== true,
    },
    pollSeconds: pollSeconds.value,
    backupMinutes: backupMinutes.value === 0 ? null : backupMinutes.value,
    backupsKept: backupsKept.value,
    checkOnly: values.check === true,
    given: {
      ...{ id: values.id, province: values.province, zone: values.zone, language: values.language },
      ...{ 'name-en': values['name-en'], 'name-fr': values['name-fr'], location: values.location },
      name: values.name,
      ...{ institution: values.institution, station: values.station, file: values.file },
      'new-key': values['new-key'],
    },
    devices: values.device ?? [],
  });
}

function placeOf(
  {
    data,
    database,
    restore,
  }: { readonly data?: string; readonly database?: string; readonly restore?: string },
  words: Words,
): Result<Place, string> {
  if (data !== undefined && database !== undefined) return refuse(words.bothPlaces);
  if (data !== undefined && data.trim() !== '') {
    return ok({ kind: 'folder', folder: data, restore: restore ?? null });
  }
  if (database === undefined) return refuse(words.noPlace);
  if (!/^postgres(?:ql)?:\/\//u.test(database)) {
    return refuse(words.badDatabaseUrl);
  }
  if (restore !== undefined) {
    return refuse(words.restoreNeedsFolder);
  }
  return ok({ kind: 'postgres', url: database });
}

/** Unencrypted only on this machine: a browser keeps no secure cookie of any other. */
function urlOf(given: string | undefined, words: Words): Result<URL | null, string> {
  if (given === undefined) return ok(null);
  const url = URL.parse(given);
  const isLocal = url?.protocol === 'http:' && ['127.0.0.1', 'localhost'].includes(url.hostname);
  return url !== null && url.pathname === '/' && (url.protocol === 'https:' || isLocal)
    ? ok(url)
    : refuse(words.badPublicUrl(given));
}

function wholeNumber(
  {
    name,
    given,
    otherwise,
    range,
  }: {
    readonly name: string;
    readonly given: string | undefined;
    readonly otherwise: number;
    readonly range: readonly [min: number, max: number];
  },
  words: Words,
): Result<number, string> {
  if (given === undefined) return ok(otherwise);
  const value = Number(given);
  const [min, max] = range;
  return /^\d+$/u.test(given) && value >= min && value <= max
    ? ok(value)
    : refuse(words.badNumber(name, range, given));
}

/** The content of a key file without the newline at its end; null if it cannot be read or is too short to be safe. */
export function readKeyFile(file: string): string | null {
  try {
    const secret = readFileSync(file, 'utf8').trim();
    return secret.length >= MIN_SECRET ? secret : null;
  } catch {
    // Not there, or not readable to this user: the caller says so.
    return null;
  }
}

const MIN_SECRET = 20;
