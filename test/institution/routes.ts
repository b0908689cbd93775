import { createEnrolmentAttempts } from './enrolment-attempts.ts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { type Clock, toInstant } from '../../shared/clock.ts';
import { ok, refuse, type Result } from '../../shared/result.ts';
import { FEED_NAMES, type Enrolment } from '../../shared/sync/rows.ts';
import {
  ChainRequest,
  EnrolmentRequest,
  EntriesRequest,
  EvidenceRequest,
  HeartbeatRequest,
  KeyRequest,
} from '../../shared/sync/wire.ts';
import { CHAIN_UNKNOWN, type Chains } from './chains.ts';
import type { Faults } from './faults.ts';
import type { Feeds } from './feeds.ts';
import { authenticate, checkVersion, isSigned, readBody, sendProblem } from './http.ts';
import type { Limits, Push } from './push.ts';
import type { Refusal } from './refusal.ts';
import type { Stations } from './stations.ts';

export type RouteParts = {
  readonly clock: Clock;
  readonly epoch: () => string;
  /** Called when a station has receipts for more than this data knows. */
  readonly onBehind: () => void;
  readonly limits: Limits;
  readonly maxBodyBytes: number;
  readonly pollSeconds: number;
  readonly stations: Stations;
  readonly chains: Chains;
  readonly feeds: Feeds;
  readonly push: Push;
  readonly settledSeq: (chain: string) => number;
  readonly enrolment: Pick<Enrolment, 'institution' | 'location' | 'serverKey'>;
  readonly faults: Faults;
};

type Answer = { readonly status: number; readonly body?: unknown };
type Outcome = Result<Answer, Refusal> | Promise<Result<Answer, Refusal>>;
type Caller = { readonly station: string; readonly keyId: string; readonly publicKey: string };

const MAX_WAIT_SECONDS = 25;
const MAX_PAGE = 1000;

const whole = (max: number) =>
  z
    .string()
    .regex(/^\d{1,15}$/)
    .transform(Number)
    .pipe(z.int().max(max));
const FeedQuerySchema = z.looseObject({
  gen: whole(Number.MAX_SAFE_INTEGER).optional(),
  after: whole(Number.MAX_SAFE_INTEGER).optional(),
  limit: whole(Number.MAX_SAFE_INTEGER).optional(),
  wait: whole(Number.MAX_SAFE_INTEGER).optional(),
});
const ChainParams = z.looseObject({ chain: z.string().max(100) });
const StateQuery = ChainParams;
const HashQuery = z.looseObject({ seq: whole(Number.MAX_SAFE_INTEGER) });
const FeedParams = z.looseObject({ feed: z.enum(FEED_NAMES) });

/** Every call of SYNC.md. */
export function addRoutes(app: FastifyInstance, parts: RouteParts): void {
  const { clock, stations, chains, feeds, limits, maxBodyBytes, epoch } = parts;

  const attempts = createEnrolmentAttempts(clock);

  const respond = async (
    request: FastifyRequest,
    reply: FastifyReply,
    handle: () => Outcome,
  ): Promise<unknown> => {
    const fault = parts.faults.take(request.raw.url ?? '');
    switch (fault?.kind) {
      case 'problem': {
        const { code, retryAfterSeconds } = fault;
        const detail = 'Refused on purpose.';
        return sendProblem(reply, {
          code,
          detail,
          ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
        });
      }
      case 'html':
        return reply
          .type('text/html')
          .send('<!doctype html><title>Sign in</title><p>Please sign in to the network.');
      case 'lose-request':
      case 'lose-answer':
        if (fault.kind === 'lose-answer') await handle();
        reply.hijack();
        request.raw.socket.destroy();
        return reply;
      case undefined:
    }
    const outcome = await handle();
    if (!outcome.ok) return sendProblem(reply, outcome.refusal);
    const { status, body } = outcome.value;
    void reply.code(status);
    return body === undefined ? reply.send() : reply.type('application/json').send(JSON.stringify(body));
  };

  const signed =
    (handle: (caller: Caller, request: FastifyRequest) => Outcome) =>
    (request: FastifyRequest, reply: FastifyReply): Promise<unknown> =>
      respond(request, reply, () => {
        const caller = identify(request, stations, clock);
        return caller.ok ? handle(caller.value, request) : caller;
      });

  app.post('/v1/enrolments', (request, reply) =>
    respond(request, reply, () => {
      const version = checkVersion(request);
      if (version !== null) return refuse(version);
      const body = readBody(request, EnrolmentRequest, maxBodyBytes);
      if (!body.ok) return body;
      // The key has no id yet: any key id means the key in the body, which the body's own signature binds.
      const proof = isSigned(request) ? authenticate(request, () => body.value.publicKey) : null;
      if (proof !== null && !proof.ok) return proof;
      const waitSeconds = attempts.waitSeconds(request.ip);
      if (waitSeconds > 0)
        return refuse({
          code: 'too-many-requests',
          detail: 'Too many wrong codes came from there.',
          retryAfterSeconds: waitSeconds,
        });
      const enrolled = stations.enrol(body.value);
      if (!enrolled.ok) {
        attempts.failed(request.ip);
        return enrolled;
      }
      const answer: Enrolment = { ...enrolled.value, ...parts.enrolment, epoch: epoch(), limits };
      return ok({ status: 201, body: answer });
    }),
  );

  app.post(
    '/v1/chains',
    signed(({ station, publicKey }, request) => {
      const body = readBody(request, ChainRequest, maxBodyBytes);
      if (!body.ok) return body;
      const opened = chains.open(station, publicKey, body.value);
      return opened.ok ? ok({ status: opened.value === 'created' ? 201 : 200, body: {} }) : opened;
    }),
  );

  app.get(
    '/v1/state',
    signed(({ station }, request) => {
      const query = StateQuery.safeParse(request.query);
      if (!query.success) return refuse(MALFORMED_QUERY);
      const { chain } = query.data;
      const row = chains.find(station, chain);
      return ok({
        status: 200,
        body: {
          epoch: epoch(),
          time: toInstant(clock.now()),
          chain,
          head: row === null ? null : chains.headOf(chain),
          settledSeq: row === null ? 0 : parts.settledSeq(chain),
          status: row?.status ?? 'unknown',
          feeds: feeds.positions(),
          limits,
          pollSeconds: parts.pollSeconds,
        },
      });
    }),
  );

  app.get(
    '/v1/chains/:chain/hash',
    signed(({ station }, request) => {
      const params = ChainParams.safeParse(request.params);
      const query = HashQuery.safeParse(request.query);
      if (!params.success || !query.success) return refuse(MALFORMED_QUERY);
      const [{ chain }, { seq }] = [params.data, query.data];
      if (chains.find(station, chain) === null) return refuse(CHAIN_UNKNOWN);
      const hash = chains.hashAt(chain, seq);
      return hash === null
        ? refuse({ code: 'no-such-entry', detail: 'The chain has no entry at this place.' })
        : ok({ status: 200, body: { seq, hash } });
    }),
  );

  app.post(
    '/v1/chains/:chain/entries',
    signed(({ station, publicKey }, request) => {
      const params = ChainParams.safeParse(request.params);
      if (!params.success) return refuse(MALFORMED_QUERY);
      const body = readBody(request, EntriesRequest, maxBodyBytes);
      if (!body.ok) return body;
      const pushed = parts.push(station, publicKey, params.data.chain, body.value);
      return pushed.ok ? ok({ status: 200, body: pushed.value }) : pushed;
    }),
  );

  app.post(
    '/v1/chains/:chain/evidence',
    signed(({ station }, request) => {
      const params = ChainParams.safeParse(request.params);
      if (!params.success) return refuse(MALFORMED_QUERY);
      const body = readBody(request, EvidenceRequest, maxBodyBytes);
      if (!body.ok) return body;
      const kept = chains.keepEvidence(station, params.data.chain, body.value);
      return kept.ok ? ok({ status: 202, body: {} }) : kept;
    }),
  );

  app.get(
    '/v1/feeds/:feed',
    signed(async (_caller, request) => {
      const params = FeedParams.safeParse(request.params);
      const parsed = FeedQuerySchema.safeParse(request.query);
      if (!params.success || !parsed.success) return refuse(MALFORMED_QUERY);
      const { feed } = params.data;
      const { gen, after, limit, wait } = parsed.data;
      const query = {
        gen: gen ?? null,
        after: after ?? 0,
        limit: Math.max(1, Math.min(limit ?? MAX_PAGE, MAX_PAGE)),
      };
      if (wait !== undefined && wait > 0 && !feeds.hasNews(feed, query)) {
        const gone = new AbortController();
        const stop = (): void => gone.abort();
        request.raw.socket.once('close', stop);
        await feeds.nextChange(feed, Math.min(wait, MAX_WAIT_SECONDS) * 1000, gone.signal);
        request.raw.socket.off('close', stop);
      }
      const page = feeds.page(feed, query);
      return page.ok ? ok({ status: 200, body: page.value }) : page;
    }),
  );

  app.post(
    '/v1/heartbeat',
    signed(({ station, publicKey }, request) => {
      const body = readBody(request, HeartbeatRequest, maxBodyBytes);
      if (!body.ok) return body;
      const { chain, ackedSeq } = body.value;
      if (chains.find(station, chain) !== null && ackedSeq > (chains.headOf(chain)?.seq ?? 0))
        parts.onBehind();
      const taken = chains.takeHeartbeat(station, publicKey, body.value);
      if (!taken.ok) return taken;
      stations.recordHeartbeat(station, body.value);
      return ok({ status: 204 });
    }),
  );

  app.post(
    '/v1/keys',
    signed(({ station, keyId }, request) => {
      const body = readBody(request, KeyRequest, maxBodyBytes);
      if (!body.ok) return body;
      const rotated = stations.rotateKey(station, keyId, body.value);
      return rotated.ok ? ok({ status: 201, body: rotated.value }) : rotated;
    }),
  );
}

/** How far `created` of a read may be from this server's clock (SYNC.md, Requests). */
const MAX_READ_AGE_SECONDS = 300;

const MALFORMED_QUERY: Refusal = { code: 'malformed', detail: 'The address or its query is not as agreed.' };

/** Identifies the caller: version, signature, then whether the station is still allowed. */
function identify(request: FastifyRequest, stations: Stations, clock: Clock): Result<Caller, Refusal> {
  const version = checkVersion(request);
  if (version !== null) return refuse(version);
  let publicKey = '';
  const proof = authenticate(request, (keyId, station) => {
    const known = station === null ? null : stations.keyOf(station, keyId);
    publicKey = known ?? '';
    return known;
  });
  if (!proof.ok) return proof;
  const { station, keyId, createdSeconds } = proof.value;
  // A replayed read must expire; writes are idempotent, so their time is never checked.
  const ageSeconds = Math.abs(clock.now() / 1000 - (createdSeconds ?? 0));
  if (request.method === 'GET' && ageSeconds > MAX_READ_AGE_SECONDS)
    return refuse({ code: 'clock-skewed', detail: 'The time of the request is not that of this server.' });
  if (station === null) return refuse({ code: 'key-unknown', detail: 'The request names no station.' });
  if (!stations.isActive(station))
    return refuse({ code: 'station-revoked', detail: 'This station was revoked.' });
  stations.retireOlderKeys(station, keyId);
  return ok({ station, keyId, publicKey });
}
