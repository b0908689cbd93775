import type { FeedName } from '../../shared/sync/rows.ts';
import type { Json } from '../../shared/sync/wire.ts';
import type { AuditEntry } from './audit.ts';

/**
 * Maps that no station receives: the institution itself, staff before they have a PIN, who was notified, past bookings, legal
 * holds, the audit of an institution that moved here, the visits under way, and names that an identity provider gave.
 */
export const PRIVATE_MAPS = [
  'own',
  'people',
  'notifications',
  'past-bookings',
  'holds',
  'former-audit',
  'visits',
  'provider-people',
] as const;
export type MapName = FeedName | (typeof PRIVATE_MAPS)[number];

/** `ver`: the version of the map in which the row last changed. */
export type StoredRow = { readonly key: string; readonly row: Json; readonly ver: number };
/** `row`: null for a deletion. */
export type Change = { readonly key: string; readonly row: Json | null; readonly ver: number };

export interface Reader {
  row(map: MapName, key: string): Promise<StoredRow | null>;
  rows(map: MapName): Promise<readonly StoredRow[]>;
  /** The rows as canonical JSON, which is what they are stored as: for hashing a map without parsing it. */
  texts(map: MapName): Promise<ReadonlyMap<string, string>>;
  /**
   * Bookings, past and cancelled ones included, that overlap the time from `from` to `to` (instants, `to` excluded), in the
   * order of their start; the first `limit` of them, or all.
   */
  bookingsBetween(from: string, to: string, limit?: number): Promise<readonly StoredRow[]>;
  /** Rows of the schedule that ended before an instant, the oldest first, at most `limit`. */
  bookingsEndedBefore(at: string, limit: number): Promise<readonly StoredRow[]>;
  /** 0 for a map that never changed. */
  version(map: MapName): Promise<number>;
  /** What changed after version `after`, oldest first, at most `limit`. */
  changesAfter(
    map: MapName,
    after: number,
    options: { readonly limit: number; readonly withDeletions: boolean },
  ): Promise<readonly Change[]>;
  /** Raised when the data was restored (SYNC.md, Feeds). */
  generation(): Promise<number>;
  lastAuditEntry(): Promise<AuditEntry | null>;
  /** Entries after `after`, oldest first, at most `limit`. */
  auditAfter(after: number, limit: number): Promise<readonly AuditEntry[]>;
}

export interface Writer extends Reader {
  /**
   * Puts a row that JSON can express (throws otherwise: a bug). Returns the new version of the map, or the old one when the
   * row is the same.
   */
  put(map: MapName, key: string, row: unknown): Promise<number>;
  /** Puts thousands of rows by few statements. Compares nothing: each key stands once, and each row differs from what is here. */
  putAll(map: MapName, rows: readonly { readonly key: string; readonly row: unknown }[]): Promise<void>;
  remove(map: MapName, key: string): Promise<void>;
  appendAudit(entry: AuditEntry): Promise<void>;
  /** After a restore: every feed starts over (SYNC.md, Feeds), at least in the generation `least`. */
  raiseGeneration(least: number): Promise<void>;
}

/** Where the institution keeps what it knows. A write is durable, or nothing of it happened. */
export interface Store {
  read<T>(work: (reader: Reader) => Promise<T>): Promise<T>;
  /** Runs alone. Use only the writer inside: the store itself would wait for the end of this transaction. */
  write<T>(work: (writer: Writer) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}
