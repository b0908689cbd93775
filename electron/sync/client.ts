import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { z } from 'zod';
import type { Clock } from '../../shared/clock.ts';
import { ok, refuse, type Result } from '../../shared/result.ts';
import type { Signer } from '../../shared/sync/keys.ts';
import { Problem, problemCode, type ProblemCode } from '../../shared/sync/problem.ts';
import { contentDigest, signRequest } from '../../shared/sync/request-signature.ts';
import type { Head } from '../../shared/sync/wire.ts';
import type { Http, HttpAnswer, HttpRefusal } from './http.ts';

/** Why a call gave nothing: what the server said, what the network did, or an answer that is none. */
export type CallCode =
  | ProblemCode
  | HttpRefusal
  /** Not JSON: another program answers there, such as a sign-in page of the network. */
  | 'answer-not-json'
  /** JSON of another shape than SYNC.md says. */
  | 'answer-malformed'
  /** A refusal that this version does not know. */
  | 'refused';

export type CallFault = {
  readonly code: CallCode;
  readonly status: number | null;
  /** What the server asked for with `Retry-After`, at most an hour. */
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
  /** The same, made ready before with {@link Client.content}. */
  readonly content?: Content;
  /** Null for an answer without content. */
  readonly answer: z.ZodType<T> | null;
};

/** What a call carries: the bytes of its JSON, and packed where that is worth it; the digest of what goes first. */
export type Content = {
  readonly plain: Uint8Array;
  readonly packed: Uint8Array | null;
  readonly digest: string;
};

/** Signed calls to one server. Never throws, whatever the server answers. */
export interface Client {
  /** JSON as bytes for a call. */
  content(json: string): Promise<Content>;
  call<T>(caller: Caller, call: Call<T>): Promise<Result<T | null, CallFault>>;
}

const MOST_RETRY_AFTER_MS = 3_600_000;
/** Smaller bodies travel as they are (SYNC.md, Requests). */
const PACKED_OVER_BYTES = 1024;

const pack = promisify(gzip);

/** On a faster line packing saves no time that anybody notices, and takes processor time from the visit. */
const FAST_BYTES_A_SECOND = 2_000_000;
/** Smaller requests say nothing of the line. */
const TELLING_BYTES = 64 * 1024;

/** Whether the server takes gzip, and whether the line is so fast that it is of no use; shared by the clients of one server. */
export type Compression = { accepted: boolean; fastLine: boolean };

/** `serverUrl` may have a path of its own, under which `/v1/…` lies. */
export function createClient(options: {
  readonly http: Http;
  readonly clock: Clock;
  readonly serverUrl: URL;
  readonly signal: () => AbortSignal;
  readonly packing?: Compression;
}): Client {
  const { http, clock, serverUrl, packing = { accepted: true, fastLine: false } } = options;
  const base = serverUrl.href.replace(/\/+$/, '');

  async function send(
    { station, keyId, signer }: Caller,
    { method, path }: Pick<Call<unknown>, 'method' | 'path'>,
    body: Uint8Array | null,
    isPacked: boolean,
    digest?: string,
  ): Promise<Result<HttpAnswer, CallFault>> {
    const signal = options.signal();
    if (signal.aborted) return refuse(STOPPED);
    const url = new URL(base + path);
    const createdSeconds = Math.trunc(clock.now() / 1000);
    const headers = {
      ...signRequest({ method, url, body, digest, station, keyId, createdSeconds }, signer),
      accept: 'application/json, application/problem+json',
      ...(body === null ? {} : { 'content-type': 'application/json' }),
      ...(isPacked ? { 'content-encoding': 'gzip' } : {}),
    };
    const beganMs = clock.monotonicMs();
    const sent = await http.send({ method, url, headers, body, signal });
    if (body !== null && body.length >= TELLING_BYTES) {
      const seconds = (clock.monotonicMs() - beganMs) / 1000;
      packing.fastLine = sent.ok && body.length > FAST_BYTES_A_SECOND * seconds;
    }
    // An answer that comes after all was broken off belongs to nobody any more.
    if (signal.aborted) return refuse(STOPPED);
    return sent.ok ? sent : refuse({ code: sent.refusal, status: null, retryAfterMs: null, head: null });
  }

  async function content(json: string): Promise<Content> {
    const plain = Buffer.from(json, 'utf8');
    const isWorth = plain.length > PACKED_OVER_BYTES && packing.accepted && !packing.fastLine;
    const packed = isWorth ? await pack(plain, { level: 1 }) : null;
    return { plain, packed, digest: contentDigest(packed ?? plain) };
  }

  /** Packed where that is worth it. A server that cannot read it gets everything plain from then on. */
  async function sendBest(caller: Caller, call: Call<unknown>): Promise<Result<HttpAnswer, CallFault>> {
    const given = call.content ?? (call.body === null ? null : await content(JSON.stringify(call.body)));
    if (given === null) return send(caller, call, null, false);
    const { plain, packed, digest } = given;
    if (packed === null) return send(caller, call, plain, false, digest);
    if (!packing.accepted) return send(caller, call, plain, false);
    const first = await send(caller, call, packed, true, digest);
    if (!first.ok || (first.value.status !== 415 && first.value.status !== 400)) return first;
    const again = await send(caller, call, plain, false);
    if (again.ok && again.value.status < 300) packing.accepted = false;
    return again;
  }

  return {
    content,
    async call(caller, call) {
      const sent = await sendBest(caller, call);
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
  // A refusal that is no problem document comes from something between us and the server, or is no such server.
  return { code: byStatus(status) ?? 'answer-not-json', status, retryAfterMs, head: null };
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

/** Undefined when it is no JSON. */
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
  return Number.isFinite(ms) ? Math.min(MOST_RETRY_AFTER_MS, Math.max(0, ms)) : null;
}
