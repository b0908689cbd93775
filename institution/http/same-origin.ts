import type { FastifyRequest } from 'fastify';
import { timingSafeEqual } from 'node:crypto';

export const CSRF_HEADER = 'x-csrf-token';

/**
 * Whether a request comes from our own pages: addressed to our own host (against DNS rebinding), and sent by our own origin.
 * A browser that sends no `Origin` must say so by `Sec-Fetch-Site`.
 */
export function isOwnRequest(request: FastifyRequest, publicUrl: URL): boolean {
  const { host, origin } = request.headers;
  if (host?.toLowerCase() !== publicUrl.host) return false;
  return origin === undefined
    ? request.headers['sec-fetch-site'] === 'same-origin'
    : origin === publicUrl.origin;
}

/** Whether the request carries the session's token, which another site's page cannot read. */
export function carriesToken(request: FastifyRequest, csrf: string): boolean {
  const sent = request.headers[CSRF_HEADER];
  if (typeof sent !== 'string') return false;
  const [one, other] = [Buffer.from(sent), Buffer.from(csrf)];
  return one.length === other.length && timingSafeEqual(one, other);
}
