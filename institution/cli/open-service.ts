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
import type { Words } from './words.ts';

export const clock: Clock = {
  now: Date.now,
  monotonicMs: () => performance.now(),
  status: () => 'synced',
};

export type Opened = { readonly service: Service; readonly storage: Storage };

/** Opens data and service as the options say; the port stays closed. The refusal is a sentence. */
export async function openService(
  options: Options,
  words: Words,
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
  if (!opened.ok) return refuse(sentence(opened.refusal, words));
  const storage = opened.value;
  const secret = secretOf(options, words);
  if (!secret.ok) {
    await storage.close();
    return secret;
  }
  const browser = browserOf(options, words);
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
  return refuse(words.wrongKey);
}

function browserOf({ browser }: Options, words: Words): Result<BrowserSettings | null, string> {
  if (browser === null) return ok(null);
  const { publicUrl, pages, providerFile, localAccounts } = browser;
  if (!existsSync(path.join(pages, 'index.html'))) {
    return refuse(words.noPages(pages));
  }
  const provider = providerFile === null ? null : readProvider(providerFile);
  if (providerFile !== null && provider === null) {
    return refuse(words.badProvider(providerFile));
  }
  if (provider === null && !localAccounts) return refuse(words.providerMissing);
  return ok({ publicUrl, pages, provider, localAccounts });
}

function readProvider(file: string): ProviderSettings | null {
  try {
    return ProviderSettings.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    // Missing, not JSON or not valid: the caller says so, without quoting its content.
    return null;
  }
}

/** The systemd credential's name. */
const CREDENTIAL = 'child-link-key';

function secretOf({ keyFile, place }: Options, words: Words): Result<string, string> {
  const credentials = process.env['CREDENTIALS_DIRECTORY'];
  const credential = credentials === undefined ? null : readKeyFile(path.join(credentials, CREDENTIAL));
  if (keyFile === null && credential !== null) return ok(credential);
  if (keyFile === null && place.kind === 'postgres') {
    return refuse(words.noKey);
  }
  const file = keyFile ?? path.join(place.kind === 'folder' ? place.folder : '', 'service.key');
  const known = readKeyFile(file);
  if (known !== null) return ok(known);
  if (keyFile !== null) {
    return refuse(words.keyUnreadable(file));
  }
  if (existsSync(file)) return refuse(words.ownKeyUnreadable(file));
  const secret = toB64u(newSeed());
  writeFileSync(file, `${secret}\n`, { mode: 0o600, flag: 'wx' });
  return ok(secret);
}

function sentence(refusal: SqliteStorageRefusal | PostgresRefusal, words: Words): string {
  switch (refusal.code) {
    case 'not-writable':
      return words.folderNotWritable(refusal.path);
    case 'not-a-database':
      return words.notADatabase(refusal.path);
    case 'damaged':
      return words.databaseDamaged(refusal.path, refusal.detail);
    case 'from-another-version':
      return words.anotherVersion(refusal.path);
    case 'in-use':
      return words.databaseInUse(refusal.path);
    case 'no-such-backup':
      return words.noSuchBackup(refusal.name);
    case 'database-unreachable':
      return words.databaseUnreachable(refusal.detail);
    case 'database-newer':
      return words.databaseNewer;
    default:
      return unreachable(refusal);
  }
}
