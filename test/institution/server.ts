import type { FastifyInstance } from 'fastify';
import type { Clock } from '../../shared/clock.ts';
import { ok, refuse, type Result } from '../../shared/result.ts';
import { fromB64u, toB64u } from '../../shared/sync/encoding.ts';
import { keyFingerprint, newSeed, signerFromSeed } from '../../shared/sync/keys.ts';
import type { Enrolment, FeedName } from '../../shared/sync/rows.ts';
import type { Json, WireEntry } from '../../shared/sync/wire.ts';
import { createBackups, restoreBackup } from './backups.ts';
import { type ChainRow, createChains, type StoredEntry } from './chains.ts';
import { createLife } from './epoch.ts';
import { createFaults, type Faults } from './faults.ts';
import { createFeeds } from './feeds.ts';
import { createApp } from './http.ts';
import { addPages, type Overview } from './pages.ts';
import { createPush, type Limits } from './push.ts';
import { addRoutes } from './routes.ts';
import { createStations } from './stations.ts';
import { createMaintenance, type Db, openStore, readMeta, type StoreRefusal, writeMeta } from './store.ts';
import { type Period, type SheetRow, trackingRows } from './tracking.ts';

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
};

export type InstitutionRefusal =
  | StoreRefusal
  | { readonly code: 'port-in-use' | 'port-not-allowed'; readonly port: number }
  | { readonly code: 'no-such-backup'; readonly name: string };

export type Institution = {
  readonly app: FastifyInstance;
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  readonly epoch: string;
  readonly serverKey: Enrolment['serverKey'];
  readonly faults: Faults;
  /** A fresh enrolment code: one use, 24 hours. `given` is for tests that need a known one. */
  readonly code: (given?: string, device?: string) => string;
  readonly chains: () => readonly ChainRow[];
  readonly listEntries: (chain: string) => readonly StoredEntry[];
  /** Every entry of a station, by chain in the order of opening. */
  readonly listStationEntries: (station: string) => readonly StoredEntry[];
  readonly listEvidence: (chain: string) => readonly WireEntry[];
  readonly trackingRows: (period?: Period) => readonly SheetRow[];
  readonly overview: () => Overview;
  readonly feedRows: (feed: FeedName) => ReadonlyMap<string, Json>;
  readonly setFeedRow: (feed: FeedName, key: string, row: Json) => void;
  readonly deleteFeedRow: (feed: FeedName, key: string) => void;
  readonly replaceFeed: (feed: FeedName, rows: ReadonlyMap<string, Json>) => void;
  readonly revokeStation: (station: string) => void;
  /** Makes a backup and returns its name. */
  readonly backup: () => string;
  readonly settledSeq: (chain: string) => number;
  readonly close: () => Promise<void>;
};

const HOST = '127.0.0.1';
const SERVER_KEY_ID = 'server-1';
const DEFAULT_POLL_SECONDS = 30;
const DAY_MS = 24 * 3_600_000;
const DEFAULT_LIMITS: Limits = { maxEntries: 1000, maxBytes: 1024 * 1024 };

/** Opens the data and listens on loopback. Refuses when the data or the port is not available. */
export async function createInstitution(
  options: InstitutionOptions,
): Promise<Result<Institution, InstitutionRefusal>> {
  const { clock, seed } = options;
  const dataDir = options.dataDir === ':memory:' ? null : options.dataDir;
  if (options.restore !== undefined && (dataDir === null || !restoreBackup(dataDir, options.restore))) {
    return refuse({ code: 'no-such-backup', name: options.restore });
  }
  const opened = openStore(dataDir);
  if (!opened.ok) return opened;
  const db = opened.value;

  const life = createLife(db, dataDir);
  const epoch = (): string => life.current().epoch;
  const onBehind = life.restored;
  const signer = signerFromSeed(ownSeed(db, options.serverSeed));
  const serverKey = { keyId: SERVER_KEY_ID, publicKey: signer.publicKey };
  const limits = options.limits ?? DEFAULT_LIMITS;
  const chains = createChains(db, clock);
  const stations = createStations(db, clock, DAY_MS);
  const backups = createBackups(db, dataDir, options.backupsKept ?? 3);
  const feeds = createFeeds({
    ...{ db, clock, signer, onBehind },
    serverKeyId: SERVER_KEY_ID,
    gen: () => life.current().gen,
    validMs: 7 * DAY_MS,
  });
  const faults = createFaults();
  const { settledSeq } = backups;
  const push = createPush({
    db,
    clock,
    chains,
    limits,
    signer,
    serverKeyId: SERVER_KEY_ID,
    epoch,
    settledSeq,
  });

  if (readMeta(db, 'seeded') === null) {
    for (const feed of FEED_ORDER) feeds.replace(feed, seed.feeds[feed]);
    writeMeta(db, 'seeded', 'yes');
  }
  const sheet = (period: Period = { from: null, to: null }): readonly SheetRow[] =>
    trackingRows(db, period, seed.institution.zone);
  const overview = (): Overview => ({
    epoch: epoch(),
    serverKey: keyFingerprint(serverKey.publicKey),
    stations: stations.list(),
    chains: chains.list().map((row) => ({
      ...row,
      seq: chains.headOf(row.chain)?.seq ?? 0,
      settledSeq: settledSeq(row.chain),
    })),
    quarantined: listQuarantined(db),
    alarms: chains.alarms(),
  });

  // Twice the entries' bytes leaves room for the envelope and for whitespace in the JSON.
  const maxBodyBytes = 2 * limits.maxBytes + 65_536;
  const app = createApp(clock, epoch, maxBodyBytes);
  const enrolment = { institution: seed.institution, location: seed.location, serverKey };
  const pollSeconds = options.pollSeconds ?? seed.pollSeconds ?? DEFAULT_POLL_SECONDS;
  addRoutes(app, {
    clock,
    epoch,
    onBehind,
    limits,
    maxBodyBytes,
    pollSeconds,
    stations,
    chains,
    feeds,
    push,
    settledSeq,
    enrolment,
    faults,
  });
  const maintenance = createMaintenance(db);
  app.addHook('onResponse', async () => maintenance.answered());
  addPages(app, { institution: seed.institution, trackingRows: sheet, overview });

  const close = async (): Promise<void> => {
    feeds.wakeAll();
    await app.close();
    maintenance.stop();
    if (db.open) db.close();
  };
  const listening = await listen(app, options.port ?? 0);
  if (!listening.ok) {
    await close();
    return listening;
  }
  return ok({
    app,
    url: listening.value,
    get epoch() {
      return epoch();
    },
    serverKey,
    faults,
    code: stations.issueCode,
    chains: chains.list,
    listEntries: chains.entries,
    listStationEntries: (station) =>
      chains
        .list()
        .filter((row) => row.station === station)
        .flatMap((row) => chains.entries(row.chain)),
    listEvidence: chains.evidence,
    trackingRows: sheet,
    overview,
    feedRows: feeds.rows,
    setFeedRow: feeds.set,
    deleteFeedRow: feeds.delete,
    replaceFeed: feeds.replace,
    revokeStation: stations.revoke,
    backup: backups.make,
    settledSeq,
    close,
  });
}

/** Sites come before the schedule that names them. */
const FEED_ORDER = [
  'sites',
  'staff',
  'settings',
  'schedule',
  'directives',
] as const satisfies readonly FeedName[];

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

/** Stores the server's key with its data, because stations pin it at enrolment. */
function ownSeed(db: Db, given: Uint8Array | undefined): Uint8Array {
  const kept = readMeta(db, 'serverSeed');
  const known = kept === null ? null : fromB64u(kept, 32);
  if (known !== null) return known;
  const fresh = given ?? newSeed();
  writeMeta(db, 'serverSeed', toB64u(fresh));
  return fresh;
}

function listQuarantined(db: Db): Overview['quarantined'] {
  return db
    .prepare<[], { chain: string; seq: number; code: string }>(
      'SELECT chain, seq, quarantined AS code FROM entries WHERE quarantined IS NOT NULL ORDER BY rowid',
    )
    .all();
}
