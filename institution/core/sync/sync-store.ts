import type { EntryText } from '../../../shared/sync/chain.ts';
import type { FeedName } from '../../../shared/sync/rows.ts';
import type { Head, SignedHead } from '../../../shared/sync/wire.ts';
import type { FeedPosition } from '../feeds.ts';

/** Where the contract's server keeps stations and their chains, of every institution. A write is durable, or nothing of it. */
export interface SyncStore {
  /** As `read`, for one query: it sees one state of the data without a transaction. */
  query<T>(work: (reader: SyncReader) => Promise<T>): Promise<T>;
  read<T>(work: (reader: SyncReader) => Promise<T>): Promise<T>;
  /** Use only the writer inside. */
  write<T>(work: (writer: SyncWriter) => Promise<T>): Promise<T>;
}

/** `settledSeq`: the last place of a chain that every retained backup holds; 0 when there is none (SYNC.md, Erasing). */
export type BackupState = { readonly epoch: string; readonly settledSeq: number };

export type FeedPositions = Readonly<Record<FeedName, FeedPosition>>;

export type ChainStatus = 'open' | 'closed' | 'forked';

export type ChainRow = {
  readonly chain: string;
  readonly station: string;
  readonly status: ChainStatus;
  readonly head: Head | null;
};

export type KnownKey = {
  readonly institution: string;
  /** JSON, of the station. */
  readonly location: string;
  /** b64u. */
  readonly publicKey: string;
  readonly isRevoked: boolean;
  /** Whether keys from before this one are still good. */
  readonly hasOlder: boolean;
};

export type StationRow = {
  readonly station: string;
  /** JSON: a text, or one in each language. */
  readonly location: string;
  readonly platform: string;
  readonly appVersion: string;
  readonly enrolledAt: string;
  readonly revokedAt: string | null;
  readonly heardAt: string | null;
  /** JSON, as the station sent it. */
  readonly heartbeat: string | null;
};

export type AlarmRow = {
  readonly at: string;
  readonly station: string;
  readonly chain: string | null;
  readonly code: string;
  readonly detail: string;
};

export type StoredText = EntryText & { readonly carried: boolean; readonly quarantined: string | null };
export type QuarantinedRow = { readonly chain: string; readonly seq: number; readonly code: string };
export type Attempts = { readonly failures: number; readonly atMs: number };

/** A place of a chain as it is kept. */
export type Place = {
  readonly seq: number;
  readonly hash: string;
  readonly hasBody: boolean;
  readonly quarantined: string | null;
};

export type SheetEntry = {
  readonly session: string;
  readonly version: number;
  /** The institution's calendar day of the scheduled start. */
  readonly day: string;
  /** Instant. */
  readonly start: string;
  /** JSON. */
  readonly row: string;
};

export type SheetPosition = { readonly day: string; readonly start: string; readonly session: string };

export interface SyncReader {
  /** Changes when the data was restored. */
  epoch(): Promise<string>;
  /** Of the institution's feeds. */
  generation(institution: string): Promise<number>;
  positions(institution: string): Promise<FeedPositions>;
  key(station: string, keyId: string): Promise<KnownKey | null>;
  /** Retired ones included: a chain may have begun under one. */
  hasKey(station: string, publicKey: string): Promise<boolean>;
  /** A chain of this station; another station's is unknown. */
  chain(station: string, chain: string): Promise<ChainRow | null>;
  hashAt(chain: string, seq: number): Promise<string | null>;
  /** `row` null for a chain that this station does not have. */
  chainState(station: string, chain: string): Promise<BackupState & { readonly row: ChainRow | null }>;
  attempts(address: string): Promise<Attempts | null>;

  stations(institution: string): Promise<readonly StationRow[]>;
  chains(institution: string): Promise<readonly ChainRow[]>;
  entries(chain: string): Promise<readonly StoredText[]>;
  /** JSON arrays of entries. */
  evidence(chain: string): Promise<readonly string[]>;
  alarms(institution: string): Promise<readonly AlarmRow[]>;
  quarantined(institution: string): Promise<readonly QuarantinedRow[]>;
  /** Days both included, null for no bound; after a position, in the order of the scheduled start; at most `limit`. */
  sheet(
    institution: string,
    period: { readonly from: string | null; readonly to: string | null },
    after: SheetPosition | null,
    limit: number,
  ): Promise<readonly SheetEntry[]>;
}

export type NewStation = {
  readonly institution: string;
  /** JSON. */
  readonly location: string;
  readonly install: string;
  readonly platform: string;
  readonly appVersion: string;
  readonly at: string;
};

export type CodeRow = {
  readonly institution: string;
  /** JSON. */
  readonly location: string;
  readonly expiresAt: string;
  /** The only machine, by name, that may spend the code; null for any. */
  readonly device: string | null;
  /** The station that has spent it. */
  readonly usedBy: string | null;
};

/** A chain whose row is locked until the transaction ends. */
export type LockedChain = ChainRow & { readonly signed: Head | null; readonly ackedSeq: number };

export type NewEntry = {
  readonly seq: number;
  readonly id: string;
  readonly type: string;
  readonly session: string | null;
  readonly text: EntryText;
  readonly quarantined: string | null;
  readonly carried: boolean;
};

export interface SyncWriter extends SyncReader {
  addCode(hash: string, code: Omit<CodeRow, 'usedBy'> & { readonly issuedAt: string }): Promise<void>;
  /** Locks the code, so that it cannot be spent twice at once. */
  lockCode(hash: string): Promise<CodeRow | null>;
  spendCode(hash: string, station: string): Promise<void>;
  recordFailure(address: string, atMs: number): Promise<void>;
  forgetFailuresBefore(atMs: number): Promise<void>;

  /** Returns the station's name. */
  addStation(station: NewStation): Promise<string>;
  /** The good key with which a station that is not revoked enrolled from this installation; null if there is none. */
  enrolledKey(station: string, install: string, publicKey: string): Promise<string | null>;
  /** Locks the station, and returns the id of the key, which is known already if it was added before. */
  addKey(station: string, publicKey: string, at: string): Promise<string>;
  retireOlderKeys(station: string, keyId: string, at: string): Promise<void>;
  revoke(institution: string, station: string, at: string): Promise<void>;
  recordHeartbeat(
    station: string,
    heartbeat: { readonly at: string; readonly appVersion: string; readonly text: string },
  ): Promise<void>;

  /** False if the chain is known already. */
  addChain(
    chain: string,
    about: {
      readonly station: string;
      readonly genesis: string;
      readonly signature: string;
      readonly at: string;
    },
  ): Promise<boolean>;
  closeChain(station: string, chain: string): Promise<void>;
  lockChain(station: string, chain: string): Promise<LockedChain | null>;
  places(chain: string, from: number, to: number): Promise<readonly Place[]>;
  /** Adds entries; returns the places of those whose id nobody had before. With `repeats` all are added. */
  addEntries(
    chain: string,
    entries: readonly NewEntry[],
    receivedAt: string,
    repeats: boolean,
  ): Promise<ReadonlySet<number>>;
  /** Where the id came first. */
  firstWithId(id: string): Promise<{ readonly chain: string; readonly station: string } | null>;
  fillIn(chain: string, seq: number, text: EntryText, quarantined: string | null): Promise<void>;
  /** `signed`: the highest head that the station signed, null where it stays. Returns what the receipt needs. */
  moveHead(chain: string, head: Head, signed: SignedHead | null): Promise<BackupState>;
  recordSignedHead(chain: string, head: SignedHead): Promise<void>;
  recordAcked(chain: string, ackedSeq: number): Promise<void>;
  markForked(chain: string): Promise<void>;
  addEvidence(evidence: {
    readonly id: string;
    readonly chain: string;
    readonly at: string;
    readonly entries: string;
  }): Promise<void>;
  addAlarm(institution: string, alarm: AlarmRow & { readonly id: string }): Promise<void>;
  /** Keeps of each session the highest version; of two with the same, the first. */
  addToSheet(institution: string, entries: readonly SheetEntry[]): Promise<void>;
  /** Erases what stations of the institution sent of these sessions; headers and hashes stay, so the chains verify. */
  eraseSessions(institution: string, sessions: readonly string[]): Promise<void>;

  setEpoch(epoch: string): Promise<void>;
  /** Raises the generation of every institution's feeds, at least to `least`. */
  raiseGeneration(least: number): Promise<void>;
}
