import type { Result } from '../../shared/result.ts';

/** The network, as a port. The station's own is `net-http.ts`; from the sources and in tests, `fetch-http.ts`. */
export interface Http {
  send(request: HttpRequest): Promise<Result<HttpAnswer, HttpRefusal>>;
}

export type HttpRequest = {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | null;
  readonly signal: AbortSignal;
};

export type HttpAnswer = {
  readonly status: number;
  /** One header, or null; names in any case. */
  readonly header: (name: string) => string | null;
  readonly body: Uint8Array;
};

/**
 * Why there was no answer (R63). Each has a sentence for staff under `sync.code` and one for IT under `network`.
 * `stopped`: the caller's signal. `redirected`: never followed, because a signed request is for one server.
 */
export const HTTP_REFUSALS = [
  'unreachable',
  'timed-out',
  'stopped',
  'redirected',
  'answer-too-large',
  'no-network',
  'no-route',
  'name-unknown',
  'certificate-authority',
  'certificate-name',
  'certificate-date',
  'certificate-other',
  'client-certificate',
  'tls',
  'proxy',
  'proxy-password',
  'portal',
] as const;
export type HttpRefusal = (typeof HTTP_REFUSALS)[number];

export const REQUEST_TIMEOUT_MS = 60_000;
export const MAX_ANSWER_BYTES = 16 * 1024 * 1024;

/** 511 is a login page of the network (RFC 6585), 407 a proxy's (RFC 9110); neither is the server's answer. */
export function refusalOfStatus(status: number): HttpRefusal | null {
  if (status === 511) return 'portal';
  if (status === 407) return 'proxy-password';
  return status >= 300 && status < 400 ? 'redirected' : null;
}
