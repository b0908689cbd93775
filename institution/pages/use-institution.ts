import { useState } from 'react';
import type { MessageValues, Result } from '../../shared/result.ts';
import type { CallInput, CallName, CallOutput } from '../api/calls.ts';
import { useHost } from './host.ts';

/** A line of an imported list that is wrong. `line` null: the list as a whole. */
export type ListProblem = { readonly code: string; readonly line: number | null; readonly found: string };
export type ShownRefusal = {
  readonly code: string;
  readonly values: MessageValues;
  readonly problems?: readonly ListProblem[];
};

/** An answer as it arrives: the API has checked its value. */
export type ApiAnswer = Result<unknown, ShownRefusal>;

export interface InstitutionCalls {
  /** Returns the answer, or null when it was refused or failed; `refusal` then says why. */
  call<N extends CallName>(name: N, input: CallInput<N>): Promise<CallOutput<N> | null>;
  /** Why the last call was refused. */
  readonly refusal: ShownRefusal | null;
  /** The call in progress. */
  readonly busy: CallName | null;
  dismiss(): void;
}

/** Calls the institution by way of the host; one screen or dialog has one. */
export function useInstitution(): InstitutionCalls {
  const host = useHost();
  const [refusal, setRefusal] = useState<ShownRefusal | null>(null);
  const [busy, setBusy] = useState<CallName | null>(null);
  async function call<N extends CallName>(name: N, input: CallInput<N>): Promise<CallOutput<N> | null> {
    setBusy(name);
    const outcome = await host.call(name, input);
    setBusy(null);
    setRefusal(outcome === null ? { code: 'broken', values: {} } : outcome.ok ? null : outcome.refusal);
    if (outcome?.ok !== true) return null;
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the API parsed the answer with this call's own schema
    return outcome.value as CallOutput<N>;
  }
  return { call, refusal, busy, dismiss: () => setRefusal(null) };
}
