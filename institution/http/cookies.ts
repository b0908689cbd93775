import type { CookieSerializeOptions } from '@fastify/cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** `__Host-`: over TLS (or on this machine), for this host alone, not from a subdomain. */
const SESSION = '__Host-child-link';
const PENDING = '__Host-child-link-sign-in';

const COMMON: CookieSerializeOptions = { path: '/', httpOnly: true, secure: true };
const LONGEST_TOKEN = 100;

/** Ends with the browser; the database holds the limits. */
export function setSessionCookie(reply: FastifyReply, token: string): void {
  void reply.setCookie(SESSION, token, { ...COMMON, sameSite: 'strict' });
}

export function clearSessionCookie(reply: FastifyReply): void {
  void reply.clearCookie(SESSION, { ...COMMON, sameSite: 'strict' });
}

export function sessionToken(request: FastifyRequest): string | null {
  return read(request, SESSION);
}

/** Lax, not Strict: it must come back with the redirect from the identity provider. */
export function setPendingCookie(reply: FastifyReply, id: string, maxAgeSeconds: number): void {
  void reply.setCookie(PENDING, id, { ...COMMON, sameSite: 'lax', maxAge: maxAgeSeconds });
}

export function takePendingCookie(request: FastifyRequest, reply: FastifyReply): string | null {
  void reply.clearCookie(PENDING, { ...COMMON, sameSite: 'lax' });
  return read(request, PENDING);
}

function read(request: FastifyRequest, name: string): string | null {
  const value = request.cookies[name];
  return value === undefined || value === '' || value.length > LONGEST_TOKEN ? null : value;
}
