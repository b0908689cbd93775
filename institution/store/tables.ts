/** The same tables for every database. `sealed` columns are encrypted at rest (R62). Instants are text, RFC 3339 in UTC. */
export type Tables = SignInTables & {
  readonly kysely_migration: { readonly name: string };
  /** Counters. */
  readonly meta: { readonly name: 'stations'; readonly value: number };
  /** What is known of this database as a whole: its epoch, its sealed data key. */
  readonly service: { readonly name: string; readonly value: string };
  readonly institutions: { readonly institution: string; readonly generation: number };
  readonly maps: { readonly institution: string; readonly map: string; readonly ver: number };
  readonly rows: {
    readonly institution: string;
    readonly map: string;
    readonly key: string;
    /** Null for a deletion, which stays so that stations learn of it. */
    readonly sealed: Uint8Array | null;
    readonly ver: number;
    /** Of a booking: instants in the clear, so that overlaps are found by index. */
    readonly startsAt: string | null;
    readonly endsAt: string | null;
  };
  readonly audit: {
    readonly institution: string;
    readonly seq: number;
    readonly at: string;
    readonly actor: string;
    readonly action: string;
    readonly subject: string;
    /** Canonical JSON. */
    readonly detail: string;
    readonly prev: string;
    readonly hash: string;
  };
  /** Enrolment codes, by hash. */
  readonly codes: {
    readonly hash: string;
    readonly institution: string;
    readonly issuedAt: string;
    readonly expiresAt: string;
    readonly device: string | null;
    /** JSON: a text, or one in each language. */
    readonly location: string;
    /** The station. */
    readonly usedBy: string | null;
  };
  /** Wrong enrolment codes, by the address that they came from. */
  readonly attempts: { readonly address: string; readonly failures: number; readonly atMs: number };
  readonly stations: {
    readonly station: string;
    readonly number: number;
    readonly institution: string;
    /** JSON. */
    readonly location: string;
    readonly install: string;
    readonly platform: string;
    readonly appVersion: string;
    readonly enrolledAt: string;
    readonly revokedAt: string | null;
    readonly heardAt: string | null;
    /** JSON. */
    readonly heartbeat: string | null;
  };
  readonly stationKeys: {
    readonly station: string;
    readonly keyId: string;
    /** 1 for the first key of the station. */
    readonly number: number;
    readonly publicKey: string;
    readonly addedAt: string;
    readonly retiredAt: string | null;
  };
  readonly chains: {
    readonly chain: string;
    readonly station: string;
    /** JSON. */
    readonly genesis: string;
    readonly genesisSignature: string;
    readonly openedAt: string;
    readonly status: 'open' | 'closed' | 'forked';
    /** 0 and null while the chain has no entry. */
    readonly headSeq: number;
    readonly headHash: string | null;
    /** The highest head that the station ever signed. */
    readonly signedSeq: number | null;
    readonly signedHash: string | null;
    readonly signedBy: string | null;
    /** The furthest position that the station has claimed a receipt for, beyond the head. */
    readonly ackedSeq: number;
  };
  readonly entries: {
    readonly chain: string;
    readonly seq: number;
    readonly id: string;
    readonly hash: string;
    readonly type: string;
    readonly session: string | null;
    /** Header and body: the canonical JSON that was hashed. */
    readonly header: string;
    readonly salt: string | null;
    readonly body: string | null;
    /** 1 where another entry had the id before. */
    readonly repeats: number;
    /** 1 where that was on another chain of the same station. */
    readonly carried: number;
    readonly quarantined: string | null;
    readonly receivedAt: string;
  };
  readonly evidence: {
    readonly id: string;
    readonly chain: string;
    readonly receivedAt: string;
    /** JSON. */
    readonly entries: string;
  };
  readonly alarms: {
    readonly id: string;
    readonly institution: string;
    readonly at: string;
    readonly station: string;
    readonly chain: string | null;
    readonly code: string;
    readonly detail: string;
  };
  /** Of each session the row with the highest version. */
  readonly sheet: {
    readonly institution: string;
    readonly session: string;
    readonly version: number;
    /** The institution's calendar day of the scheduled start. */
    readonly day: string;
    readonly start: string;
    /** JSON. */
    readonly row: string;
  };
  /** The retained backups that could be restored. */
  readonly backups: { readonly name: string; readonly takenAt: string };
  readonly backupHeads: { readonly backup: string; readonly chain: string; readonly seq: number };
};

/** Signing in from a browser. */
export type SignInTables = {
  readonly credentials: {
    readonly institution: string;
    readonly staff: string;
    readonly login: string | null;
    /** JSON. */
    readonly password: string | null;
    readonly codeHash: string | null;
    readonly codeExpiresAt: string | null;
  };
  readonly sessions: {
    readonly tokenHash: string;
    /** Of a member of the staff, so that their sessions can be ended; null for a provider's. */
    readonly institution: string | null;
    readonly staff: string | null;
    /** The subject, which may carry a name, sealed at rest (R62), b64u. */
    readonly sealed: string;
    readonly startedAt: string;
    readonly usedAt: string;
  };
  readonly signInAttempts: { readonly key: string; readonly failures: number; readonly lastAt: string };
  readonly pendingSignIns: { readonly idHash: string; readonly sealed: string; readonly startedAt: string };
};
