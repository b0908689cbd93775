import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { z } from 'zod';
import type { Clock } from '../../shared/clock.ts';
import { ok, refuse, type Result } from '../../shared/result.ts';
import type { Signer } from '../../shared/sync/keys.ts';
import { Problem, problemCode, type ProblemCode } from '../../shared/sync/problem.ts';
import { contentDigest, signRequest } from '../../shared/sync/request-signature.ts';
import type { Head } from '../../shared/sync/wire.ts';
import type { Http, HttpAnswer, HttpRefusal } from '../network/http.ts';

/** Why a call failed: the server's problem, a network fault, or an invalid answer. */
export type CallCode =
  | ProblemCode
  | HttpRefusal
  /** Not JSON: something else answers, such as the network's login page. */
  | 'answer-not-json'
  /** JSON that does not match SYNC.md. */
  | 'answer-malformed'
  /** A refusal that this version does not know. */
  | 'refused';

export type CallFault = {
  readonly code: CallCode;
  readonly status: number | null;
  /** From `Retry-After`, at most an hour. */
  readonly retryAfterMs: number | null;
  /** The server's head, where the refusal carries one. */
  readonly head: Head | null;
};

export type Caller = {
  readonly station: string | null;
  readonly keyId: string;
  readonly signer: Signer;
};

export type Call<T> = {
  readonly method: 'GET' | 'POST';
  /** With its query, `/v1/state?chain=C`. */
  readonly path: string;
  /** JSON, or null. */
  readonly body: unknown;
  /** The same, prepared with {@link Client.content}. */
  readonly content?: Content;
  /** Null for an answer without content. */
  readonly answer: z.ZodType<T> | null;
};

/** A request body: its JSON, a gzip copy where worthwhile, and the digest of the one that is sent first. */
export type Content = {
  readonly plain: Uint8Array;
  readonly compressed: Uint8Array | null;
  readonly digest: string;
};

/** Signed calls to one server. Never throws, whatever the server answers. */
export interface Client {
  /** Prepares JSON for a call. */
  content(json: string): Promise<Content>;
  call<T>(caller: Caller, call: Call<T>): Promise<Result<T | null, CallFault>>;
}

const MAX_RETRY_AFTER_MS = 3_600_000;
/** Smaller bodies are not compressed (SYNC.md, Requests). */
const COMPRESS_OVER_BYTES = 1024;

const compress = promisify(gzip);

/** On a faster line compression saves no noticeable time and takes CPU from the visit. */
const FAST_BYTES_A_SECOND = 2_000_000;
/** Smaller requests say nothing about the line's speed. */
const MEASURABLE_BYTES = 64 * 1024;

/** Whether the server accepts gzip, and whether the line is too fast to need it; shared by the clients of one server. */
export type Compression = { accepted: boolean; fastLine: boolean };

/** How far the server's clock is ahead, milliseconds; 0 until it answered. Used for `created` alone. */
export type ServerClock = { offsetMs: number };

/** `serverUrl` may have a path prefix, to which `/v1/…` is appended. */
export function createClient(options: {
  readonly http: Http;
  readonly clock: Clock;
  readonly serverUrl: URL;
  readonly signal: () => AbortSignal;
  readonly compression?: Compression;
  readonly serverClock?: ServerClock;
  /** `host` or `host:port` to sign for, where a gateway rewrites `Host`; null for the server's own. */
  readonly signedAuthority?: string | null;
}): Client {
  const { http, clock, serverUrl, compression = { accepted: true, fastLine: false } } = options;
  const { serverClock = { offsetMs: 0 }, signedAuthority: authority = null } = options;
  const base = serverUrl.href.replace(/\/+$/, '');

  async function send(
    { station, keyId, signer }: Caller,
    { method, path }: Pick<Call<unknown>, 'method' | 'path'>,
    body: Uint8Array | null,
    isCompressed: boolean,
    digest?: string,
  ): Promise<Result<HttpAnswer, CallFault>> {
    const signal = options.signal();
    if (signal.aborted) return refuse(STOPPED);
    const url = new URL(base + path);
    const createdSeconds = Math.trunc((clock.now() + serverClock.offsetMs) / 1000);
    const headers = {
      ...signRequest({ method, url, authority, body, digest, station, keyId, createdSeconds }, signer),
      accept: 'application/json, application/problem+json',
      ...(body === null ? {} : { 'content-type': 'application/json' }),
      ...(isCompressed ? { 'content-encoding': 'gzip' } : {}),
    };
    const beganMs = clock.monotonicMs();
    const sent = await http.send({ method, url, headers, body, signal });
    if (body !== null && body.length >= MEASURABLE_BYTES) {
      const seconds = (clock.monotonicMs() - beganMs) / 1000;
      compression.fastLine = sent.ok && body.length > FAST_BYTES_A_SECOND * seconds;
    }
    // An answer that arrives after the abort has no recipient.
    if (signal.aborted) return refuse(STOPPED);
    if (sent.ok) learnClock(sent.value);
    return sent.ok ? sent : refuse({ code: sent.refusal, status: null, retryAfterMs: null, head: null });
  }

  /** Only from the institution's server: a login page has a clock too. */
  function learnClock(answer: HttpAnswer): void {
    const serverMs = Date.parse(answer.header('date') ?? '');
    if (answer.header('child-link-epoch') === null || Number.isNaN(serverMs)) return;
    serverClock.offsetMs = serverMs - clock.now();
  }

  /** A read signed with a wrong clock is signed again, once, with the server's (SYNC.md, Requests). */
  async function sendInTime(caller: Caller, call: Call<unknown>): Promise<Result<HttpAnswer, CallFault>> {
    const first = await sendCompressed(caller, call);
    const isSkewed = first.ok && first.value.status === 401 && isProblem(first.value, 'clock-skewed');
    return isSkewed ? sendCompressed(caller, call) : first;
  }

  async function content(json: string): Promise<Content> {
    const plain = Buffer.from(json, 'utf8');
    const isWorth = plain.length > COMPRESS_OVER_BYTES && compression.accepted && !compression.fastLine;
    const compressed = isWorth ? await compress(plain, { level: 1 }) : null;
    return { plain, compressed, digest: contentDigest(compressed ?? plain) };
  }

  /** Compresses where worthwhile. A server that cannot read gzip gets plain bodies from then on. */
  async function sendCompressed(caller: Caller, call: Call<unknown>): Promise<Result<HttpAnswer, CallFault>> {
    const body = call.content ?? (call.body === null ? null : await content(JSON.stringify(call.body)));
    if (body === null) return send(caller, call, null, false);
    const { plain, compressed, digest } = body;
    if (compressed === null) return send(caller, call, plain, false, digest);
    if (!compression.accepted) return send(caller, call, plain, false);
    const first = await send(caller, call, compressed, true, digest);
    if (!first.ok || (first.value.status !== 415 && first.value.status !== 400)) return first;
    const again = await send(caller, call, plain, false);
    if (again.ok && again.value.status < 300) compression.accepted = false;
    return again;
  }

  return {
    content,
    async call(caller, call) {
      const sent = await sendInTime(caller, call);
      if (!sent.ok) return sent;
      const answer = sent.value;
      if (answer.status < 200 || answer.status >= 300) return refuse(faultOf(answer, clock.now()));
      if (call.answer === null) return ok(null);
      const json = parseJson(answer);
      if (json === undefined) return refuse(answerFault('answer-not-json', answer.status));
      const parsed = call.answer.safeParse(json);
      return parsed.success ? ok(parsed.data) : refuse(answerFault('answer-malformed', answer.status));
    },
  };
}

const STOPPED: CallFault = { code: 'stopped', status: null, retryAfterMs: null, head: null };

function faultOf(answer: HttpAnswer, nowMs: number): CallFault {
  const { status } = answer;
  const retryAfterMs = retryAfter(answer.header('retry-after'), nowMs);
  const problem = Problem.safeParse(parseJson(answer));
  if (problem.success) {
    const code = problemCode(problem.data) ?? byStatus(status) ?? 'refused';
    return { code, status, retryAfterMs, head: problem.data.head ?? null };
  }
  // A refusal without a problem document comes from an intermediary, or from another server.
  return { code: byStatus(status) ?? 'answer-not-json', status, retryAfterMs, head: null };
}

function isProblem(answer: HttpAnswer, code: ProblemCode): boolean {
  const problem = Problem.safeParse(parseJson(answer));
  return problem.success && problemCode(problem.data) === code;
}

function byStatus(status: number): CallCode | null {
  if (status === 413) return 'too-large';
  if (status === 429) return 'too-many-requests';
  if (status === 507) return 'storage-full';
  return status >= 500 ? 'unavailable' : null;
}

function answerFault(code: CallCode, status: number): CallFault {
  return { code, status, retryAfterMs: null, head: null };
}

/** Undefined when it is not JSON. */
function parseJson(answer: HttpAnswer): unknown {
  if (!/^application\/(?:[\w.-]+\+)?json\b/i.test(answer.header('content-type') ?? '')) return undefined;
  try {
    return JSON.parse(Buffer.from(answer.body).toString('utf8'));
  } catch {
    return undefined;
  }
}

/** Seconds or an HTTP date (RFC 9110, 10.2.3). */
function retryAfter(value: string | null, nowMs: number): number | null {
  if (value === null) return null;
  const ms = /^\d+$/.test(value.trim()) ? Number(value) * 1000 : Date.parse(value) - nowMs;
  return Number.isFinite(ms) ? Math.min(MAX_RETRY_AFTER_MS, Math.max(0, ms)) : null;
}
