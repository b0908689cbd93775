import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ok, refuse, type Result } from '../../shared/result.ts';

export const HELP = `The institution's server for Child Link stations.

  npm run institution -- --data DIR [options]
      keeps everything in a folder of this machine; one process
  npm run institution -- --database postgres://USER@HOST/NAME --key FILE [options]
      keeps everything in PostgreSQL; any number of processes may share it

  --host ADDRESS        where it listens (default 127.0.0.1, behind a proxy on this machine)
  --port N              (default 8080; 0 picks a free one)
  --key FILE            32 random bytes in base64url, or a passphrase: seals what is kept. Default: the systemd
                        credential child-link-key, or DIR/service.key, which is made if it is not there
  --authority NAME      the name (and port) that stations call, where a gateway rewrites Host
  --trusted-proxy IP    the address of a proxy whose X-Forwarded-For is believed; may be given several times
  --public-url URL      where people reach its pages, as the address bar shows it; without it there are none
  --pages DIR           the built pages (default build/institution-pages)
  --provider FILE       an OpenID Connect provider and what its groups allow, as JSON; with --provider-only nobody
                        signs in with a password
  --meeting-host HOST   where meetings may be; may be given several times
  --poll-seconds N      how often stations ask for news (default 30)
  --backup-every N      minutes; with --data: copies the data to DIR/backups at the start and then this often
  --backups-kept N      (default 3)
  --restore NAME        with --data: puts a backup of DIR/backups in the place of the data first
  --check               says whether it could start like this, and ends

  Instead of serving, one of these words does one thing and ends:
  add-institution       --id ID --name-en TEXT --name-fr TEXT --province XX --zone ZONE --language en|fr
                        [--location TEXT], the stations' room
  code                  --institution ID [--device NAME ...]: a code for one station, valid 24 hours; with names of
                        machines one for each, which nobody else may spend
  revoke                --institution ID --station NAME
  first-person          --institution ID --name TEXT: a code with which the first person chooses a password
  backup                --file FILE, a new one: with --database by pg_dump, and registers it; with --data into DIR/backups
  forget-backup         --file FILE: call it before a backup made with --database is deleted
  restored              call it after PostgreSQL's data was restored, before the service starts
  change-key            --new-key FILE
  --help                this text
`;

export const VERBS = [
  'serve',
  'add-institution',
  'code',
  'revoke',
  'first-person',
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
  /** Of the verbs; each says itself what it needs. */
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
export function readOptions(args: readonly string[]): Result<Options | 'help', string> {
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
  if (verb === undefined || rest.length > 0) return refuse(`There is no "${rest[0] ?? word}".`);
  const place = placeOf(values);
  if (!place.ok) return place;
  const publicUrl = urlOf(values['public-url']);
  if (!publicUrl.ok) return publicUrl;
  const numbers = {
    port: wholeNumber('port', values.port, 8080, [0, 65_535]),
    pollSeconds: wholeNumber('poll-seconds', values['poll-seconds'], 30, [1, 3600]),
    backupMinutes: wholeNumber('backup-every', values['backup-every'], 0, [1, 10_000]),
    backupsKept: wholeNumber('backups-kept', values['backups-kept'], 3, [1, 1000]),
  };
  const { port, pollSeconds, backupMinutes, backupsKept } = numbers;
  for (const number of Object.values(numbers)) if (!number.ok) return number;
  if (!port.ok || !pollSeconds.ok || !backupMinutes.ok || !backupsKept.ok) return refuse('');
  if (backupMinutes.value > 0 && place.value.kind === 'postgres') {
    return refuse('--backup-every goes with --data: PostgreSQL is backed up by the word "backup".');
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

function placeOf(values: {
  readonly data?: string;
  readonly database?: string;
  readonly restore?: string;
}): Result<Place, string> {
  const { data, database, restore } = values;
  if (data !== undefined && database !== undefined) return refuse('Give --data or --database, not both.');
  if (data !== undefined && data.trim() !== '') {
    return ok({ kind: 'folder', folder: data, restore: restore ?? null });
  }
  if (database === undefined) return refuse('Say where the data is kept: --data DIR or --database URL.');
  if (!/^postgres(?:ql)?:\/\//u.test(database)) {
    return refuse('--database takes an address such as postgres://child-link@localhost/child-link.');
  }
  if (restore !== undefined) {
    return refuse('--restore goes with --data: PostgreSQL is restored by its own tools, then "restored".');
  }
  return ok({ kind: 'postgres', url: database });
}

/** Unencrypted only on this machine: a browser keeps no secure cookie of any other. */
function urlOf(given: string | undefined): Result<URL | null, string> {
  if (given === undefined) return ok(null);
  const url = URL.parse(given);
  const isLocal = url?.protocol === 'http:' && ['127.0.0.1', 'localhost'].includes(url.hostname);
  return url !== null && url.pathname === '/' && (url.protocol === 'https:' || isLocal)
    ? ok(url)
    : refuse(`--public-url takes an address such as https://visits.example, not "${given}".`);
}

function wholeNumber(
  name: string,
  given: string | undefined,
  otherwise: number,
  [min, max]: readonly [number, number],
): Result<number, string> {
  if (given === undefined) return ok(otherwise);
  const value = Number(given);
  return /^\d+$/u.test(given) && value >= min && value <= max
    ? ok(value)
    : refuse(`--${name} takes a number from ${min} to ${max}, not "${given}".`);
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
