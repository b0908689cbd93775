import type { ProblemCode } from '../../../shared/sync/problem.ts';

/** A request of the station as it arrived, and what became of it. */
export type Observed = {
  readonly number: number;
  /** When it arrived, milliseconds since 1970. */
  readonly at: number;
  readonly method: string;
  /** Path and query as they were sent. */
  readonly target: string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The bytes as they were sent; null without a body. */
  readonly body: Uint8Array | null;
  /** The body, decompressed and parsed; undefined when it is not JSON. */
  readonly json: unknown;
  /** What the answer would have been, or was. */
  readonly outcome: Outcome | null;
  /** Whether the course interfered with it. */
  readonly isMeddled: boolean;
  /** When the answer was sent or the connection ended; null until then. */
  readonly endedAt: number | null;
};

export type Outcome = {
  readonly status: number;
  readonly json?: unknown;
  readonly code?: ProblemCode;
  readonly headers?: Readonly<Record<string, string>>;
  /** A page that is not JSON. */
  readonly html?: string;
};

/** What happens in place of an answer; `null` ends the connection without one. */
export type Fault = (
  process: () => Promise<Outcome>,
  request: Observed,
) => Promise<Outcome | null> | Outcome | null;

export type Match = (request: Observed) => boolean;

export const isCall =
  (method: string, path: RegExp): Match =>
  (request) =>
    request.method === method && path.test(request.path);

export const isEnrolment = isCall('POST', /^\/v1\/enrolments$/);
export const isOpening = isCall('POST', /^\/v1\/chains$/);
export const isState = isCall('GET', /^\/v1\/state$/);
export const isHash = isCall('GET', /^\/v1\/chains\/[^/]+\/hash$/);
export const isPush = isCall('POST', /^\/v1\/chains\/[^/]+\/entries$/);
export const isEvidence = isCall('POST', /^\/v1\/chains\/[^/]+\/evidence$/);
export const isHeartbeat = isCall('POST', /^\/v1\/heartbeat$/);
export const isKey = isCall('POST', /^\/v1\/keys$/);
export const isFeed = (feed: string): Match => isCall('GET', new RegExp(`^/v1/feeds/${feed}$`));
/** What a station that backs off does not send. */
export const isAttempt: Match = (request) => isState(request) || isPush(request);
