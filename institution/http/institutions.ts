import type { Clock } from '../../shared/clock.ts';
import type { MeetingLinkPolicy } from '../../shared/meeting-link/meeting-link.ts';
import type { KnownInstitution } from '../core/sync/context.ts';
import type { FeedContext } from '../core/feeds.ts';
import { createInstitution, type Institution } from '../core/institution.ts';
import { type Profile, profileSigner, readProfile, writeProfile } from '../core/profile.ts';
import { receivedRecords } from '../core/records/received-records.ts';
import type { Store } from '../core/store.ts';
import type { SyncStore } from '../core/sync/sync-store.ts';
import type { DataKey } from '../store/data-key.ts';
import type { Database } from '../store/database.ts';
import { addInstitution, createStore, listInstitutions } from '../store/scoped-store.ts';

/** An institution of this service: its own rows, its own key, its own rules. */
export interface ServedInstitution {
  readonly profile: Profile;
  readonly store: Store;
  readonly institution: Institution;
  readonly known: KnownInstitution;
  readonly feeds: FeedContext;
}

export interface Institutions {
  ids(): Promise<readonly string[]>;
  /** Null for an institution that is not there. */
  find(id: string): Promise<ServedInstitution | null>;
  /** As `find`, of one that has stations. Throws if it is not there: a bug. */
  get(id: string): Promise<ServedInstitution>;
  /** Adds an institution, unless it is there already. */
  add(profile: Profile): Promise<ServedInstitution>;
}

export interface InstitutionsParts {
  readonly database: Database;
  readonly syncStore: SyncStore;
  readonly dataKey: DataKey;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly randomBytes: (length: number) => Uint8Array;
  readonly linkPolicy: () => MeetingLinkPolicy;
}

/** As long as an offline sign-in lasts by default (SYNC.md, staff feed): a station that is off keeps its list. */
const FEED_VALID_MS = 7 * 24 * 3_600_000;

export function createInstitutions(parts: InstitutionsParts): Institutions {
  const { database, syncStore, dataKey, clock } = parts;
  /** Who an institution is and its key never change, so they are read once. */
  const opened = new Map<string, ServedInstitution>();

  function open(id: string, profile: Profile, store: Store): ServedInstitution {
    const { keyId, institution: about } = profile;
    const signer = profileSigner(profile);
    const feeds = { store, clock, signer, keyId, feedValidMs: FEED_VALID_MS };
    const served = {
      ...{ profile, store, feeds },
      institution: createInstitution({
        ...parts,
        ...feeds,
        institutionId: id,
        visits: receivedRecords(syncStore, id),
      }),
      known: { institution: about, keyId, signer },
    };
    opened.set(id, served);
    return served;
  }

  async function find(id: string): Promise<ServedInstitution | null> {
    const known = opened.get(id);
    if (known !== undefined) return known;
    if (!(await listInstitutions(database)).includes(id)) return null;
    const store = createStore(database, id, dataKey.sealerFor(id));
    const profile = await readProfile(store);
    return profile === null ? null : open(id, profile, store);
  }

  return {
    ids: () => listInstitutions(database),
    find,
    async get(id) {
      const found = await find(id);
      if (found === null) throw new Error('A station belongs to an institution that is not there');
      return found;
    },
    async add(profile) {
      const { id } = profile.institution;
      const there = await find(id);
      if (there !== null) return there;
      await addInstitution(database, id);
      const store = createStore(database, id, dataKey.sealerFor(id));
      return open(id, await writeProfile(store, profile), store);
    },
  };
}
