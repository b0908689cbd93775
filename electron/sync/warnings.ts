import { type Repaired } from './chain-sync.ts';

/** What staff and IT should hear of although sync goes on by itself (R61). Each code is worded under `alarm.sync-<code>`. */
export type SyncNotice = {
  readonly code: Repaired | 'backups-lag';
  /** Since when, milliseconds since 1970. */
  readonly at: number;
};

const SHOWN_MS = 24 * 3_600_000;
const LAG_MS = 7 * 24 * 3_600_000;

/** Remembers for a day what was put right; the journal remembers it for good. */
export class Notices {
  #healed: readonly SyncNotice[] = [];
  /** Since when the oldest entry that is acknowledged waits for the server's backups; null when none does. */
  #unsettledSince: number | null = null;

  heal(code: Repaired, now: number): void {
    this.#healed = [...this.#healed.filter((notice) => notice.code !== code), { code, at: now }];
  }

  settle(unsettledSince: number | null): void {
    this.#unsettledSince = unsettledSince;
  }

  list(now: number): readonly SyncNotice[] {
    const since = this.#unsettledSince;
    const lag: readonly SyncNotice[] =
      since !== null && now - since >= LAG_MS ? [{ code: 'backups-lag', at: since }] : [];
    return [...this.#healed.filter(({ at }) => now - at < SHOWN_MS), ...lag];
  }
}
