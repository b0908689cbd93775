import { net, type Session } from 'electron';
import { ok, refuse } from '../../shared/result.ts';
import {
  type Http,
  type HttpAnswer,
  type HttpRefusal,
  MAX_ANSWER_BYTES,
  refusalOfStatus,
  REQUEST_TIMEOUT_MS,
} from './http.ts';

export type ProxyCredentials = { readonly user: string; readonly password: string };

export type NetHttpOptions = {
  /** In memory; its proxy and authorities count (`network-session.ts`). */
  readonly session: Session;
  /** What a proxy that asks is given; null for nothing. */
  readonly proxyCredentials: ProxyCredentials | null;
  readonly timeoutMs?: number;
};

/** Chromium's network errors, without `net::`, and what they mean here. The first that matches counts. */
const MEANINGS: readonly (readonly [RegExp, HttpRefusal])[] = [
  [/^ERR_CERT_AUTHORITY_INVALID$/u, 'certificate-authority'],
  [/^ERR_CERT_COMMON_NAME_INVALID$/u, 'certificate-name'],
  [/^ERR_CERT_DATE_INVALID$/u, 'certificate-date'],
  [/^ERR_(?:CERT_|SSL_PINNED|CERTIFICATE_TRANSPARENCY)/u, 'certificate-other'],
  [/^ERR_(?:SSL_CLIENT_AUTH|BAD_SSL_CLIENT_AUTH)/u, 'client-certificate'],
  [/^ERR_SSL_/u, 'tls'],
  [/^ERR_(?:PROXY_AUTH|INVALID_AUTH_CREDENTIALS|MISSING_AUTH_CREDENTIALS)/u, 'proxy-password'],
  [/^ERR_(?:PROXY|TUNNEL|MANDATORY_PROXY|PAC|SOCKS|UNEXPECTED_PROXY|NO_SUPPORTED_PROXIES)/u, 'proxy'],
  [/^ERR_(?:NAME_NOT_RESOLVED|NAME_RESOLUTION_FAILED|DNS_)/u, 'name-unknown'],
  [/^ERR_(?:INTERNET_DISCONNECTED|NETWORK_CHANGED)/u, 'no-network'],
  [/^ERR_(?:ADDRESS_UNREACHABLE|NETWORK_ACCESS_DENIED)/u, 'no-route'],
  [/^ERR_(?:CONNECTION_)?TIMED_OUT/u, 'timed-out'],
];

/** The meaning of a network error such as `net::ERR_CERT_DATE_INVALID`. */
export function refusalOfError(message: string): HttpRefusal {
  const name = message.replace(/^net::/u, '');
  return MEANINGS.find(([pattern]) => pattern.test(name))?.[1] ?? 'unreachable';
}

/**
 * Chromium's network in the main process (R63): the machine's proxy, PAC script and authorities count as in its browser.
 * No cookie, no cache, no redirect; 16 MiB and 60 s at most. Never rejects.
 */
export function netHttp({ session, proxyCredentials, timeoutMs = REQUEST_TIMEOUT_MS }: NetHttpOptions): Http {
  return {
    send: ({ method, url, headers, body, signal }) =>
      new Promise((resolve) => {
        const request = net.request({
          method,
          url: url.href,
          session,
          redirect: 'manual',
          credentials: 'omit',
          useSessionCookies: false,
          cache: 'no-store',
          headers: { ...headers },
        });
        let hasEnded = false;
        let loginsAsked = 0;
        const end = (result: Awaited<ReturnType<Http['send']>>): void => {
          if (hasEnded) return;
          hasEnded = true;
          clearTimeout(timer);
          signal.removeEventListener('abort', stop);
          resolve(result);
          request.abort();
        };
        const stop = (): void => end(refuse('stopped'));
        const timer = setTimeout(() => end(refuse('timed-out')), timeoutMs);
        signal.addEventListener('abort', stop, { once: true });
        request.on('login', ({ isProxy }, answer) => {
          if (isProxy) loginsAsked += 1;
          // Asked a second time, the password is wrong.
          if (!isProxy || proxyCredentials === null || loginsAsked > 1) answer();
          else answer(proxyCredentials.user, proxyCredentials.password);
        });
        request.on('redirect', () => end(refuse('redirected')));
        request.on('error', ({ message }) => {
          const refusal = refusalOfError(message);
          // Whatever Chromium tried after the proxy refused the password, the password is what IT must mend.
          end(refuse(isLoginRefused(loginsAsked, proxyCredentials) ? 'proxy-password' : refusal));
        });
        request.on('response', (response) => {
          const refusal = refusalOfStatus(response.statusCode);
          if (refusal !== null) return end(refuse(refusal));
          const parts: Buffer[] = [];
          let bytes = 0;
          response.on('data', (part) => {
            bytes += part.length;
            if (bytes > MAX_ANSWER_BYTES) end(refuse('answer-too-large'));
            else parts.push(part);
          });
          response.on('error', () => end(refuse('unreachable')));
          response.on('aborted', () => end(refuse('unreachable')));
          response.on('end', () => end(ok(answerOf(response, Buffer.concat(parts)))));
        });
        if (signal.aborted) return stop();
        if (body !== null) request.write(Buffer.from(body));
        request.end();
      }),
  };
}

/** A tunnel that fails after the proxy has asked once without, or twice with a password, fails for the password. */
function isLoginRefused(loginsAsked: number, credentials: ProxyCredentials | null): boolean {
  return loginsAsked > (credentials === null ? 0 : 1);
}

function answerOf(
  response: { readonly statusCode: number; readonly headers: Record<string, string | string[]> },
  body: Uint8Array,
): HttpAnswer {
  const { statusCode, headers } = response;
  return {
    status: statusCode,
    header: (name) => {
      const value = headers[name.toLowerCase()];
      return value === undefined ? null : [value].flat().join(', ');
    },
    body,
  };
}
