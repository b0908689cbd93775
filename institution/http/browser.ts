import cookie from '@fastify/cookie';
import type { FastifyInstance } from 'fastify';
import type { Clock } from '../../shared/clock.ts';
import type { SignInStore } from '../core/sign-in-store.ts';
import { addApiRoutes } from './api-routes.ts';
import type { Hosted } from './hosted.ts';
import { createLocalAccounts, type LocalAccounts } from './local-accounts.ts';
import { addProviderRoutes, type ProviderSettings } from './oidc.ts';
import { addPageHeaders, addPages } from './pages.ts';
import type { Passwords } from './password.ts';
import { createSessions } from './sessions.ts';
import { addSignInRoutes } from './sign-in.ts';
import { createThrottle } from './throttle.ts';

export type BrowserParts = {
  /** As the address bar shows it, `https://visits.example`; also behind a reverse proxy. */
  readonly publicUrl: URL;
  readonly hosted: Hosted;
  readonly store: SignInStore;
  readonly clock: Clock;
  readonly randomBytes: (length: number) => Uint8Array;
  /** Null: local accounts only. */
  readonly provider: ProviderSettings | null;
  readonly passwords: Passwords;
  /** Whether people may also sign in with a password kept here. */
  readonly localAccounts: boolean;
  /** The built pages; null serves the calls alone. */
  readonly pages: string | null;
  readonly report: (code: string) => void;
};

/** A person's sign-in leaves nothing in the database for longer than this after it ended. */
const TIDY_EVERY_MS = 3_600_000;

export type AccountParts = Pick<BrowserParts, 'store' | 'clock' | 'randomBytes' | 'hosted' | 'passwords'>;

/** The accounts kept here, for the pages and for the command line. */
export function browserAccounts({ hosted, ...parts }: AccountParts): LocalAccounts {
  const { store, clock } = parts;
  return createLocalAccounts({
    ...parts,
    throttle: createThrottle(store, clock),
    isMember: async (institution, staff) => (await hosted.member(institution, staff)) !== null,
  });
}

/** Everything that people reach by a browser: pages, sign-in and the calls. Register it in a scope of its own. */
export async function addBrowser(app: FastifyInstance, parts: BrowserParts): Promise<void> {
  const { publicUrl, hosted, store, clock, provider, randomBytes, report } = parts;
  const throttle = createThrottle(store, clock);
  const sessions = createSessions({ store, clock, randomBytes, member: hosted.member });
  const tidy = setInterval(() => {
    sessions.deleteExpired().catch(() => report('sign-in-tidy-failed'));
  }, TIDY_EVERY_MS);
  app.addHook('onClose', async () => clearInterval(tidy));
  // JSON alone: a form of another site can send plain text without asking first.
  app.removeContentTypeParser('text/plain');
  await app.register(cookie);
  await addPageHeaders(app, publicUrl.protocol === 'https:');
  addApiRoutes(app, { publicUrl, hosted, sessions, throttle });
  addSignInRoutes(app, {
    ...{ publicUrl, hosted, sessions, clock },
    accounts: parts.localAccounts ? browserAccounts(parts) : null,
    provider: provider?.name ?? null,
  });
  if (provider !== null)
    addProviderRoutes(app, { publicUrl, hosted, settings: provider, store, sessions, clock, report });
  if (parts.pages !== null) await addPages(app, parts.pages);
}
