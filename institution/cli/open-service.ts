import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Clock } from '../../shared/clock.ts';
import { ok, refuse, type Result, unreachable } from '../../shared/result.ts';
import { toB64u } from '../../shared/sync/encoding.ts';
import { newSeed } from '../../shared/sync/keys.ts';
import { createFeedWaker } from '../core/sync/feed-waker.ts';
import { ProviderSettings } from '../http/oidc.ts';
import type { BrowserSettings } from '../http/people.ts';
import { createService, DEFAULT_LIMITS, type Service } from '../http/service.ts';
import { openPostgresStorage, type PostgresRefusal } from '../store/postgres-storage.ts';
import { openSqliteStorage, type SqliteStorageRefusal } from '../store/sqlite-storage.ts';
import type { Storage } from '../store/storage.ts';
import { type Options, readKeyFile } from './options.ts';

export const clock: Clock = {
  now: Date.now,
  monotonicMs: () => performance.now(),
  status: () => 'synced',
};

export type Opened = { readonly service: Service; readonly storage: Storage };

/** Opens data and service as the options say; the port stays closed. The refusal is a sentence. */
export async function openService(
  options: Options,
  log: { readonly write: (line: string) => void } | null,
): Promise<Result<Opened, string>> {
  const waker = createFeedWaker();
  const { place } = options;
  const opened =
    place.kind === 'folder'
      ? await openSqliteStorage({
          ...{ folder: place.folder, restore: place.restore, clock },
          backupsKept: options.backupsKept,
          wake: waker.wake,
        })
      : await openPostgresStorage(
          { connectionString: place.url },
          { one: waker.wake, all: waker.wakeAll },
          (error) =>
            log?.write(`${JSON.stringify({ level: 50, msg: 'idle-connection', name: error.name })}\n`),
        );
  if (!opened.ok) return refuse(sentence(opened.refusal));
  const storage = opened.value;
  const secret = secretOf(options);
  if (!secret.ok) {
    await storage.close();
    return secret;
  }
  const browser = browserOf(options);
  if (!browser.ok) {
    await storage.close();
    return browser;
  }
  const created = await createService({
    ...{ storage, waker, clock, secret: secret.value, limits: DEFAULT_LIMITS },
    linkPolicy: () => ({ hosts: options.meetingHosts, practiceOrigins: [] }),
    pollSeconds: options.pollSeconds,
    browser: browser.value,
    http: { authority: options.authority, trustedProxies: options.trustedProxies, log },
  });
  if (created.ok) return ok({ service: created.value, storage });
  await storage.close();
  return refuse(
    'The key does not open this data: give the file that it was sealed with (--key). Without it nobody can read it.',
  );
}

function browserOf({ browser }: Options): Result<BrowserSettings | null, string> {
  if (browser === null) return ok(null);
  const { publicUrl, pages, providerFile, localAccounts } = browser;
  if (!existsSync(path.join(pages, 'index.html'))) {
    return refuse(
      `There are no pages in ${pages}: build them (node scripts/institution-pages.ts), or --pages DIR.`,
    );
  }
  const provider = providerFile === null ? null : readProvider(providerFile);
  if (providerFile !== null && provider === null) {
    return refuse(`The file ${providerFile} does not describe a provider: see docs/institution.md.`);
  }
  if (provider === null && !localAccounts) return refuse('--provider-only needs --provider FILE.');
  return ok({ publicUrl, pages, provider, localAccounts });
}

function readProvider(file: string): ProviderSettings | null {
  try {
    return ProviderSettings.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    // Not there, not JSON or not as it should be: the caller says so, without what is in it.
    return null;
  }
}

/** The systemd credential's name. */
const CREDENTIAL = 'child-link-key';

function secretOf({ keyFile, place }: Options): Result<string, string> {
  const credentials = process.env['CREDENTIALS_DIRECTORY'];
  const credential = credentials === undefined ? null : readKeyFile(path.join(credentials, CREDENTIAL));
  if (keyFile === null && credential !== null) return ok(credential);
  if (keyFile === null && place.kind === 'postgres') {
    return refuse('Say what seals the data: --key FILE, with `openssl rand -base64 32` for its content.');
  }
  const file = keyFile ?? path.join(place.kind === 'folder' ? place.folder : '', 'service.key');
  const known = readKeyFile(file);
  if (known !== null) return ok(known);
  if (keyFile !== null) {
    return refuse(`The key file ${file} cannot be read, or has less than 20 characters.`);
  }
  if (existsSync(file)) return refuse(`The key file ${file} cannot be read, or is damaged.`);
  const secret = toB64u(newSeed());
  writeFileSync(file, `${secret}\n`, { mode: 0o600, flag: 'wx' });
  return ok(secret);
}

export function sentence(refusal: SqliteStorageRefusal | PostgresRefusal): string {
  switch (refusal.code) {
    case 'not-writable':
      return `The folder of ${refusal.path} cannot be written: choose another with --data, or give this user the right to write there.`;
    case 'not-a-database':
      return `The file ${refusal.path} is not a database: move it away, or choose another folder with --data. It was left as it is.`;
    case 'damaged':
      return `The database ${refusal.path} is damaged (${refusal.detail}): put a backup back with --restore. It was left as it is.`;
    case 'from-another-version':
      return `The database ${refusal.path} was written by another version of this server: use that version, or another folder.`;
    case 'in-use':
      return `The database ${refusal.path} is in use: another server has it open; stop that one, or choose another folder with --data.`;
    case 'no-such-backup':
      return `There is no backup ${refusal.name} in the folder "backups" of the data.`;
    case 'database-unreachable':
      return `PostgreSQL does not let this server in (${refusal.detail}): check that it runs, and the user, the host and the name in --database.`;
    case 'database-newer':
      return 'The tables of this database are from a newer version of this server: use that version.';
    default:
      return unreachable(refusal);
  }
}
