import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { ok } from '../../shared/result.ts';
import { FEED_NAMES } from '../../shared/sync/rows.ts';
import {
  ChainRequest,
  EnrolmentRequest,
  EntriesRequest,
  EvidenceRequest,
  HeartbeatRequest,
  KeyRequest,
} from '../../shared/sync/wire.ts';
import type { Caller, Limits } from '../core/sync/context.ts';
import { refuseSync, type SyncOutcome, type SyncRefusal } from '../core/sync/refusal.ts';
import type { SyncService } from '../core/sync/sync-service.ts';
import { type AuthenticateParts, checkVersion, identify, isSigned, verifySignature } from './authenticate.ts';
import { refusalOf, sendPlainProblem, sendProblem } from './problems.ts';
import { readBody } from './read-body.ts';

export interface SyncRoutesParts extends AuthenticateParts {
  readonly sync: SyncService;
  readonly limits: Limits;
  readonly maxBodyBytes: number;
  /** How often stations ask for news. */
  readonly pollSeconds: number;
}

/** `epoch`: set where the answer already holds it, which saves a query. */
type Answer = { readonly status: number; readonly body?: unknown; readonly epoch?: string };
type Handler = (caller: Caller, request: FastifyRequest) => Promise<SyncOutcome<Answer>>;

const EPOCH_HEADER = 'child-link-epoch';
const MAX_WAIT_SECONDS = 25;
const MAX_PAGE = 1000;

const whole = z
  .string()
  .regex(/^\d{1,15}$/u)
  .transform(Number);
const Chain = z.looseObject({ chain: z.string().regex(/^[\w-]{1,100}$/u) });
const HashQuery = z.looseObject({ seq: whole });
const FeedParams = z.looseObject({ feed: z.enum(FEED_NAMES) });
const FeedQuery = z.looseObject({
  gen: whole.optional(),
  after: whole.optional(),
  limit: whole.optional(),
  wait: whole.optional(),
});

const MALFORMED_QUERY: SyncRefusal = {
  code: 'malformed',
  detail: 'The address or its query is not as agreed.',
};

/** Every call of SYNC.md. */
export function addSyncRoutes(app: FastifyInstance, parts: SyncRoutesParts): void {
  const { sync, limits, maxBodyBytes } = parts;

  // The signature covers the bytes received.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  app.addHook('onSend', async (_request, reply) => {
    await addContractHeaders(reply, parts);
  });
  app.setErrorHandler((error, request, reply) => {
    const refusal = refusalOf(error, maxBodyBytes);
    if (refusal === null || refusal.code === 'unavailable') request.log.error({ err: error });
    return refusal === null
      ? sendPlainProblem(reply, 500, 'The server failed.')
      : sendProblem(reply, refusal);
  });

  const signed = (handle: Handler) => async (request: FastifyRequest, reply: FastifyReply) => {
    const caller = await identify(parts, request);
    return send(reply, caller.ok ? await handle(caller.value, request) : caller);
  };
  const withBody = <T>(
    schema: z.ZodType<T>,
    handle: (caller: Caller, body: T, request: FastifyRequest) => Promise<SyncOutcome<Answer>>,
  ) =>
    signed(async (caller, request) => {
      const body = await readBody(request, schema, maxBodyBytes);
      return body.ok ? handle(caller, body.value, request) : body;
    });

  app.post('/enrolments', async (request, reply) => {
    const version = checkVersion(request);
    if (version !== null) return sendProblem(reply, version);
    const body = await readBody(request, EnrolmentRequest, maxBodyBytes);
    if (!body.ok) return send(reply, body);
    // The key has no id yet: any key id means the key in the body, which the body's own signature binds.
    const keyOf = () => Promise.resolve(body.value.publicKey);
    const proof = isSigned(request) ? await verifySignature(request, parts.authority, keyOf) : null;
    if (proof !== null && !proof.ok) return send(reply, proof);
    return send(reply, answer(201, await sync.enrol(body.value, request.ip)));
  });

  app.post(
    '/chains',
    withBody(ChainRequest, async (caller, body) => {
      const opened = await sync.openChain(caller, body);
      return opened.ok ? ok({ status: opened.value === 'created' ? 201 : 200, body: {} }) : opened;
    }),
  );

  app.get(
    '/state',
    signed(async (caller, request) => {
      const query = Chain.safeParse(request.query);
      if (!query.success) return refuseSync(MALFORMED_QUERY);
      const state = await sync.state(caller, query.data.chain);
      const { epoch } = state;
      return ok({ status: 200, epoch, body: { ...state, limits, pollSeconds: parts.pollSeconds } });
    }),
  );

  app.get(
    '/chains/:chain/hash',
    signed(async (caller, request) => {
      const params = Chain.safeParse(request.params);
      const query = HashQuery.safeParse(request.query);
      if (!params.success || !query.success) return refuseSync(MALFORMED_QUERY);
      return answer(200, await sync.hashAt(caller, params.data.chain, query.data.seq));
    }),
  );

  app.post(
    '/chains/:chain/entries',
    withBody(EntriesRequest, async (caller, body, request) => {
      const params = Chain.safeParse(request.params);
      if (!params.success) return refuseSync(MALFORMED_QUERY);
      const pushed = await sync.push(caller, params.data.chain, body);
      return pushed.ok ? ok({ status: 200, epoch: pushed.value.receipt.epoch, body: pushed.value }) : pushed;
    }),
  );

  app.post(
    '/chains/:chain/evidence',
    withBody(EvidenceRequest, async (caller, body, request) => {
      const params = Chain.safeParse(request.params);
      if (!params.success) return refuseSync(MALFORMED_QUERY);
      const kept = await sync.keepEvidence(caller, params.data.chain, body);
      return kept.ok ? ok({ status: 202, body: {} }) : kept;
    }),
  );

  app.get(
    '/feeds/:feed',
    signed(async (caller, request) => {
      const params = FeedParams.safeParse(request.params);
      const parsed = FeedQuery.safeParse(request.query);
      if (!params.success || !parsed.success) return refuseSync(MALFORMED_QUERY);
      const { gen, after, limit, wait } = parsed.data;
      const query = {
        position: gen === undefined ? null : { gen, ver: after ?? 0 },
        limit: Math.max(1, Math.min(limit ?? MAX_PAGE, MAX_PAGE)),
      };
      const left = new AbortController();
      const leave = (): void => left.abort();
      const { socket } = request.raw;
      socket.once('close', leave);
      const ms = Math.min(wait ?? 0, MAX_WAIT_SECONDS) * 1000;
      const page = await sync.feed(caller, params.data.feed, query, { ms, abort: left.signal });
      socket.off('close', leave);
      return answer(200, page);
    }),
  );

  app.post(
    '/heartbeat',
    withBody(HeartbeatRequest, async (caller, body) => {
      const taken = await sync.heartbeat(caller, body);
      return taken.ok ? ok({ status: 204 }) : taken;
    }),
  );

  app.post(
    '/keys',
    withBody(KeyRequest, async (caller, body) => answer(201, await sync.rotateKey(caller, body))),
  );
}

/** Every answer of the contract carries the epoch and this server's time. */
export async function addContractHeaders(
  reply: FastifyReply,
  { sync, clock }: Pick<SyncRoutesParts, 'sync' | 'clock'>,
): Promise<void> {
  void reply.headers({ date: new Date(clock.now()).toUTCString(), 'cache-control': 'no-store' });
  if (reply.hasHeader(EPOCH_HEADER)) return;
  try {
    void reply.header(EPOCH_HEADER, await sync.epoch());
  } catch (error) {
    // Without a database there is an answer all the same, and it says so.
    reply.log.error({ err: error });
  }
}

function answer<T>(status: number, outcome: SyncOutcome<T>): SyncOutcome<Answer> {
  return outcome.ok ? ok({ status, body: outcome.value }) : outcome;
}

function send(reply: FastifyReply, outcome: SyncOutcome<Answer>): FastifyReply {
  if (!outcome.ok) return sendProblem(reply, outcome.refusal);
  const { status, body, epoch } = outcome.value;
  void reply.code(status);
  if (epoch !== undefined) void reply.header(EPOCH_HEADER, epoch);
  return body === undefined ? reply.send() : reply.type('application/json').send(JSON.stringify(body));
}
