import type { Clock } from '../../../shared/clock.ts';
import type { Signer } from '../../../shared/sync/keys.ts';
import type { Enrolment } from '../../../shared/sync/rows.ts';
import type { SyncStore } from './sync-store.ts';

export type Limits = Enrolment['limits'];

/** Who the institution is, and its key. */
export type KnownInstitution = {
  readonly institution: Enrolment['institution'];
  readonly keyId: string;
  readonly signer: Signer;
};

/** What the contract's server needs of the world. */
export interface SyncContext {
  readonly store: SyncStore;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly randomBytes: (length: number) => Uint8Array;
  /** Throws for an institution that is not set up: it has no stations. */
  readonly institution: (id: string) => Promise<KnownInstitution>;
  readonly limits: Limits;
}

/** A station whose request was signed with a good key. */
export type Caller = {
  readonly institution: string;
  readonly station: string;
  /** JSON: a text, or one in each language. */
  readonly location: string;
  readonly keyId: string;
  readonly publicKey: string;
};
