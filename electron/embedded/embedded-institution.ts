import { randomBytes } from 'node:crypto';
import path from 'node:path';
import Database from 'better-sqlite3';
import { V7Generator } from 'uuidv7';
import { createApi, type Person, type SetUpInstitution } from '../../institution/api/serve.ts';
import type { CopyState } from '../../institution/api/copies.ts';
import type { ApiOutcome } from '../../institution/api/refusal.ts';
import type { ListReader } from '../../institution/api/site-import.ts';
import { createInstitution } from '../../institution/core/institution.ts';
import {
  type Profile,
  profileEnrolment,
  profileSigner,
  readProfile,
  setUp,
} from '../../institution/core/profile.ts';
import { refuse } from '../../institution/core/refusal.ts';
import { openEmbeddedStore } from '../../institution/store/embedded-store.ts';
import type { Clock } from '../../shared/clock.ts';
import { ok } from '../../shared/result.ts';
import type { Enrolment } from '../../shared/sync/rows.ts';
import { INSTITUTION_FILE } from '../journal/file-names.ts';
import type { KeyStore } from '../journal/keys/key-store.ts';
import type { Sealer } from '../journal/keys/seal.ts';
import type { LinkHosts } from '../meeting/meeting-hosts.ts';
import type { Report } from '../platform/log.ts';
import type { Timers } from '../platform/timers.ts';
import type { StationSettings } from '../settings/station-settings.ts';
import { hashPin } from '../staff/pin.ts';
import { startEmbeddedFeeds } from '../sync/embedded-feeds.ts';
import type { FeedStore } from '../sync/feeds.ts';
import { createCopies } from './copies.ts';
import type { StationRecords } from './station-records.ts';
import { eraseSetupCode, setupCodeFits } from './setup-code.ts';

/** The institution inside this station (R64). */
export interface EmbeddedInstitution {
  /** Null before the set-up. */
  enrolment(): Enrolment | null;
  /** Keeps the station's feeds equal to the institution's from here on, also after a set-up that is still to come. */
  connect(feeds: FeedStore): void;
  /** Attaches the station's own records and the export destinations; call before the first call. */
  attach(station: StationRecords): void;
  call(person: Person, name: string, input: unknown): Promise<ApiOutcome<unknown>>;
  copyState(): CopyState;
  close(): void;
}

export interface EmbeddedInstitutionParts {
  readonly dataFolder: string;
  /** Path of the SQLite addon, unless it is better-sqlite3's own. */
  readonly nativeBinding: string | undefined;
  readonly sealer: Sealer;
  readonly keyStore: KeyStore;
  /** The open journal, for copies. */
  readonly journalFile: () => Database.Database;
  readonly settings: Pick<StationSettings, 'copyFolder'>;
  readonly hosts: LinkHosts;
  readonly clock: Clock;
  readonly timers: Pick<Timers, 'after' | 'every'>;
  readonly readSiteList: ListReader;
  /** Called after the set-up, and when the state of the copies has changed. */
  readonly onChange: () => void;
  readonly report: Report;
}

/** How often the station checks whether a copy is due. */
const COPY_CHECK_MS = 10 * 60_000;
/** As long as an offline sign-in lasts by default (SYNC.md, staff feed): a station that is off keeps its list. */
const FEED_VALID_MS = 7 * 24 * 3_600_000;

/** Opens the institution in the data folder. Throws when its file does not open with the station's key. */
export async function openEmbeddedInstitution(parts: EmbeddedInstitutionParts): Promise<EmbeddedInstitution> {
  const { dataFolder, nativeBinding, sealer, hosts, clock, timers, report } = parts;
  const database = new Database(path.join(dataFolder, INSTITUTION_FILE), { nativeBinding });
  database.pragma('secure_delete = ON');
  const store = await openEmbeddedStore(database, sealer);
  const ids = new V7Generator();
  const linkPolicy = () => ({ hosts: hosts.sites, practiceOrigins: hosts.practiceOrigins });
  let station: StationRecords | null = null;
  const records = (): StationRecords => {
    if (station === null) throw new Error('The station has attached no records');
    return station;
  };
  const world = { store, clock, newId: () => ids.generate().toString(), randomBytes, linkPolicy };
  const copies = createCopies({
    ...{ dataFolder, store, clock, report },
    folder: parts.settings.copyFolder,
    institutionFile: database,
    journalFile: parts.journalFile,
    keyStore: parts.keyStore,
    changed: parts.onChange,
  });
  await copies.load();
  let current: (SetUpInstitution & { readonly enrolment: Enrolment }) | null = null;
  let feeds: FeedStore | null = null;
  let stopFeeds = (): void => undefined;

  function open(profile: Profile): void {
    const institution = createInstitution({
      ...world,
      signer: profileSigner(profile),
      keyId: profile.keyId,
      institutionId: profile.institution.id,
      visits: {
        rows: () => records().visits.rows(),
        observe: (actor, session, observation) => records().visits.observe(actor, session, observation),
        erase: (sessions) => records().visits.erase(sessions),
      },
      feedValidMs: FEED_VALID_MS,
    });
    current = { institution, zone: profile.institution.zone, enrolment: profileEnrolment(profile) };
    follow();
  }

  function follow(): void {
    if (current === null || feeds === null) return;
    const { institution, enrolment } = current;
    feeds.setSigner(enrolment.serverKey.publicKey);
    const { stop } = startEmbeddedFeeds({
      ...{ institution, feeds, clock, timers },
      serverKey: enrolment.serverKey,
      onFault: (feed, { code }) => report('feed-refused', `${feed}: ${code}`),
      onBug: (error) => report('feed-fault', error instanceof Error ? (error.stack ?? error.message) : ''),
    });
    stopFeeds = stop;
  }

  const stopCopies = timers.every(COPY_CHECK_MS, () => {
    void copies.takeIfDue().catch((error: unknown) => report('copy-fault', String(error)));
  });

  const api = createApi({
    copies,
    service: null,
    current: () => current,
    hashPin,
    linkPolicy,
    readSiteList: parts.readSiteList,
    exports: { deliver: (actor, made) => records().exports.deliver(actor, made) },
    async setUp(code, form, verifier) {
      if (current !== null) return refuse('set-up-already');
      if (!setupCodeFits(dataFolder, code)) return refuse('setup-code-refused');
      const made = await setUp(world, form, verifier);
      if (!made.ok) return made;
      eraseSetupCode(dataFolder);
      open(made.value);
      parts.onChange();
      return ok(null);
    },
  });

  const profile = await readProfile(store);
  if (profile !== null) open(profile);
  return {
    enrolment: () => current?.enrolment ?? null,
    connect(store) {
      feeds = store;
      follow();
    },
    attach(records) {
      station = records;
    },
    call: (person, name, input) => api.call(name, person, input),
    copyState: () => copies.current,
    close() {
      stopCopies();
      stopFeeds();
      void store.close();
    },
  };
}
