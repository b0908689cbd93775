import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { ok } from '../../shared/result.ts';
import { refuseSync, type SyncOutcome } from '../core/sync/refusal.ts';

const unzip = promisify<Buffer, object, Buffer>(gunzip);

/** The bytes received, before decompression; null for none. */
export function rawBody(request: FastifyRequest): Buffer | null {
  return Buffer.isBuffer(request.body) && request.body.length > 0 ? request.body : null;
}

/** The body of a request as a value of `schema`: decompressed, parsed and validated. */
export async function readBody<T>(
  request: FastifyRequest,
  schema: z.ZodType<T>,
  maxBytes: number,
): Promise<SyncOutcome<T>> {
  const bytes = await unpack(
    rawBody(request) ?? Buffer.alloc(0),
    request.headers['content-encoding'],
    maxBytes,
  );
  if (!bytes.ok) return bytes;
  let text: string;
  let value: unknown;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes.value);
    value = JSON.parse(text);
  } catch {
    return refuseSync({ code: 'malformed', detail: 'The body is not JSON in UTF-8.' });
  }
  const parsed = schema.safeParse(value);
  // JSON has no other way to write it.
  const mayHaveNul = text.includes(String.raw`\u0000`);
  const nul = parsed.success && mayHaveNul ? nulPath(parsed.data) : null;
  const path = parsed.success ? nul : (parsed.error.issues[0]?.path ?? []);
  if (parsed.success && path === null) return ok(parsed.data);
  const seq = seqAt(value, path ?? []);
  const detail = `Not as agreed at ${path === null || path.length === 0 ? 'the top' : path.join('.')}.`;
  return refuseSync({ code: 'malformed', detail, ...(seq === null ? {} : { seq }) });
}

async function unpack(
  bytes: Buffer,
  encoding: string | undefined,
  maxBytes: number,
): Promise<SyncOutcome<Buffer>> {
  if (encoding === undefined || encoding === 'identity') return ok(bytes);
  if (encoding.toLowerCase() !== 'gzip') {
    return refuseSync({ code: 'malformed', detail: 'The only content encoding is gzip.' });
  }
  try {
    return ok(await unzip(bytes, { maxOutputLength: maxBytes }));
  } catch (error) {
    return error instanceof RangeError
      ? refuseSync({ code: 'too-large', detail: `A request has at most ${maxBytes} bytes.` })
      : refuseSync({ code: 'malformed', detail: 'The body is not gzip.' });
  }
}

/**
 * Where a text has U+0000, which PostgreSQL cannot store; null if nowhere. Bodies of entries are kept as JSON, which writes
 * it as an escape, and a body must never be refused for its content.
 */
function nulPath(value: unknown, path: readonly PropertyKey[] = []): readonly PropertyKey[] | null {
  if (typeof value === 'string') return value.includes('\u0000') ? path : null;
  if (typeof value !== 'object' || value === null) return null;
  for (const [name, member] of Object.entries(value)) {
    if (name === 'body' && path[0] === 'entries') continue;
    const found = nulPath(member, [...path, name]);
    if (found !== null) return found;
  }
  return null;
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
