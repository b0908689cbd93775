import type { FeedName } from '../sync/rows.ts';

/**
 * What IT looks at when something is wrong (R3, R4): technical facts of the machine and of the record, no name of anyone
 * who comes to a visit. Asked for when the screen is there; devices, lock and sync are on the staff page's snapshot.
 */
export interface ItView {
  readonly versions: {
    readonly app: string;
    readonly build: string;
    readonly electron: string;
    readonly chromium: string;
    readonly node: string;
    readonly sqlite: string;
    /** The operating system and its release. */
    readonly system: string;
  };
  readonly clock: {
    readonly status: 'synced' | 'unsynced' | 'stepped';
    /** How far the server's clock is ahead; null when it was never heard. */
    readonly offsetMs: number | null;
  };
  readonly disk: { readonly freeBytes: number | null; readonly recordBytes: number | null };
  readonly record: {
    /** The first characters of the chain's id, as the server's pages show it. */
    readonly chain: string;
    readonly entries: number;
    readonly acknowledged: number;
    /** In every backup that the server keeps. */
    readonly settled: number;
    /** What was wrong when it was opened; null when nothing was. */
    readonly incident: string | null;
  };
  readonly keys: {
    /** Where the sealing key is stored: `file`, `safe-storage`. */
    readonly keeper: string;
    /** The server's name for this station's signing key; null before enrolment. */
    readonly station: string | null;
    readonly server: string | null;
  };
  readonly server: {
    /** Scheme, host and port; null where IT has set none. */
    readonly address: string | null;
    readonly certificate: ServerCertificate | null;
  };
  readonly feeds: readonly {
    readonly feed: FeedName;
    readonly receivedAt: number | null;
    readonly expiresAt: number | null;
  }[];
  /** Parts of the hardware that cannot be seen, and why. */
  readonly troubles: readonly { readonly part: string; readonly code: string }[];
  /** The newest lines of the log, newest first. */
  readonly reports: readonly { readonly at: string; readonly code: string; readonly detail: string }[];
}

/** The certificate that the server shows; null values where it could not be looked at. */
export interface ServerCertificate {
  readonly issuer: string;
  /** Milliseconds since 1970. */
  readonly validUntil: number | null;
  /** Why this machine does not trust it, or why it could not be reached; null when all is well. */
  readonly trouble: string | null;
}
