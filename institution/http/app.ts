import { finished } from 'node:stream';
import Fastify, { type FastifyInstance, LogController } from 'fastify';
import { addMetrics } from './metrics.ts';
import { sendPlainProblem, sendProblem } from './problems.ts';
import { addContractHeaders, addSyncRoutes, type SyncRoutesParts } from './sync-routes.ts';

export interface AppParts extends SyncRoutesParts {
  /** Addresses or ranges of the proxies whose `X-Forwarded-For` is believed. */
  readonly trustedProxies: readonly string[];
  /** Where the log goes, one JSON object a line; null for none. */
  readonly log: { readonly write: (line: string) => void } | null;
}

/** Requests with a body that are served at once: what waits beyond them would only fill the memory. */
const MOST_AT_ONCE = 256;
const RETRY_SECONDS = 2;
const MAX_REQUEST_MS = 60_000;
/** How long requests under way may take once the server stops. */
const MAX_CLOSE_MS = 10_000;

/**
 * The service's HTTP server: the contract below `/v1`, `/healthz`, `/metrics`. Further routes are plugins of their own: the
 * contract's parser, headers and errors stay below `/v1`.
 */
export function createApp(parts: AppParts): FastifyInstance {
  const app = Fastify({
    bodyLimit: parts.maxBodyBytes,
    requestTimeout: MAX_REQUEST_MS,
    forceCloseConnections: 'idle',
    exposeHeadRoutes: false,
    trustProxy: parts.trustedProxies.length === 0 ? false : [...parts.trustedProxies],
    logController: new LogController({ disableRequestLogging: true }),
    logger:
      parts.log === null ? false : { stream: parts.log, base: null, serializers: { err: describeError } },
  });
  endConnectionsOnClose(app);
  addAccessLog(app);
  addAdmission(app);
  addMetrics(app);
  app.get('/healthz', async (request, reply) => {
    try {
      await parts.sync.epoch();
      return { status: 'ok' };
    } catch (error) {
      request.log.error({ err: error });
      return reply.code(503).send({ status: 'no-database' });
    }
  });
  app.setNotFoundHandler(async (_request, reply) => {
    await addContractHeaders(reply, parts);
    return sendPlainProblem(reply, 404, 'There is nothing at this address.');
  });
  void app.register(
    (contract, _options, done) => {
      addSyncRoutes(contract, parts);
      done();
    },
    { prefix: '/v1' },
  );
  return app;
}

/** What a log may hold of an error: no message, which may quote a row. */
function describeError(error: Error & { readonly code?: string }) {
  const frames = (error.stack ?? '').split('\n').filter((line) => line.startsWith('    at '));
  return { type: error.name, message: error.code ?? '', stack: frames.slice(0, 8).join('\n') };
}

function addAccessLog(app: FastifyInstance): void {
  app.addHook('onResponse', async (request, reply) => {
    const { method, routeOptions, headers } = request;
    const about = { method, route: routeOptions.url ?? 'none', status: reply.statusCode };
    request.log.info({ ...about, ms: Math.round(reply.elapsedTime), station: headers['child-link-station'] });
  });
}

/** A connection that is kept for another request would hold up the end of the server. */
function endConnectionsOnClose(app: FastifyInstance): void {
  let isClosing = false;
  app.addHook('preClose', async () => {
    isClosing = true;
    setTimeout(() => app.server.closeAllConnections(), MAX_CLOSE_MS).unref();
  });
  app.addHook('onSend', async (_request, reply) => {
    if (isClosing) void reply.header('connection', 'close');
  });
}

function addAdmission(app: FastifyInstance): void {
  let atOnce = 0;
  app.addHook('onRequest', async (request, reply) => {
    if (request.method === 'GET') return;
    if (atOnce >= MOST_AT_ONCE) {
      const detail = 'The server is busy.';
      return sendProblem(reply, { code: 'unavailable', detail, retryAfterSeconds: RETRY_SECONDS });
    }
    atOnce += 1;
    // Also where the caller leaves before the answer.
    finished(reply.raw, () => {
      atOnce -= 1;
    });
    return undefined;
  });
}
