import type { EnrolRefusal } from './enrol.ts';
import type { SyncCode } from './fault.ts';
import type { SyncWarning } from './warnings.ts';

/** The sync status shown to staff (R61). Times in milliseconds since 1970. */
export type SyncStatus = {
  /** `safe`: the server has signed for every entry. `attention`: a person must act; `code` says why. */
  readonly state: 'not-enrolled' | 'safe' | 'waiting' | 'attention';
  /** Entries of the present chain. */
  readonly total: number;
  /** Entries that the server has not signed for. */
  readonly waiting: number;
  readonly oldestWaitingAt: number | null;
  /** When the server last answered properly; null if not since this start of the app. */
  readonly lastReachedAt: number | null;
  readonly nextTryAt: number | null;
  /** The time in the newest receipt. */
  readonly receiptAt: number | null;
  /** Why the last attempt failed, to enrol where the station is not enrolled; or null. */
  readonly code: SyncCode | EnrolRefusal['code'] | null;
  /** Automatic repairs of the last day, and warnings. None of them stops sync. */
  readonly warnings: readonly SyncWarning[];
};

export function sameStatus(a: SyncStatus, b: SyncStatus): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
