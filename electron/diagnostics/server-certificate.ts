import tls from 'node:tls';
import type { ServerCertificate } from '../../shared/ipc/it-view.ts';

const LONGEST_MS = 4000;
const HTTPS_PORT = 443;

/**
 * Looks at the certificate that a server shows, and sends nothing. Null for a server without one (http on loopback).
 * A certificate that this machine does not trust is shown with the reason: sync does not use it either.
 */
export function serverCertificate(server: URL | null): Promise<ServerCertificate | null> {
  if (server === null || server.protocol !== 'https:') return Promise.resolve(null);
  const host = server.hostname.replace(/^\[|\]$/gu, '');
  const port = server.port === '' ? HTTPS_PORT : Number(server.port);
  return new Promise((settle) => {
    const socket = tls.connect({
      host,
      port,
      timeout: LONGEST_MS,
      // Only inspected, so an invalid certificate must be readable too. Nothing is sent.
      rejectUnauthorized: false,
      ...(/^[\d.]+$|:/u.test(host) ? {} : { servername: host }),
    });
    const end = (found: ServerCertificate): void => {
      socket.destroy();
      settle(found);
    };
    const failed = (code: string): void => end({ issuer: '', validUntil: null, trouble: code });
    socket.once('secureConnect', () => {
      const { valid_to: validTo, issuer } = socket.getPeerCertificate();
      const trouble: unknown = socket.authorizationError;
      const until = Date.parse(validTo);
      end({
        issuer: [issuer.O ?? issuer.CN ?? ''].flat().join(', '),
        validUntil: Number.isNaN(until) ? null : until,
        trouble: socket.authorized ? null : codeOf(trouble),
      });
    });
    socket.once('timeout', () => failed('timed-out'));
    socket.once('error', (error) => failed(codeOf(error)));
  });
}

/** Node returns a code, or an error that has one. */
function codeOf(trouble: unknown): string {
  if (typeof trouble === 'string') return trouble;
  return trouble instanceof Error && 'code' in trouble ? String(trouble.code) : 'unknown';
}
