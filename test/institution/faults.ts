import type { FastifyInstance } from 'fastify';
import { PROBLEM_MEDIA_TYPE, PROBLEMS, type ProblemCode, problemType } from '../../shared/sync/problem.ts';

/** Network and server faults to inject. */
export type Fault =
  /** Refused before processing. */
  | { readonly kind: 'problem'; readonly code: ProblemCode; readonly retryAfterSeconds?: number }
  /** Processed, but the answer never arrives. */
  | { readonly kind: 'lose-answer' }
  /** The request never arrives. */
  | { readonly kind: 'lose-request' }
  /** A proxy in between answers with its own page. */
  | { readonly kind: 'html' };

export interface Faults {
  /** The next calls (if given, only those whose path contains `path`) get these faults in order, one each. */
  failNext(faults: readonly Fault[], path?: string): void;
}

/** Adds faults to a service whose port is not open yet. */
export function addFaults(app: FastifyInstance): Faults {
  const queue: { readonly fault: Fault; readonly path: string }[] = [];
  const losing = new WeakSet<object>();
  app.addHook('onRequest', async (request, reply) => {
    const target = request.raw.url ?? '';
    const index = queue.findIndex(({ path }) => target.includes(path));
    const [found] = index === -1 ? [] : queue.splice(index, 1);
    switch (found?.fault.kind) {
      case 'problem': {
        const { code, retryAfterSeconds } = found.fault;
        const status = PROBLEMS[code];
        if (retryAfterSeconds !== undefined) void reply.header('retry-after', String(retryAfterSeconds));
        const problem = { type: problemType(code), title: code, status, detail: 'Refused on purpose.' };
        return reply.code(status).type(PROBLEM_MEDIA_TYPE).send(JSON.stringify(problem));
      }
      case 'html':
        return reply
          .type('text/html')
          .send('<!doctype html><title>Sign in</title><p>Please sign in to the network.');
      case 'lose-request':
        reply.hijack();
        request.raw.socket.destroy();
        return reply;
      case 'lose-answer':
        losing.add(request);
        return undefined;
      case undefined:
        return undefined;
    }
  });
  app.addHook('onSend', async (request) => {
    if (losing.has(request)) request.raw.socket.destroy();
  });
  return {
    failNext: (faults, path = '') => {
      queue.push(...faults.map((fault) => ({ fault, path })));
    },
  };
}
