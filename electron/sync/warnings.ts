import { type Repaired } from './chain-sync.ts';

/** A warning for staff and IT while sync continues (R61). Each code has a sentence under `alarm.sync-<code>`. */
export type SyncWarning = {
  readonly code: Repaired | 'backups-lag';
  /** Start, milliseconds since 1970. */
  readonly at: number;
};

const SHOWN_MS = 24 * 3_600_000;
const LAG_MS = 7 * 24 * 3_600_000;

/** Remembers automatic repairs for a day; the journal keeps them permanently. */
export class SyncWarnings {
  #repaired: readonly SyncWarning[] = [];
  /** Since when the oldest acknowledged entry waits for the server's backups; null if none. */
  #unsettledSince: number | null = null;

  add(code: Repaired, now: number): void {
    this.#repaired = [...this.#repaired.filter((warning) => warning.code !== code), { code, at: now }];
  }

  settle(unsettledSince: number | null): void {
    this.#unsettledSince = unsettledSince;
  }

  list(now: number): readonly SyncWarning[] {
    const since = this.#unsettledSince;
    const lag: readonly SyncWarning[] =
      since !== null && now - since >= LAG_MS ? [{ code: 'backups-lag', at: since }] : [];
    return [...this.#repaired.filter(({ at }) => now - at < SHOWN_MS), ...lag];
  }
}
