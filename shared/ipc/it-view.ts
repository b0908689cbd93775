import type { FeedName } from '../sync/rows.ts';

/**
 * What IT needs for troubleshooting (R3, R4): technical facts of the machine and the journal, no visitor's name. Fetched
 * while the screen is shown; devices, lock and sync are in the staff page's snapshot.
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
    /** How far the server's clock is ahead; null before its first answer. */
    readonly offsetMs: number | null;
  };
  readonly disk: { readonly freeBytes: number | null; readonly recordBytes: number | null };
  readonly record: {
    /** The first characters of the chain's id, as the server's pages show it. */
    readonly chain: string;
    readonly entries: number;
    readonly acknowledged: number;
    /** Included in every server backup. */
    readonly settled: number;
    /** What was wrong when it was opened, or null. */
    readonly incident: string | null;
  };
  readonly keys: {
    /** Where the sealing key is stored: `file`, `safe-storage`. */
    readonly store: string;
    /** The server's id of this station's signing key; null before enrolment. */
    readonly station: string | null;
    /** Fingerprint of the server's signing key, as its own pages show it. */
    readonly server: string | null;
  };
  /** Null on an enrolled station to someone who is not signed in. */
  readonly server: {
    /** Scheme, host and port; null if IT has set none. */
    readonly address: string | null;
    readonly certificate: ServerCertificate | null;
  } | null;
  readonly feeds: readonly {
    readonly feed: FeedName;
    readonly receivedAt: number | null;
    readonly expiresAt: number | null;
  }[];
  /** Parts of the hardware that cannot be seen, and why. */
  readonly troubles: readonly { readonly part: string; readonly code: string }[];
  /** The newest lines of the log, newest first. Null as `server`. */
  readonly reports: readonly { readonly at: string; readonly code: string; readonly detail: string }[] | null;
}

/** The server's certificate; null values if it could not be read. */
export interface ServerCertificate {
  readonly issuer: string;
  /** Milliseconds since 1970. */
  readonly validUntil: number | null;
  /** Why this machine does not trust it or could not reach it, or null. */
  readonly trouble: string | null;
}
