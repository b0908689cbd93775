/** Time comes in as a value (rule 2). The real clock is `electron/platform/system-clock.ts`; tests inject their own. */
export interface Clock {
  /** Milliseconds since 1970-01-01T00:00:00Z, as the machine believes it. */
  now(): number;
  /** Milliseconds since an arbitrary start; never goes back within one start of the app. */
  monotonicMs(): number;
  /** What is known of the machine's clock: agreed with the server, not compared yet, or moved by more than a minute. */
  status(): ClockStatus;
}

export type ClockStatus = 'synced' | 'unsynced' | 'stepped';

/** An instant as the journal writes it: RFC 3339, UTC, milliseconds (SYNC.md, Notation). */
export function toInstant(epochMs: number): string {
  return new Date(epochMs).toISOString();
}
