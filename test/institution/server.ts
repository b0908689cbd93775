import type { FastifyInstance } from 'fastify';
import { createFeedWaker } from '../../institution/core/sync/feed-waker.ts';
import type { Limits } from '../../institution/core/sync/context.ts';
import type {
  AlarmRow,
  ChainRow,
  QuarantinedRow,
  StationRow,
} from '../../institution/core/sync/sync-store.ts';
import {
  createService,
  DEFAULT_LIMITS,
  DEFAULT_POLL_SECONDS,
  type Service,
} from '../../institution/http/service.ts';
import type { BrowserSettings } from '../../institution/http/people.ts';
import { openSqliteStorage, type SqliteStorageRefusal } from '../../institution/store/sqlite-storage.ts';
import type { Storage } from '../../institution/store/storage.ts';
import type { Store, Writer } from '../../institution/core/store.ts';
import type { Clock } from '../../shared/clock.ts';
import { ok, refuse, type Result } from '../../shared/result.ts';
import { toB64u } from '../../shared/sync/encoding.ts';
import { keyFingerprint, newSeed } from '../../shared/sync/keys.ts';
import type { Enrolment, FeedName } from '../../shared/sync/rows.ts';
import type { Json, JsonObject, WireEntry } from '../../shared/sync/wire.ts';
import { addFaults, type Faults } from './faults.ts';
import { addPages } from './pages.ts';

/** The institution and its feeds when the data is new. */
export type InstitutionSeed = {
  readonly institution: Enrolment['institution'];
  readonly location: Enrolment['location'];
  /** How often stations ask for news, unless the options say otherwise. */
  readonly pollSeconds?: number;
  readonly feeds: Readonly<Record<FeedName, ReadonlyMap<string, Json>>>;
};

export type InstitutionOptions = {
  /** A folder, created if missing, or `:memory:`. */
  readonly dataDir: string;
  readonly clock: Clock;
  /** Used only while the data is new. */
  readonly seed: InstitutionSeed;
  /** 0 (the default) picks a free port. */
  readonly port?: number;
  /** The server's Ed25519 seed, for tests with known keys; used only while the data is new. */
  readonly serverSeed?: Uint8Array;
  /** The name of a backup to restore first. */
  readonly restore?: string;
  readonly backupsKept?: number;
  readonly limits?: Limits;
  /** How often stations ask for news; 30 unless the seed says otherwise. */
  readonly pollSeconds?: number;
  /** How people reach it; by default nobody does, and a page of practice shows the tracking sheet. */
  readonly browser?: BrowserSettings;
  /** Origins of practice meetings that may be booked. */
  readonly practiceOrigins?: readonly string[];
  /** Another database than SQLite in `dataDir`. */
  readonly openStorage?: (wake: {
    readonly one: (institution: string, feed: string) => void;
    readonly all: () => void;
  }) => Promise<Storage>;
};

type Wake = Parameters<NonNullable<InstitutionOptions['openStorage']>>[0];
/** Opens the data of an institution elsewhere than in SQLite. */
export type StorageOpener = (options: InstitutionOptions, wake: Wake) => Promise<Storage>;

let opener: StorageOpener | null = null;

/** From now on, institutions that name no storage of their own are opened by it. */
export function openInstitutionsWith(open: StorageOpener): void {
  opener = open;
}

/** Whether a data folder holds the data. */
export const isOnSqlite = (): boolean => opener === null;

export type InstitutionRefusal =
  | SqliteStorageRefusal
  | { readonly code: 'port-in-use' | 'port-not-allowed'; readonly port: number }
  | { readonly code: 'wrong-key' };

/** A row of the sheet as the station wrote it, including members that this server does not know. */
export type SheetRow = JsonObject;
/** The first and last day, `2026-11-22`, both included; null for no bound. */
export type Period = { readonly from: string | null; readonly to: string | null };
/** An entry as the server holds it. */
export type StoredEntry = WireEntry & { readonly carried: boolean; readonly quarantined: string | null };

export type Overview = {
  /** Fingerprint of the server's signing key, to compare with a station's. */
  readonly serverKey: string;
  readonly epoch: string;
  readonly stations: readonly StationRow[];
  readonly chains: readonly (ChainRow & { readonly settledSeq: number })[];
  readonly quarantined: readonly QuarantinedRow[];
  readonly alarms: readonly AlarmRow[];
};

/** One institution of a service on this machine, with what tests and practice need of it. */
export interface Institution {
  readonly service: Service;
  readonly app: FastifyInstance;
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  readonly serverKey: Enrolment['serverKey'];
  readonly store: Store;
  readonly faults: Faults;
  epoch(): Promise<string>;
  /** A fresh enrolment code: one use, 24 hours. `given` is for tests that need a known one. */
  code(given?: string, device?: string): Promise<string>;
  chains(): Promise<readonly ChainRow[]>;
  listEntries(chain: string): Promise<readonly StoredEntry[]>;
  /** Every entry of a station, by chain in the order of opening. */
  listStationEntries(station: string): Promise<readonly StoredEntry[]>;
  listEvidence(chain: string): Promise<readonly WireEntry[]>;
  trackingRows(period?: Period): Promise<readonly SheetRow[]>;
  overview(): Promise<Overview>;
  feedRows(feed: FeedName): Promise<ReadonlyMap<string, Json>>;
  setFeedRow(feed: FeedName, key: string, row: Json): Promise<void>;
  deleteFeedRow(feed: FeedName, key: string): Promise<void>;
  /** Replaces the feed's rows in one step. */
  replaceFeed(feed: FeedName, rows: ReadonlyMap<string, Json>): Promise<void>;
  revokeStation(station: string): Promise<void>;
  /** Makes a backup and returns its name. */
  backup(): Promise<string>;
  close(): Promise<void>;
}

const HOST = '127.0.0.1';
const SERVER_KEY_ID = 'server-1';
/** A random key would do as well: what it seals is invented. */
export const SECRET = toB64u(new Uint8Array(32).fill(9));
const MOST_ROWS = 1_000_000;

/** Sites come before the schedule that names them. */
const FEED_ORDER = [
  'sites',
  'staff',
  'settings',
  'schedule',
  'directives',
] as const satisfies readonly FeedName[];

/** Puts the seed's rows into an institution that is new. */
export async function putSeed(writer: Writer, { feeds }: InstitutionSeed): Promise<void> {
  for (const feed of FEED_ORDER) for (const [key, row] of feeds[feed]) await writer.put(feed, key, row);
}

/** Opens the data and listens on loopback. Refuses when the data or the port is not available. */
export async function createInstitution(
  options: InstitutionOptions,
): Promise<Result<Institution, InstitutionRefusal>> {
  const { clock, seed } = options;
  const waker = createFeedWaker();
  const wakes = { one: waker.wake, all: waker.wakeAll };
  const elsewhere = options.openStorage?.(wakes) ?? opener?.(options, wakes);
  const opened =
    elsewhere === undefined
      ? await openSqliteStorage({
          folder: options.dataDir === ':memory:' ? null : options.dataDir,
          clock,
          backupsKept: options.backupsKept ?? 3,
          restore: options.restore ?? null,
          wake: waker.wake,
        })
      : ok(await elsewhere);
  if (!opened.ok) return opened;
  const storage = opened.value;
  const created = await createService({
    ...{ storage, waker, clock },
    secret: SECRET,
    linkPolicy: () => ({
      hosts: ['visits-visites.webex.com'],
      practiceOrigins: options.practiceOrigins ?? [],
    }),
    limits: options.limits ?? DEFAULT_LIMITS,
    pollSeconds: options.pollSeconds ?? seed.pollSeconds ?? DEFAULT_POLL_SECONDS,
    http: { authority: null, trustedProxies: [], log: null },
    browser: options.browser ?? null,
  });
  if (!created.ok) {
    await storage.close();
    return created;
  }
  const service = created.value;
  const institution = await openSeeded(service, options);
  const { app } = service;
  const faults = addFaults(app);
  if (options.browser === undefined)
    addPages(app, {
      institution: seed.institution,
      trackingRows: institution.trackingRows,
      overview: institution.overview,
    });
  const listening = await listen(app, options.port ?? 0);
  if (!listening.ok) {
    await service.close();
    return listening;
  }
  return ok({
    ...institution,
    ...{ service, app, faults, url: listening.value },
    async backup() {
      if (storage.makeBackup === null) throw new Error('This database has no backups of its own');
      return storage.makeBackup();
    },
    close: () => service.close(),
  });
}

/** The seed's institution, made from the seed where the data is new. */
async function openSeeded(
  { institutions, syncStore, sync, issueCode }: Service,
  { seed, serverSeed }: InstitutionOptions,
) {
  const { id } = seed.institution;
  const isNew = (await institutions.find(id)) === null;
  const { store, known, feeds } = await institutions.add({
    institution: seed.institution,
    location: seed.location,
    station: '',
    keyId: SERVER_KEY_ID,
    seed: toB64u(serverSeed ?? newSeed()),
  });

  const replaceFeed = (feed: FeedName, wanted: ReadonlyMap<string, Json>): Promise<void> =>
    store.write(async (writer) => {
      for (const { key } of await writer.rows(feed)) if (!wanted.has(key)) await writer.remove(feed, key);
      for (const [key, row] of wanted) await writer.put(feed, key, row);
    });
  if (isNew) await store.write((writer) => putSeed(writer, seed));

  const chains = () => syncStore.read((reader) => reader.chains(id));
  const listEntries = async (chain: string): Promise<readonly StoredEntry[]> =>
    (await syncStore.read((reader) => reader.entries(chain))).map(({ header, body, ...rest }) => ({
      ...rest,
      header: JSON.parse(header),
      body: body === null ? null : JSON.parse(body),
    }));
  const serverKey = { keyId: feeds.keyId, publicKey: known.signer.publicKey };
  return {
    serverKey,
    store,
    chains,
    listEntries,
    replaceFeed,
    epoch: () => sync.epoch(),
    code: (code?: string, device?: string) =>
      issueCode({
        ...{ institution: id, location: seed.location, device: device ?? null },
        ...(code === undefined ? {} : { code }),
      }),
    listStationEntries: async (station: string) => {
      const own = (await chains()).filter((row) => row.station === station);
      return (await Promise.all(own.map(({ chain }) => listEntries(chain)))).flat();
    },
    listEvidence: async (chain: string) =>
      (await syncStore.read((reader) => reader.evidence(chain))).flatMap((text): readonly WireEntry[] =>
        JSON.parse(text),
      ),
    trackingRows: async (period: Period = { from: null, to: null }) =>
      (await syncStore.read((reader) => reader.sheet(id, period, null, MOST_ROWS))).map(({ row }): SheetRow =>
        JSON.parse(row),
      ),
    overview: () =>
      syncStore.read(async (reader): Promise<Overview> => {
        const found = await reader.chains(id);
        return {
          serverKey: keyFingerprint(serverKey.publicKey),
          epoch: await reader.epoch(),
          stations: await reader.stations(id),
          chains: await Promise.all(
            found.map(async (row) => ({
              ...row,
              settledSeq: (await reader.chainState(row.station, row.chain)).settledSeq,
            })),
          ),
          quarantined: await reader.quarantined(id),
          alarms: await reader.alarms(id),
        };
      }),
    feedRows: async (feed: FeedName) =>
      new Map(
        (await store.read((reader) => reader.rows(feed))).map(({ key, row }): [string, Json] => [key, row]),
      ),
    setFeedRow: async (feed: FeedName, key: string, row: Json) => {
      await store.write((writer) => writer.put(feed, key, row));
    },
    deleteFeedRow: (feed: FeedName, key: string) => store.write((writer) => writer.remove(feed, key)),
    revokeStation: (station: string) =>
      syncStore.write((writer) => writer.revoke(id, station, new Date().toISOString())),
  };
}

async function listen(app: FastifyInstance, port: number): Promise<Result<string, InstitutionRefusal>> {
  try {
    return ok(await app.listen({ host: HOST, port }));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (code === 'EADDRINUSE') return refuse({ code: 'port-in-use', port });
    if (code === 'EACCES') return refuse({ code: 'port-not-allowed', port });
    throw error;
  }
}
