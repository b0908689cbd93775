import { randomBytes } from 'node:crypto';
import type { Clock } from '../../shared/clock.ts';
import type { MeetingLinkPolicy } from '../../shared/meeting-link/meeting-link.ts';
import type { LocalText } from '../../shared/language/local-text.ts';
import { ok } from '../../shared/result.ts';
import type { PinVerifier } from '../../shared/sync/rows.ts';
import type { DeliveredExport } from '../api/exports.ts';
import { createApi, type Api } from '../api/serve.ts';
import { rememberName } from '../core/known-names.ts';
import type { MadeExport } from '../core/made-export.ts';
import { refuse, type Outcome } from '../core/refusal.ts';
import { createRunningVisits } from '../core/running-visits.ts';
import { END_OF_TIME, type StaffDetails } from '../core/staff-details.ts';
import type { SignInStore } from '../core/sign-in-store.ts';
import type { CodeWish } from '../core/sync/stations.ts';
import type { SyncService } from '../core/sync/sync-service.ts';
import type { SyncStore } from '../core/sync/sync-store.ts';
import type { DataKey } from '../store/data-key.ts';
import type { Database } from '../store/database.ts';
import { createSignInStore } from '../store/sign-in-store.ts';
import { browserAccounts, type BrowserParts } from './browser.ts';
import type { Hosted } from './hosted.ts';
import type { Institutions } from './institutions.ts';
import type { LocalAccounts } from './local-accounts.ts';
import { createPasswords, type Passwords } from './password.ts';
import { readListInWorker } from './read-list.ts';
import { createServicePort } from './service-port.ts';

/** How people reach the service by a browser; from its settings. */
export type BrowserSettings = Pick<BrowserParts, 'publicUrl' | 'provider' | 'localAccounts' | 'pages'>;

export interface PeopleParts {
  readonly database: Database;
  readonly dataKey: DataKey;
  readonly institutions: Institutions;
  readonly syncStore: SyncStore;
  readonly clock: Clock;
  readonly linkPolicy: () => MeetingLinkPolicy;
  readonly issueCode: (wish: CodeWish) => Promise<string>;
  readonly passwords: Passwords;
  readonly report: (code: string) => void;
}

export interface People {
  readonly accounts: LocalAccounts;
  readonly signIn: SignInStore;
  /** For `addBrowser`. */
  browser(settings: BrowserSettings): BrowserParts;
  /**
   * A code for the first password of an institution, printed on the command line: its holder becomes the administrator. Null
   * where somebody has a password already, or there is no such institution.
   */
  firstCode(institution: string, name: string): Promise<string | null>;
}

/** As a station compares it (SYNC.md, staff feed). */
const PIN_COST = { N: 32_768, r: 8, p: 3 };

export function createPeople(parts: PeopleParts): People {
  const { database, dataKey, institutions, syncStore, clock, linkPolicy, issueCode, report } = parts;
  const store = createSignInStore(database, dataKey.sealerFor('sign-in'));
  const pins = createPasswords(PIN_COST);
  const apis = new Map<string, Api>();

  const hosted: Hosted = {
    async list() {
      const all = await Promise.all((await institutions.ids()).map((id) => institutions.find(id)));
      return all.flatMap((one) => (one === null ? [] : [one.profile.institution]));
    },
    api: apiOf,
    async all() {
      const all = await Promise.all((await institutions.ids()).map(apiOf));
      return all.filter((api) => api !== null);
    },
    async rememberName({ institution, ...person }) {
      for (const id of institution === null ? await institutions.ids() : [institution]) {
        const found = await institutions.find(id);
        if (found !== null) await rememberName(found.store, person);
      }
    },
    async member(institution, staff) {
      const found = await institutions.find(institution);
      return found === null ? null : found.institution.staff.member(staff);
    },
  };
  const world = {
    ...{ store, clock, hosted, passwords: parts.passwords },
    randomBytes: (length: number) => new Uint8Array(randomBytes(length)),
  };
  const accounts: LocalAccounts = browserAccounts(world);

  async function apiOf(id: string): Promise<Api | null> {
    const known = apis.get(id);
    if (known !== undefined) return known;
    const found = await institutions.find(id);
    if (found === null) return null;
    const { institution, profile } = found;
    const api = createApi({
      current: () => ({ institution, zone: profile.institution.zone }),
      setUp: () => Promise.resolve(refuse('set-up-already')),
      hashPin: async (pin): Promise<PinVerifier> => ({ algorithm: 'scrypt', ...(await pins.hash(pin)) }),
      linkPolicy,
      readSiteList: readListInWorker,
      copies: null,
      exports: { deliver: deliverToBrowser },
      service: createServicePort({
        ...{ institution: id, store: found.store, syncStore, clock, accounts, issueCode },
        isMember: async (staff) => (await institution.staff.member(staff)) !== null,
        institutions: institutions.ids,
      }),
    });
    apis.set(id, api);
    return api;
  }

  return {
    accounts,
    signIn: store,
    browser: (settings) => ({ ...world, ...settings, report }),
    async firstCode(id, name) {
      const found = await institutions.find(id);
      if (found === null || (await store.hasPassword(id))) return null;
      const details: StaffDetails = { name, roles: ['head', 'it'], validUntil: END_OF_TIME };
      const added = await found.institution.staff.add('command-line', details);
      return added.ok ? (await accounts.issueCode(id, added.value.id)).code : null;
    },
  };
}

/** The browser saves the files. */
function deliverToBrowser(_actor: string, { files }: MadeExport): Promise<Outcome<DeliveredExport>> {
  const sent = files.map(({ name, content }) => ({ name, content: Buffer.from(content).toString('base64') }));
  return Promise.resolve(ok({ place: null, files: sent }));
}

/** Tells the control room of what stations send, once it is received. */
export function withRunningVisits(sync: SyncService, institutions: Institutions, clock: Clock): SyncService {
  const visitsOf = async (institution: string) =>
    createRunningVisits((await institutions.get(institution)).store, clock);
  return {
    ...sync,
    async push(caller, chain, request) {
      const pushed = await sync.push(caller, chain, request);
      if (!pushed.ok) return pushed;
      const location: LocalText = JSON.parse(caller.location);
      const visits = await visitsOf(caller.institution);
      await visits.follow({ id: caller.station, location }, request.entries);
      return pushed;
    },
    async heartbeat(caller, request) {
      const taken = await sync.heartbeat(caller, request);
      if (taken.ok) await (await visitsOf(caller.institution)).reportPhase(caller.station, request.phase);
      return taken;
    },
  };
}
