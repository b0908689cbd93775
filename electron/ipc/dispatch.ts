import type { Answer, CallName, CallPayload, CallValue } from '../../shared/ipc/schema.ts';
import { refuse } from '../../shared/result.ts';
import type { RefusalCode } from '../../shared/session/refusals.ts';
import type { Report } from '../platform/log.ts';
import { authorize } from './authorize.ts';
import type { AnswerCall } from './ipc-server.ts';

/** One handler for each call of the schema: the compiler finds a missing one. */
export type CallHandlers = {
  readonly [N in CallName]: (payload: CallPayload<N>) => Promise<Answer<CallValue<N>>> | Answer<CallValue<N>>;
};

export interface DispatcherParts {
  /** A call without a handler is refused with `station-not-ready`: an unusable station answers only for its fault. */
  readonly handlers: Partial<CallHandlers>;
  /** Returns the roles of the person who is signed in; null when nobody is. */
  readonly roles: () => readonly string[] | null;
  /** Gets the call's name and the error's text, never the payload, which may carry a PIN or a name. */
  readonly report: Report;
}

/** Answers the pages' calls after checking page, payload and role: denied by default. */
export function createDispatcher({ handlers, roles, report }: DispatcherParts): AnswerCall {
  return async (page, name, payload) => {
    const authorized = authorize(page, name, payload, roles());
    if (!authorized.ok) return authorized;
    try {
      return await handle(handlers, authorized.value.name, authorized.value.payload);
    } catch (error) {
      const text = error instanceof Error ? error.message : 'unknown';
      report('call-failed', `${authorized.value.name}: ${text}`);
      return refused('station-fault');
    }
  };
}

/** `authorize` has parsed the payload by this call's own schema, which the compiler cannot see. */
function handle(handlers: Partial<CallHandlers>, name: CallName, payload: unknown): unknown {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the payload fits this handler's own schema
  const handler = handlers[name] as ((payload: unknown) => unknown) | undefined;
  return handler === undefined ? refused('station-not-ready') : handler(payload);
}

function refused(code: RefusalCode): Answer<never> {
  return refuse({ code, values: {} });
}
