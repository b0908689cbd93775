import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Clock } from '../../shared/clock.ts';
import type { Subject } from '../core/sign-in-store.ts';
import { clearSessionCookie, sessionToken, setSessionCookie } from './cookies.ts';
import type { Hosted } from './hosted.ts';
import { LONGEST, type LocalAccounts, type SignInRefusal } from './local-accounts.ts';
import { refuse } from './refuse.ts';
import { carriesToken, isOwnRequest } from './same-origin.ts';
import type { Sessions } from './sessions.ts';

export type SignInParts = {
  readonly publicUrl: URL;
  readonly hosted: Hosted;
  readonly sessions: Sessions;
  readonly clock: Clock;
  /** Null where people sign in at the identity provider alone. */
  readonly accounts: LocalAccounts | null;
  /** The provider's name on the button, in both languages; null without one. */
  readonly provider: { readonly en: string; readonly fr: string } | null;
};

const LARGEST_BODY = 16_384;
const Login = z.string().min(1).max(LONGEST.login);
const Password = z.string().min(1).max(LONGEST.password);
const SignIn = z.strictObject({ login: Login, password: Password });
const Activation = z.strictObject({
  code: z.string().min(1).max(LONGEST.code),
  login: Login,
  password: Password,
});

/** Who is signed in, signing in with a password, and signing out. The pages ask; nothing is in their HTML. */
export function addSignInRoutes(app: FastifyInstance, parts: SignInParts): void {
  const { publicUrl, hosted, sessions, clock, accounts, provider } = parts;
  const options = {
    bodyLimit: LARGEST_BODY,
    onRequest: async (request: FastifyRequest, reply: FastifyReply) => {
      void reply.header('cache-control', 'no-store');
      return isOwnRequest(request, publicUrl) ? undefined : refuse(reply, 403, 'cross-site');
    },
  };

  app.post('/session', options, async (request) => {
    const token = sessionToken(request);
    const signedIn = token === null ? null : await sessions.find(token, { used: true });
    const all = signedIn === null ? [] : await hosted.list();
    const seen = all.filter(({ id }) => signedIn?.institution === null || signedIn?.institution === id);
    return { signedIn, institutions: seen, local: accounts !== null, provider, now: clock.now() };
  });

  app.post('/session/sign-out', options, async (request, reply) => {
    const token = sessionToken(request);
    const signedIn = token === null ? null : await sessions.find(token, { used: false });
    clearSessionCookie(reply);
    if (token === null || signedIn === null) return { ok: true };
    if (!carriesToken(request, signedIn.csrf)) return refuse(reply, 403, 'cross-site');
    await sessions.end(token);
    return { ok: true };
  });

  if (accounts === null) return;

  app.post('/session/sign-in', options, async (request, reply) => {
    const given = SignIn.safeParse(request.body);
    if (!given.success) return sayNo(reply, { code: 'sign-in-refused' });
    const signed = await accounts.signIn(given.data, request.ip);
    return signed.ok ? begin(request, reply, signed.value) : sayNo(reply, signed.refusal);
  });

  app.post('/session/activate', options, async (request, reply) => {
    const given = Activation.safeParse(request.body);
    if (!given.success) return sayNo(reply, { code: 'code-refused' });
    const signed = await accounts.activate(given.data, request.ip);
    return signed.ok ? begin(request, reply, signed.value) : sayNo(reply, signed.refusal);
  });

  async function begin(request: FastifyRequest, reply: FastifyReply, subject: Subject): Promise<unknown> {
    await startSession(sessions, request, reply, subject);
    return { ok: true };
  }
}

/** Ends what this browser had, and starts a session under a token of its own. */
export async function startSession(
  sessions: Sessions,
  request: FastifyRequest,
  reply: FastifyReply,
  subject: Subject,
): Promise<void> {
  const before = sessionToken(request);
  if (before !== null) await sessions.end(before);
  const { token } = await sessions.start(subject);
  setSessionCookie(reply, token);
}

function sayNo(reply: FastifyReply, refusal: SignInRefusal): FastifyReply {
  const { code, ...values } = refusal;
  if (refusal.code !== 'wait') return refuse(reply, 200, code, values);
  return refuse(reply.header('retry-after', refusal.seconds), 429, code, values);
}
