import { toInstant, type Clock } from '../../shared/clock.ts';
import { ascii, sha256, toB64u } from '../../shared/sync/encoding.ts';
import type { SignInStore } from '../core/sign-in-store.ts';

/** What is counted. An address may belong to a whole institution, so it is allowed more. */
export type Guarded =
  | { readonly kind: 'account'; readonly name: string }
  | { readonly kind: 'address'; readonly address: string };

const FREE: Readonly<Record<Guarded['kind'], number>> = { account: 5, address: 30 };
const FIRST_WAIT_MS = 2000;
const LONGEST_WAIT_MS = 15 * 60_000;

/** Slows guessing down, in the database: the next guess may reach another instance. A wait ends by itself; nobody is shut out. */
export interface Throttle {
  /** Counts an attempt as failed before it is judged. Returns the seconds to wait, 0 where it may go on. */
  begin(guarded: readonly Guarded[]): Promise<number>;
  /** After a success: the account's failures are forgotten, and the address gets this attempt back. */
  succeed(guarded: readonly Guarded[]): Promise<void>;
}

export function createThrottle(store: SignInStore, clock: Clock): Throttle {
  async function beginOne(guarded: Guarded): Promise<number> {
    const key = keyOf(guarded);
    const now = clock.now();
    const seen = await store.attempts(key);
    const waitMs = seen === null ? 0 : Date.parse(seen.lastAt) + waitAfter(guarded, seen.failures) - now;
    if (waitMs > 0) return Math.ceil(waitMs / 1000);
    return (await store.countAttempt(key, seen, toInstant(now))) ? 0 : 1;
  }
  return {
    async begin(guarded) {
      for (const one of guarded) {
        const seconds = await beginOne(one);
        if (seconds > 0) return seconds;
      }
      return 0;
    },
    async succeed(guarded) {
      for (const one of guarded) {
        if (one.kind === 'account') await store.forgetAttempts(keyOf(one));
        else await store.uncountAttempt(keyOf(one));
      }
    },
  };
}

function waitAfter({ kind }: Guarded, failures: number): number {
  const over = failures - FREE[kind];
  return over < 0 ? 0 : Math.min(FIRST_WAIT_MS * 2 ** over, LONGEST_WAIT_MS);
}

/** Hashed: people type their password into the wrong field. */
function keyOf(guarded: Guarded): string {
  const text = guarded.kind === 'account' ? guarded.name : guarded.address;
  return `${guarded.kind} ${toB64u(sha256(ascii('child-link/1/sign-in\n'), Buffer.from(text, 'utf8')))}`;
}
