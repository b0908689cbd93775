/** What a person of the staff signs in with from a browser. Roles and name stay with the staff (core/staff.ts). */
export type Credential = {
  readonly institution: string;
  /** Staff id. */
  readonly staff: string;
  /** Lower case; null until the person has chosen it. */
  readonly login: string | null;
  readonly password: PasswordHash | null;
  /** Of the one-time code with which the person chooses a password; null once it is used. */
  readonly codeHash: string | null;
  readonly codeExpiresAt: string | null;
};

/** scrypt (RFC 7914); salt and hash in base64url. */
export type PasswordHash = {
  readonly N: number;
  readonly r: number;
  readonly p: number;
  readonly salt: string;
  readonly hash: string;
};

/** A signed-in browser. The token itself is in its cookie alone. */
export type SessionRow = {
  /** SHA-256, b64u. */
  readonly tokenHash: string;
  readonly subject: Subject;
  readonly startedAt: string;
  readonly usedAt: string;
};

/** Who signed in. A member's name and roles are read from the staff at each request; a provider's are those of its claims. */
export type Subject =
  | { readonly kind: 'member'; readonly institution: string; readonly staff: string }
  | {
      readonly kind: 'provider';
      readonly id: string;
      readonly name: string;
      readonly roles: readonly string[];
      /** Null: every institution. */
      readonly institution: string | null;
    };

/** A sign-in at the identity provider that is still to return. */
export type PendingSignIn = { readonly verifier: string; readonly state: string; readonly nonce: string };

/** Counted before the password is compared, so that parallel guesses are counted too. */
export type Attempts = { readonly failures: number; readonly lastAt: string };

/** Where sign-in is kept: in the database, because any instance may get the next request. */
export interface SignInStore {
  credentialByLogin(login: string): Promise<Credential | null>;
  credentialByCode(codeHash: string): Promise<Credential | null>;
  credentialOf(institution: string, staff: string): Promise<Credential | null>;
  /** Inserts or replaces. Returns false when another person has that login. */
  saveCredential(credential: Credential): Promise<boolean>;
  /**
   * Replaces a credential whose code is still `codeHash`: a code is used once, also by two requests at the same time.
   * `login-taken`: another person has that login.
   */
  useCode(codeHash: string, next: Credential): Promise<'done' | 'used' | 'login-taken'>;
  hasPassword(institution: string): Promise<boolean>;

  insertSession(row: SessionRow): Promise<void>;
  session(tokenHash: string): Promise<SessionRow | null>;
  touchSession(tokenHash: string, usedAt: string): Promise<void>;
  deleteSession(tokenHash: string): Promise<void>;
  /** Ends every session of a member of the staff. */
  deleteSessionsOf(institution: string, staff: string): Promise<void>;
  /** Deletes what has expired: sessions by either limit, sign-ins, attempts. */
  deleteExpired(limits: {
    readonly startedBefore: string;
    readonly usedBefore: string;
    readonly pendingBefore: string;
    readonly attemptsBefore: string;
  }): Promise<void>;

  attempts(key: string): Promise<Attempts | null>;
  /** Counts one more if nobody else has since `seen` was read; false if somebody has. */
  countAttempt(key: string, seen: Attempts | null, at: string): Promise<boolean>;
  forgetAttempts(key: string): Promise<void>;
  /** Takes one attempt back. */
  uncountAttempt(key: string): Promise<void>;

  insertPending(idHash: string, pending: PendingSignIn, at: string): Promise<void>;
  /** Returns and deletes it. */
  takePending(idHash: string, notBefore: string): Promise<PendingSignIn | null>;
}
