import type { SyncCode } from './fault.ts';
import type { SyncNotice } from './warnings.ts';

/** What staff are told of the way to the institution (R61). Times in milliseconds since 1970. */
export type SyncStatus = {
  /** `safe`: the server has signed for every entry. `attention`: a person must look, `code` says at what. */
  readonly state: 'not-enrolled' | 'safe' | 'waiting' | 'attention';
  /** Entries of the present chain. */
  readonly total: number;
  /** Entries that the server has not signed for. */
  readonly waiting: number;
  readonly oldestWaitingAt: number | null;
  /** When the server last gave an answer that makes sense; null since this start of the app it did not. */
  readonly lastReachedAt: number | null;
  readonly nextTryAt: number | null;
  /** The time in the newest receipt. */
  readonly receiptAt: number | null;
  /** Why the last attempt did not end well, or null. */
  readonly code: SyncCode | null;
  /** What was put right by itself within the last day, and warnings; nothing of it stops anything. */
  readonly notices: readonly SyncNotice[];
};

export function sameStatus(a: SyncStatus, b: SyncStatus): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
