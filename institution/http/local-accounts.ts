import { toInstant, type Clock } from '../../shared/clock.ts';
import { ok, refuse, type Result } from '../../shared/result.ts';
import { CODE_LENGTH, codeHashOf, oneTimeCode } from '../core/one-time-code.ts';
import type { SignInStore, Subject } from '../core/sign-in-store.ts';
import { LONGEST_PASSWORD, SHORTEST_PASSWORD, type Passwords } from './password.ts';
import type { Throttle } from './throttle.ts';

export type SignInRefusal =
  | { readonly code: 'wait'; readonly seconds: number }
  /** One for every cause: a wrong name, a wrong password, no longer of the staff. */
  | { readonly code: 'sign-in-refused' }
  | { readonly code: 'code-refused' }
  | { readonly code: 'login-invalid' | 'login-taken' | 'password-has-login' }
  | { readonly code: 'password-short'; readonly length: number };

/** Members of the staff who sign in with a name and a password of their own: the default of the small form. */
export interface LocalAccounts {
  signIn(given: { readonly login: string; readonly password: string }, address: string): Promise<Signed>;
  /** With the one-time code of {@link issueCode}: chooses name and password, and signs in. */
  activate(
    given: { readonly code: string; readonly login: string; readonly password: string },
    address: string,
  ): Promise<Signed>;
  /** Makes a code for a member of the staff, in place of an earlier one and of the password, and ends their sessions. */
  issueCode(
    institution: string,
    staff: string,
  ): Promise<{ readonly code: string; readonly expiresAt: string }>;
}
type Signed = Result<Extract<Subject, { kind: 'member' }>, SignInRefusal>;

const CODE_VALID_MS = 24 * 3_600_000;
const LOGIN = /^[a-z0-9][a-z0-9._@-]{2,63}$/u;

export function createLocalAccounts(parts: {
  readonly store: SignInStore;
  readonly clock: Clock;
  readonly randomBytes: (length: number) => Uint8Array;
  readonly throttle: Throttle;
  readonly passwords: Passwords;
  readonly isMember: (institution: string, staff: string) => Promise<boolean>;
}): LocalAccounts {
  const { store, clock, randomBytes, throttle, passwords, isMember } = parts;

  return {
    async signIn({ login, password }, address) {
      const name = loginOf(login);
      const guarded = [
        { kind: 'account', name },
        { kind: 'address', address },
      ] as const;
      const seconds = await throttle.begin(guarded);
      if (seconds > 0) return refuse({ code: 'wait', seconds });
      const known = await store.credentialByLogin(name);
      const fits = await passwords.fits(password, known?.password ?? null);
      if (known === null || !fits || !(await isMember(known.institution, known.staff)))
        return refuse({ code: 'sign-in-refused' });
      await throttle.succeed(guarded);
      return ok({ kind: 'member', institution: known.institution, staff: known.staff });
    },

    async activate({ code, login, password }, address) {
      const name = loginOf(login);
      if (!LOGIN.test(name)) return refuse({ code: 'login-invalid' });
      if (password.length < SHORTEST_PASSWORD)
        return refuse({ code: 'password-short', length: SHORTEST_PASSWORD });
      if (password.toLowerCase().includes(name)) return refuse({ code: 'password-has-login' });
      const guarded = [{ kind: 'address', address }] as const;
      const seconds = await throttle.begin(guarded);
      if (seconds > 0) return refuse({ code: 'wait', seconds });
      const codeHash = codeHashOf(code);
      const known = await store.credentialByCode(codeHash);
      if (known === null || (known.codeExpiresAt ?? '') <= toInstant(clock.now()))
        return refuse({ code: 'code-refused' });
      const { institution, staff } = known;
      if (!(await isMember(institution, staff))) return refuse({ code: 'code-refused' });
      const next = {
        ...{ institution, staff, login: name, codeHash: null, codeExpiresAt: null },
        password: await passwords.hash(password),
      };
      const used = await store.useCode(codeHash, next);
      if (used === 'login-taken') return refuse({ code: 'login-taken' });
      if (used === 'used') return refuse({ code: 'code-refused' });
      await throttle.succeed(guarded);
      return ok({ kind: 'member', institution, staff });
    },

    async issueCode(institution, staff) {
      const code = oneTimeCode(randomBytes(CODE_LENGTH));
      const codeExpiresAt = toInstant(clock.now() + CODE_VALID_MS);
      const known = await store.credentialOf(institution, staff);
      await store.saveCredential({
        ...{ institution, staff, codeExpiresAt },
        login: known?.login ?? null,
        password: null,
        codeHash: codeHashOf(code),
      });
      await store.deleteSessionsOf(institution, staff);
      return { code, expiresAt: codeExpiresAt };
    },
  };
}

function loginOf(typed: string): string {
  return typed.normalize('NFKC').trim().toLowerCase();
}

/** What a page may send at most. */
export const LONGEST = { login: 64, password: LONGEST_PASSWORD, code: 60 } as const;
