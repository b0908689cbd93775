import type { FastifyInstance, FastifyReply } from 'fastify';
import * as client from 'openid-client';
import { z } from 'zod';
import { toInstant, type Clock } from '../../shared/clock.ts';
import { sha256, toB64u } from '../../shared/sync/encoding.ts';
import { StaffRole } from '../../shared/sync/rows.ts';
import type { SignInStore, Subject } from '../core/sign-in-store.ts';
import { setPendingCookie, takePendingCookie } from './cookies.ts';
import type { Hosted } from './hosted.ts';
import { PENDING_MS, type Sessions } from './sessions.ts';
import { startSession } from './sign-in.ts';

/** The identity provider, and what its claims allow: configuration of the service. */
export const ProviderSettings = z.strictObject({
  /** For the button, such as "your CSC account". */
  name: z.strictObject({ en: z.string().min(1).max(100), fr: z.string().min(1).max(100) }),
  issuer: z.url({ protocol: /^https?$/u }),
  clientId: z.string().min(1).max(200),
  clientSecret: z.string().min(1).max(1000),
  scope: z.string().max(500).default('openid profile'),
  /** The claim that lists a person's groups. */
  claim: z.string().min(1).max(100).default('groups'),
  /** What each group allows. `institution` null: every institution. */
  grants: z
    .array(
      z.strictObject({
        group: z.string().min(1).max(300),
        roles: z.array(StaffRole).min(1),
        institution: z.string().min(1).max(100).nullable(),
      }),
    )
    .min(1),
});
export type ProviderSettings = z.infer<typeof ProviderSettings>;

export type OidcParts = {
  readonly publicUrl: URL;
  readonly hosted: Pick<Hosted, 'rememberName'>;
  readonly settings: ProviderSettings;
  readonly store: SignInStore;
  readonly sessions: Sessions;
  readonly clock: Clock;
  /** A fault of the provider, for the log: a code, never a person. */
  readonly report: (code: string) => void;
};

const START = '/session/provider';
export const CALLBACK = '/session/provider/callback';
const LONGEST_ID = 200;

type Claims = Readonly<Record<string, unknown>>;

/**
 * Sign-in at an identity provider: OpenID Connect, code flow with PKCE, state and nonce. What the browser needs meanwhile is
 * a cookie of ten minutes, because the session's own is Strict and does not come back with the redirect.
 */
export function addProviderRoutes(app: FastifyInstance, parts: OidcParts): void {
  const { publicUrl, hosted, settings, store, sessions, clock, report } = parts;
  const redirectUri = new URL(CALLBACK, publicUrl).href;
  const idHash = (id: string) => toB64u(sha256(Buffer.from(id, 'utf8')));
  let discovered: Promise<client.Configuration> | null = null;

  /** Asked at the first sign-in: a provider that is down must not keep the service from starting. */
  function configuration(): Promise<client.Configuration> {
    discovered ??= discover(settings).catch((error: unknown) => {
      discovered = null;
      throw error;
    });
    return discovered;
  }

  function failed(
    reply: FastifyReply,
    code: 'provider-down' | 'provider-refused' | 'no-role',
    error?: unknown,
  ) {
    report(error instanceof Error && 'code' in error ? `${code} ${String(error.code)}` : code);
    // A fragment reaches neither a server nor a log.
    return reply.redirect(`/#sign-in=${code}`, 303);
  }

  app.get(START, async (_request, reply) => {
    void reply.header('cache-control', 'no-store');
    const verifier = client.randomPKCECodeVerifier();
    const [state, nonce, id] = [client.randomState(), client.randomNonce(), client.randomState()];
    try {
      const url = client.buildAuthorizationUrl(await configuration(), {
        redirect_uri: redirectUri,
        scope: settings.scope,
        code_challenge: await client.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        state,
        nonce,
      });
      await store.insertPending(idHash(id), { verifier, state, nonce }, toInstant(clock.now()));
      setPendingCookie(reply, id, PENDING_MS / 1000);
      return await reply.redirect(url.href, 303);
    } catch (error) {
      return failed(reply, 'provider-down', error);
    }
  });

  app.get(CALLBACK, async (request, reply) => {
    void reply.header('cache-control', 'no-store');
    const id = takePendingCookie(request, reply);
    const notBefore = toInstant(clock.now() - PENDING_MS);
    const pending = id === null ? null : await store.takePending(idHash(id), notBefore);
    if (pending === null) return failed(reply, 'provider-refused');
    let claims: Claims | undefined;
    try {
      const answered = new URL(request.raw.url ?? CALLBACK, publicUrl);
      const tokens = await client.authorizationCodeGrant(await configuration(), answered, {
        pkceCodeVerifier: pending.verifier,
        expectedState: pending.state,
        expectedNonce: pending.nonce,
        idTokenExpected: true,
      });
      claims = tokens.claims();
    } catch (error) {
      return failed(reply, 'provider-refused', error);
    }
    const subject = claims === undefined ? null : subjectOf(claims, settings);
    if (subject?.kind !== 'provider') return failed(reply, 'no-role');
    await hosted.rememberName(subject);
    await startSession(sessions, request, reply, subject);
    return reply.redirect('/', 303);
  });
}

function discover({ issuer, clientId, clientSecret }: ProviderSettings): Promise<client.Configuration> {
  const url = new URL(issuer);
  // Unencrypted only on this machine: for a trial, and for tests.
  const isLocal = url.protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname);
  return client.discovery(url, clientId, clientSecret, undefined, {
    execute: isLocal ? [allowHttp] : [],
    timeout: 10,
  });
}

// Deprecated by the library only to make it stand out in a review.
// oxlint-disable-next-line typescript/no-deprecated
const allowHttp = client.allowInsecureRequests;

/** Who the claims say this is, or null where no group of theirs means anything here, or groups of two institutions do. */
export function subjectOf(claims: Claims, { claim, grants }: ProviderSettings): Subject | null {
  const { sub, name } = claims;
  if (typeof sub !== 'string' || sub.length > LONGEST_ID) return null;
  const listed = claims[claim];
  const groups: readonly unknown[] = Array.isArray(listed) ? listed : [listed];
  const matched = grants.filter(({ group }) => groups.includes(group));
  const everywhere = matched.filter(({ institution }) => institution === null);
  const granted = everywhere.length > 0 ? everywhere : matched;
  const institutions = new Set(granted.map(({ institution }) => institution));
  const [institution] = institutions;
  if (institution === undefined || institutions.size > 1) return null;
  const id = `oidc:${sub}`;
  return {
    ...{ kind: 'provider', id, institution },
    name: typeof name === 'string' && name !== '' ? name.slice(0, LONGEST_ID) : id,
    roles: [...new Set(granted.flatMap(({ roles }) => roles))],
  };
}
