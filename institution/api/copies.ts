import type { Outcome } from '../core/refusal.ts';

/** What is known of the copies of this institution. */
export type CopyState = {
  /** Milliseconds since 1970; null if none was ever taken. */
  readonly takenAt: number | null;
  readonly folder: string | null;
  /** Why no copy is taken, or why the last one failed; null where all is well. */
  readonly fault: 'no-folder' | 'no-key' | 'failed' | null;
  /** The error code of a failed copy, `ENOSPC`. */
  readonly detail: string;
};

/** Copies of everything, as the form of the institution takes them. */
export interface CopiesPort {
  state(): Promise<CopyState>;
  /** Makes the key that later copies are sealed with, and shows it once. */
  newKey(actor: string): Promise<{ readonly code: string }>;
  take(actor: string): Promise<Outcome<CopyState>>;
}
