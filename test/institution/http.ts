import { type RequestProof, verifyRequest } from './verify-request.ts';
import { gunzipSync } from 'node:zlib';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { Clock } from '../../shared/clock.ts';
import { ok, refuse, type Result } from '../../shared/result.ts';
import { PROBLEM_MEDIA_TYPE, PROBLEMS, problemType } from '../../shared/sync/problem.ts';
import { PROTOCOL_VERSION } from '../../shared/sync/request-signature.ts';
import type { Refusal } from './refusal.ts';

/** A Fastify app that keeps bodies as the bytes received, and answers every error with a problem document. */
export function createApp(clock: Clock, epoch: () => string, maxBodyBytes: number): FastifyInstance {
  const app = Fastify({ bodyLimit: maxBodyBytes, forceCloseConnections: true, exposeHeadRoutes: false });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  app.addHook('onSend', async (_request, reply) => {
    void reply.headers({
      'child-link-epoch': epoch(),
      date: new Date(clock.now()).toUTCString(),
      'cache-control': 'no-store',
    });
  });
  app.setNotFoundHandler((_request, reply) =>
    sendPlainProblem(reply, 404, 'There is nothing at this address.'),
  );
  app.setErrorHandler((error, _request, reply) => {
    const code =
      error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
    if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') {
      return sendProblem(reply, {
        code: 'too-large',
        detail: `A request has at most ${maxBodyBytes} bytes.`,
      });
    }
    if (code === 'SQLITE_FULL')
      return sendProblem(reply, { code: 'storage-full', detail: 'The disk is full.' });
    if (code.startsWith('SQLITE_'))
      return sendProblem(reply, { code: 'unavailable', detail: 'The database failed.' });
    if (code.startsWith('FST_ERR_')) {
      return sendProblem(reply, { code: 'malformed', detail: 'The request cannot be read.' });
    }
    return sendPlainProblem(reply, 500, 'The server failed.');
  });
  return app;
}

export function sendProblem(reply: FastifyReply, refusal: Refusal): FastifyReply {
  const { code, detail, seq, head, retryAfterSeconds } = refusal;
  const status = PROBLEMS[code];
  if (retryAfterSeconds !== undefined) void reply.header('retry-after', String(retryAfterSeconds));
  return reply
    .code(status)
    .type(PROBLEM_MEDIA_TYPE)
    .send(JSON.stringify({ type: problemType(code), title: code, status, detail, seq, head }));
}

function sendPlainProblem(reply: FastifyReply, status: number, title: string): FastifyReply {
  return reply
    .code(status)
    .type(PROBLEM_MEDIA_TYPE)
    .send(JSON.stringify({ type: 'about:blank', title, status }));
}

/** The first header of each name, in lower case. */
function plainHeaders(request: FastifyRequest): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : value,
    ]),
  );
}

function rawBody(request: FastifyRequest): Buffer | null {
  return Buffer.isBuffer(request.body) && request.body.length > 0 ? request.body : null;
}

export function checkVersion(request: FastifyRequest): Refusal | null {
  return request.headers['child-link-version'] === PROTOCOL_VERSION
    ? null
    : { code: 'version-unsupported', detail: `This server speaks version ${PROTOCOL_VERSION}.` };
}

export function isSigned(request: FastifyRequest): boolean {
  return request.headers['signature-input'] !== undefined || request.headers['signature'] !== undefined;
}

/** Verifies the request's digest and signature with the key that `publicKeyOf` returns. */
export function authenticate(
  request: FastifyRequest,
  publicKeyOf: (keyId: string, station: string | null) => string | null,
): Result<RequestProof, Refusal> {
  const proof = verifyRequest(
    {
      method: request.method,
      authority: request.headers.host ?? '',
      target: request.raw.url ?? '/',
      headers: plainHeaders(request),
      body: rawBody(request),
    },
    publicKeyOf,
  );
  if (proof.ok) return proof;
  return proof.refusal === 'key-unknown'
    ? refuse({ code: 'key-unknown', detail: 'No such station or key.' })
    : refuse({ code: 'signature-invalid', detail: `The request fails with ${proof.refusal}.` });
}

/** The body of a request as a value of `schema`: decompressed, parsed and validated. */
export function readBody<T>(
  request: FastifyRequest,
  schema: z.ZodType<T>,
  maxBytes: number,
): Result<T, Refusal> {
  const bytes = unpack(rawBody(request) ?? Buffer.alloc(0), request.headers['content-encoding'], maxBytes);
  if (!bytes.ok) return bytes;
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes.value));
  } catch {
    return refuse({ code: 'malformed', detail: 'The body is not JSON in UTF-8.' });
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return ok(parsed.data);
  const path = parsed.error.issues[0]?.path ?? [];
  const seq = seqAt(value, path);
  const detail = `Not as agreed at ${path.length === 0 ? 'the top' : path.join('.')}.`;
  return refuse({ code: 'malformed', detail, ...(seq === null ? {} : { seq }) });
}

function unpack(bytes: Buffer, encoding: string | undefined, maxBytes: number): Result<Buffer, Refusal> {
  if (encoding === undefined || encoding === 'identity') return ok(bytes);
  if (encoding.toLowerCase() !== 'gzip') {
    return refuse({ code: 'malformed', detail: 'The only content encoding is gzip.' });
  }
  try {
    return ok(gunzipSync(bytes, { maxOutputLength: maxBytes }));
  } catch (error) {
    return error instanceof RangeError
      ? refuse({ code: 'too-large', detail: `A request has at most ${maxBytes} bytes.` })
      : refuse({ code: 'malformed', detail: 'The body is not gzip.' });
  }
}

/** The seq of the entry that a path such as `entries.3.header.at` leads to. */
function seqAt(value: unknown, path: readonly PropertyKey[]): number | null {
  if (path[0] !== 'entries') return null;
  let here: unknown = value;
  for (const step of [path[0], path[1], 'header', 'seq']) {
    if (typeof here !== 'object' || here === null || step === undefined) return null;
    here = Reflect.get(here, step);
  }
  return typeof here === 'number' && Number.isSafeInteger(here) && here > 0 ? here : null;
}
