import { randomBytes } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { V7Generator } from 'uuidv7';
import type { Clock } from '../../shared/clock.ts';
import type { MeetingLinkPolicy } from '../../shared/meeting-link/meeting-link.ts';
import { ok, type Result } from '../../shared/result.ts';
import type { Limits, SyncContext } from '../core/sync/context.ts';
import { markRestored } from '../core/sync/epoch.ts';
import type { FeedWaker } from '../core/sync/feed-waker.ts';
import { type CodeWish, issueCode } from '../core/sync/stations.ts';
import { createSyncService, type SyncService } from '../core/sync/sync-service.ts';
import type { SyncStore } from '../core/sync/sync-store.ts';
import { type DataKey, openDataKey } from '../store/data-key.ts';
import type { Database } from '../store/database.ts';
import type { Storage } from '../store/storage.ts';
import { createSyncStore } from '../store/sync-store.ts';
import { type AppParts, createApp } from './app.ts';
import { addBrowser } from './browser.ts';
import { createPasswords, type Passwords } from './password.ts';
import { createInstitutions, type Institutions } from './institutions.ts';
import { type BrowserSettings, createPeople, type People, withRunningVisits } from './people.ts';

export interface ServiceParts {
  readonly storage: Storage;
  /** What wakes long polls; the storage calls it too. */
  readonly waker: FeedWaker;
  /** The content of the key file. */
  readonly secret: string;
  readonly clock: Clock;
  readonly linkPolicy: () => MeetingLinkPolicy;
  readonly limits: Limits;
  readonly pollSeconds: number;
  readonly http: Pick<AppParts, 'authority' | 'trustedProxies' | 'log'>;
  /** Null: people do not reach it by a browser. */
  readonly browser: BrowserSettings | null;
  /** How passwords are hashed; as strongly as they should be unless a test cannot wait. */
  readonly passwords?: Passwords;
}

/** The institution as a service: everything behind the port, which is not open yet. */
export interface Service {
  readonly app: FastifyInstance;
  readonly institutions: Institutions;
  readonly sync: SyncService;
  /** For lists of stations and chains, and for tests. */
  readonly syncStore: SyncStore;
  readonly database: Database;
  readonly dataKey: DataKey;
  issueCode(wish: CodeWish): Promise<string>;
  readonly people: People;
  /** Ends long polls, waits for the requests under way, then closes the database. */
  close(): Promise<void>;
}

export const DEFAULT_LIMITS: Limits = { maxEntries: 1000, maxBytes: 1024 * 1024 };
export const DEFAULT_POLL_SECONDS = 30;

/** Puts the service together on an open storage. Refuses a key that does not open it. */
export async function createService(
  parts: ServiceParts,
): Promise<Result<Service, { readonly code: 'wrong-key' }>> {
  const { storage, waker, clock, limits } = parts;
  const { database } = storage;
  const key = await openDataKey(database, parts.secret);
  if (!key.ok) return key;
  const dataKey = key.value;

  const ids = new V7Generator();
  const world = { clock, newId: () => ids.generate().toString(), randomBytes };
  const { linkPolicy } = parts;
  const syncStore = createSyncStore(database);
  const institutions = createInstitutions({ database, syncStore, dataKey, linkPolicy, ...world });
  const context: SyncContext = {
    ...world,
    store: syncStore,
    limits,
    institution: async (id) => (await institutions.get(id)).known,
  };
  const { putBack } = storage;
  if (putBack !== null) await syncStore.write((writer) => markRestored(context, writer, putBack));
  await storage.started();

  const feeds = async (id: string) => (await institutions.get(id)).feeds;
  const sync = withRunningVisits(
    createSyncService({ ...context, feeds, signal: waker }),
    institutions,
    clock,
  );
  const app = createApp({
    ...parts.http,
    ...{ sync, clock, limits, pollSeconds: parts.pollSeconds },
    // Twice the entries' bytes leaves room for the envelope and for whitespace in the JSON.
    maxBodyBytes: 2 * limits.maxBytes + 65_536,
  });
  app.addHook('onResponse', async () => storage.answered());
  const people = createPeople({
    ...{ database, dataKey, institutions, syncStore, clock, linkPolicy },
    issueCode: (wish) => issueCode(context, wish),
    passwords: parts.passwords ?? createPasswords(),
    report: (code) => app.log.warn({ signIn: code }),
  });
  const { browser } = parts;
  if (browser !== null) void app.register((scope) => addBrowser(scope, people.browser(browser)));
  return ok({
    ...{ app, institutions, sync, syncStore, people, database, dataKey },
    issueCode: (wish) => issueCode(context, wish),
    async close() {
      waker.close();
      await app.close();
      await storage.close();
    },
  });
}
