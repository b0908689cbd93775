import type { FastifyReply } from 'fastify';
import { PROBLEM_MEDIA_TYPE, PROBLEMS, problemType } from '../../shared/sync/problem.ts';
import type { SyncRefusal } from '../core/sync/refusal.ts';

export function sendProblem(reply: FastifyReply, refusal: SyncRefusal): FastifyReply {
  const { code, detail, seq, head, retryAfterSeconds } = refusal;
  const status = PROBLEMS[code];
  if (retryAfterSeconds !== undefined) void reply.header('retry-after', String(retryAfterSeconds));
  return reply
    .code(status)
    .type(PROBLEM_MEDIA_TYPE)
    .send(JSON.stringify({ type: problemType(code), title: code, status, detail, seq, head }));
}

/** A problem that the contract has no code for. */
export function sendPlainProblem(reply: FastifyReply, status: number, title: string): FastifyReply {
  return reply
    .code(status)
    .type(PROBLEM_MEDIA_TYPE)
    .send(JSON.stringify({ type: 'about:blank', title, status }));
}

/** The contract's refusal for an error of Fastify or of the database; null for a bug. */
export function refusalOf(error: unknown, maxBodyBytes: number): SyncRefusal | null {
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
  switch (true) {
    case code === 'FST_ERR_CTP_BODY_TOO_LARGE':
      return { code: 'too-large', detail: `A request has at most ${maxBodyBytes} bytes.` };
    case code.startsWith('FST_ERR_'):
      return { code: 'malformed', detail: 'The request cannot be read.' };
    case code === 'SQLITE_FULL' || code === DISK_FULL:
      return { code: 'storage-full', detail: 'The disk is full.' };
    case code.startsWith('SQLITE_') || UNAVAILABLE.test(code) || isConnectionFault(error):
      return { code: 'unavailable', detail: 'The database failed.' };
    default:
      return null;
  }
}

const DISK_FULL = '53100';
/**
 * PostgreSQL's classes for a lost connection, a rolled back transaction, too few resources and an administrator's command,
 * and the errors of its socket.
 */
const UNAVAILABLE = /^(?:08|40|53|55|57|58)[0-9A-Z]{3}$|^E(?:CONN|PIPE|TIMEDOUT|NOENT)/u;

/** What PostgreSQL's driver says of its connections has no code. */
const CONNECTION_FAULT =
  /^(?:timeout exceeded when trying to connect|Connection terminated|Client has encountered)/u;

function isConnectionFault(error: unknown): boolean {
  return error instanceof Error && CONNECTION_FAULT.test(error.message);
}
