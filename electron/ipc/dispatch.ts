import type { Answer, CallName, CallPayload, CallValue } from '../../shared/ipc/schema.ts';
import { refuse } from '../../shared/result.ts';
import type { RefusalCode } from '../../shared/session/refusals.ts';
import { authorize } from './authorize.ts';
import type { AnswerCall } from './ipc-server.ts';

/** One handler for every call of the schema; the compiler misses none. */
export type CallHandlers = {
  readonly [N in CallName]: (payload: CallPayload<N>) => Promise<Answer<CallValue<N>>> | Answer<CallValue<N>>;
};

export interface IpcParts {
  /** What has no handler is answered with `station-not-ready`: a station that cannot be used serves its fault only. */
  readonly handlers: Partial<CallHandlers>;
  /** The roles of whoever is signed in; null when nobody is. */
  readonly roles: () => readonly string[] | null;
  /** Takes a fault of ours: the call's name and the error's text. Never the payload, which may carry a PIN or a name. */
  readonly report: (code: string, detail: string) => void;
}

/** Answers the pages' calls: page, payload and role checked, deny by default. */
export function createDispatcher(parts: IpcParts): AnswerCall {
  return async (page, name, payload) => {
    const admitted = authorize(page, name, payload, parts.roles());
    if (!admitted.ok) return no(admitted.refusal);
    try {
      return await dispatch(parts.handlers, admitted.value.name, admitted.value.payload);
    } catch (error) {
      const text = error instanceof Error ? error.message : 'unknown';
      parts.report('call-failed', `${admitted.value.name}: ${text}`);
      return no('station-fault');
    }
  };
}

/** `authorize` has just held the payload against this very call's schema, which the compiler cannot see. */
function dispatch(handlers: Partial<CallHandlers>, name: CallName, payload: unknown): unknown {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the payload fits this handler's own schema
  const handler = handlers[name] as ((payload: unknown) => unknown) | undefined;
  return handler === undefined ? no('station-not-ready') : handler(payload);
}

function no(code: RefusalCode): Answer<never> {
  return refuse({ code, values: {} });
}
