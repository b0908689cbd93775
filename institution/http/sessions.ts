import { toInstant, type Clock } from '../../shared/clock.ts';
import { ascii, sha256, toB64u } from '../../shared/sync/encoding.ts';
import type { SignInStore, Subject } from '../core/sign-in-store.ts';

/** Who is behind a request, as the institution knows them now. */
export type SignedIn = {
  readonly id: string;
  readonly name: string;
  readonly roles: readonly string[];
  /** Null: every institution. */
  readonly institution: string | null;
  /** What a request that changes something must carry, besides the cookie. */
  readonly csrf: string;
  /** When the session ends unless it is used, milliseconds since 1970. */
  readonly endsAt: number;
};

export interface Sessions {
  /** Starts a session under a token of its own, so that a token known beforehand is worth nothing (session fixation). */
  start(subject: Subject): Promise<{ readonly token: string }>;
  /** Null where the session has ended, or the person may no longer sign in. `used`: whether this keeps it from idling out. */
  find(token: string, options: { readonly used: boolean }): Promise<SignedIn | null>;
  end(token: string): Promise<void>;
  /** Deletes the rows of what has ended. The limits hold without it. */
  deleteExpired(): Promise<void>;
}

export type SessionParts = {
  readonly store: SignInStore;
  readonly clock: Clock;
  readonly randomBytes: (length: number) => Uint8Array;
  /** Null for a person who is not of the staff, or whose time there has ended. */
  readonly member: (
    institution: string,
    staff: string,
  ) => Promise<{ readonly name: string; readonly roles: readonly string[] } | null>;
  readonly idleMs?: number;
  readonly longestMs?: number;
};

const MINUTE_MS = 60_000;
const TOKEN_BYTES = 32;
/** A use is noted this often, so that not every request writes. */
const TOUCH_MS = MINUTE_MS;
export const PENDING_MS = 10 * MINUTE_MS;
const ATTEMPTS_MS = 24 * 60 * MINUTE_MS;

export function createSessions(parts: SessionParts): Sessions {
  const { store, clock, randomBytes, member } = parts;
  const idleMs = parts.idleMs ?? 30 * MINUTE_MS;
  const longestMs = parts.longestMs ?? 12 * 60 * MINUTE_MS;

  async function personOf(subject: Subject): Promise<Omit<SignedIn, 'csrf' | 'endsAt'> | null> {
    switch (subject.kind) {
      case 'provider':
        return subject;
      case 'member': {
        const { institution, staff } = subject;
        const known = await member(institution, staff);
        return known === null ? null : { ...known, id: staff, institution };
      }
    }
  }

  return {
    async start(subject) {
      const token = toB64u(randomBytes(TOKEN_BYTES));
      const at = toInstant(clock.now());
      await store.insertSession({ tokenHash: hashOf(token), subject, startedAt: at, usedAt: at });
      return { token };
    },
    async find(token, { used }) {
      const tokenHash = hashOf(token);
      const row = await store.session(tokenHash);
      if (row === null) return null;
      const now = clock.now();
      const lastUse = Date.parse(row.usedAt);
      const mustEndAt = Date.parse(row.startedAt) + longestMs;
      const person = lastUse + idleMs > now && mustEndAt > now ? await personOf(row.subject) : null;
      if (person === null) {
        await store.deleteSession(tokenHash);
        return null;
      }
      if (used && now - lastUse >= TOUCH_MS) await store.touchSession(tokenHash, toInstant(now));
      const { id, name, roles, institution } = person;
      const endsAt = Math.min((used ? now : lastUse) + idleMs, mustEndAt);
      return { id, name, roles, institution, csrf: csrfOf(token), endsAt };
    },
    end: (token) => store.deleteSession(hashOf(token)),
    deleteExpired() {
      const before = (ms: number) => toInstant(clock.now() - ms);
      return store.deleteExpired({
        startedBefore: before(longestMs),
        usedBefore: before(idleMs),
        pendingBefore: before(PENDING_MS),
        attemptsBefore: before(ATTEMPTS_MS),
      });
    },
  };
}

function hashOf(token: string): string {
  return toB64u(sha256(ascii('child-link/1/session\n'), Buffer.from(token, 'utf8')));
}

/** Bound to the session, needs no storage, and does not reveal the token. */
function csrfOf(token: string): string {
  return toB64u(sha256(ascii('child-link/1/csrf\n'), Buffer.from(token, 'utf8')));
}
