import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { CALLS, LARGEST_TRANSFER, type CallName } from '../api/calls.ts';
import type { ApiOutcome } from '../api/refusal.ts';
import type { Person } from '../api/serve.ts';
import { sessionToken } from './cookies.ts';
import type { Hosted } from './hosted.ts';
import { refuse } from './refuse.ts';
import { carriesToken, isOwnRequest } from './same-origin.ts';
import type { SignedIn, Sessions } from './sessions.ts';
import type { Throttle } from './throttle.ts';

export type ApiRouteParts = {
  readonly publicUrl: URL;
  readonly hosted: Hosted;
  readonly sessions: Sessions;
  readonly throttle: Throttle;
};

/** Names the institution, for those who may see more than one. */
const INSTITUTION_HEADER = 'x-institution';
/** A page that asks on its own account does not keep the session from idling out. */
const BACKGROUND_HEADER = 'x-background';

/** When the session ends unless it is used, milliseconds since 1970, so that a page can warn. */
const SESSION_ENDS_HEADER = 'child-link-session-ends';

/** A file in base64 and its form. */
const LARGEST_BODY = 8_500_000;
const LARGEST_TRANSFER_BODY = LARGEST_TRANSFER + 1000;
/** What somebody who is not signed in may send. */
const LARGEST_STRANGER_BODY = 16_384;

type Admitted = { readonly person: Person; readonly institution: string | null };
const NOBODY: Person = { id: '', roles: [] };

/** The table of calls over HTTP: `POST /api/<call>`. Who may call what is decided by `api/serve.ts` alone. */
export function addApiRoutes(app: FastifyInstance, parts: ApiRouteParts): void {
  const { publicUrl, hosted, sessions, throttle } = parts;
  const admitted = new WeakMap<FastifyRequest, Admitted>();

  /** Before the body is read, so that a stranger cannot make the service read a large one. */
  async function admit(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> {
    if (!isOwnRequest(request, publicUrl)) return refuse(reply, 403, 'cross-site');
    const name = callOf(request);
    const isOpen = name !== null && CALLS[name].roles === 'anyone';
    const fits = Number(request.headers['content-length']) <= largestBody(name, isOpen);
    if (isOpen) {
      if (!fits) return refuse(reply, 413, 'too-large');
      admitted.set(request, { person: NOBODY, institution: null });
      return undefined;
    }
    const token = sessionToken(request);
    const used = request.headers[BACKGROUND_HEADER] === undefined;
    const signedIn = token === null ? null : await sessions.find(token, { used });
    if (signedIn === null) return refuse(reply, 401, 'signed-out');
    void reply.header(SESSION_ENDS_HEADER, signedIn.endsAt);
    if (!carriesToken(request, signedIn.csrf)) return refuse(reply, 403, 'cross-site');
    if (!fits) return refuse(reply, 413, 'too-large');
    const institution = institutionOf(request, signedIn);
    if (institution === 'other') return refuse(reply, 403, 'institution-other');
    const { id, roles } = signedIn;
    const everywhere = signedIn.institution === null;
    admitted.set(request, { person: { id, roles, everywhere }, institution });
    return undefined;
  }

  app.post<{ Params: { call: string } }>(
    '/api/:call',
    { onRequest: admit, bodyLimit: LARGEST_TRANSFER_BODY },
    async (request, reply) => {
      const found = admitted.get(request);
      if (found === undefined) throw new Error('A request was answered without being admitted');
      void reply.header('cache-control', 'no-store');
      const { person, institution } = found;
      const { call } = request.params;
      if (person === NOBODY) return callAsStranger(call, request, reply);
      const api = institution === null ? null : await hosted.api(institution);
      if (api === null) return refuse(reply, 404, 'institution-unknown');
      return answer(reply, await api.call(call, person, request.body));
    },
  );

  /** The code says which institution is meant: the one that knows it. */
  async function callAsStranger(
    call: string,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<unknown> {
    const guarded = [{ kind: 'address', address: request.ip }] as const;
    const seconds = await throttle.begin(guarded);
    if (seconds > 0) return refuse(reply.header('retry-after', seconds), 429, 'wait', { seconds });
    let last: ApiOutcome<unknown> | null = null;
    for (const api of await hosted.all()) {
      const outcome = await api.call(call, NOBODY, request.body);
      last = outcome;
      if (!outcome.ok) continue;
      await throttle.succeed(guarded);
      break;
    }
    return last === null ? refuse(reply, 404, 'institution-unknown') : answer(reply, last);
  }
}

function largestBody(name: CallName | null, isOpen: boolean): number {
  if (isOpen) return LARGEST_STRANGER_BODY;
  return name === 'institution.take-over' ? LARGEST_TRANSFER_BODY : LARGEST_BODY;
}

function callOf(request: FastifyRequest): CallName | null {
  const { params } = request;
  const name = typeof params === 'object' && params !== null && 'call' in params ? params.call : null;
  return typeof name === 'string' && isCallName(name) ? name : null;
}

function isCallName(name: string): name is CallName {
  return Object.hasOwn(CALLS, name);
}

/** Their own; or, for a person of every institution, the one that the request names. */
function institutionOf(request: FastifyRequest, { institution }: SignedIn): string | null {
  const named = request.headers[INSTITUTION_HEADER];
  if (institution === null) return typeof named === 'string' ? named : null;
  return named === undefined || named === institution ? institution : 'other';
}

/** A refusal of the institution is an answer like any other; only a missing right has a status of its own. */
function answer(reply: FastifyReply, outcome: ApiOutcome<unknown>): FastifyReply {
  const status = outcome.ok || outcome.refusal.code !== 'role-missing' ? 200 : 403;
  return reply.code(status).send(outcome);
}
