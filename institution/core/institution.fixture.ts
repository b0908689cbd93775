import Database from 'better-sqlite3';
import { ok } from '../../shared/result.ts';
import { signerFromSeed } from '../../shared/sync/keys.ts';
import type { FeedName, PinVerifier, SiteRow } from '../../shared/sync/rows.ts';
import { openEmbeddedStore } from '../store/embedded-store.ts';
import type { RowSealer } from '../store/row-sealer.ts';
import type { ApiOptions } from '../api/serve.ts';
import type { Booking } from './booking.ts';
import type { Context } from './context.ts';
import type { Institution } from './institution.ts';
import { refuse } from './refusal.ts';
import { readSiteList } from './site-list.ts';
import type { Store } from './store.ts';

export const NOW = Date.parse('2026-11-29T15:00:00Z');
export const DAY_MS = 86_400_000;
export const KEY_ID = 'institution-1';
export const SIGNER = signerFromSeed(new Uint8Array(32).fill(7));

/** Reversible, and different from the plain text, so that a test can look for names in the file. */
export const XOR_SEALER: RowSealer = {
  seal: (_about, plain) => plain.map((byte) => byte ^ 0x5a),
  unseal: (_about, sealed) => sealed.map((byte) => byte ^ 0x5a),
};

const LINK_POLICY = () => ({ hosts: ['visits-visites.webex.com'], practiceOrigins: [] });

export const SITE: SiteRow = {
  id: 'site-halifax',
  name: { en: 'Sample Family Centre', fr: 'Centre familial Échantillon' },
  city: 'Halifax',
  province: 'NS',
  zone: 'America/Halifax',
  authorized: true,
  listDate: '2026-11-01',
};

export function sampleBooking(change: Partial<Booking> = {}): Booking {
  return {
    kind: 'minor-child',
    startsAt: '2026-12-03T18:30:00.000Z',
    endsAt: '2026-12-03T19:30:00.000Z',
    inmate: { name: 'Example, Maple', fps: '000001A' },
    participants: [
      { role: 'child', name: 'Example, Birch', birthDate: '2019-04-30', approvedVisitor: true },
      { role: 'accompanying-adult', name: 'Example, Cedar', birthDate: '1990-01-01', approvedVisitor: true },
    ],
    site: SITE.id,
    meeting: { url: 'https://visits-visites.webex.com/visits-visites/j.php?MTID=m0000' },
    webcamRequired: false,
    language: 'en',
    reference: null,
    contactRestricted: false,
    needs: [],
    ...change,
  };
}

export interface Bed {
  readonly context: Context;
  readonly store: Store;
  readonly database: Database.Database;
  /** The feeds announced so far. */
  readonly announced: FeedName[];
  /** Moves the clock. */
  setNow(epochMs: number): void;
}

/** An institution's world in memory, with one authorized site. */
export async function createBed(): Promise<Bed> {
  const database = new Database(':memory:');
  const store = await openEmbeddedStore(database, XOR_SEALER);
  await store.write((writer) => writer.put('sites', SITE.id, SITE));
  let now = NOW;
  let ids = 0;
  const announced: FeedName[] = [];
  const context: Context = {
    store,
    clock: { now: () => now, monotonicMs: () => now, status: () => 'unsynced' },
    newId: () => `id-${(ids += 1)}`,
    randomBytes: (length) => new Uint8Array(length).fill(ids),
    linkPolicy: LINK_POLICY,
    signer: SIGNER,
    keyId: KEY_ID,
    institutionId: 'institution-one',
    visits: null,
    feedValidMs: 7 * DAY_MS,
    changed: (feeds) => announced.push(...feeds),
  };
  const setNow = (epochMs: number): void => {
    now = epochMs;
  };
  return { context, store, database, announced, setNow };
}

export const VERIFIER: PinVerifier = {
  algorithm: 'scrypt',
  N: 32_768,
  r: 8,
  p: 1,
  salt: 'c2FsdHNhbHQ',
  hash: 'h'.repeat(43),
};

const NO_COPY = { takenAt: null, folder: null, fault: 'no-folder', detail: '' } as const;

/** What an API needs to serve this institution, as it is after the set-up. */
export function servedInstitution(institution: Institution): ApiOptions {
  return {
    current: () => ({ institution, zone: 'America/Toronto' }),
    setUp: () => Promise.resolve(refuse('set-up-already')),
    hashPin: () => Promise.resolve(VERIFIER),
    linkPolicy: LINK_POLICY,
    readSiteList: (file) => Promise.resolve(readSiteList(file)),
    exports: {
      deliver: (_actor, { files }) =>
        Promise.resolve(
          ok({
            place: null,
            files: files.map(({ name, content }) => ({
              name,
              content: Buffer.from(content).toString('base64'),
            })),
          }),
        ),
    },
    service: null,
    copies: {
      state: () => Promise.resolve(NO_COPY),
      newKey: () => Promise.resolve({ code: 'K7QM-2XWP' }),
      take: () => Promise.resolve(refuse('copy-no-folder')),
    },
  };
}
