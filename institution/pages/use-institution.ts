import { useState } from 'react';
import { useStaffStore } from '../../renderer/store.ts';
import type { MessageValues } from '../../shared/result.ts';
import type { CallInput, CallName, CallOutput } from '../api/calls.ts';

/** A line of an imported list that is wrong. `line` null: the list as a whole. */
export type ListProblem = { readonly code: string; readonly line: number | null; readonly found: string };
export type ShownRefusal = {
  readonly code: string;
  readonly values: MessageValues;
  readonly problems?: readonly ListProblem[];
};

export interface InstitutionCalls {
  /** Returns the answer, or null when it was refused or failed; `refusal` then says why. */
  call<N extends CallName>(name: N, input: CallInput<N>): Promise<CallOutput<N> | null>;
  /** Why the last call was refused. */
  readonly refusal: ShownRefusal | null;
  /** The call in progress. */
  readonly busy: CallName | null;
  dismiss(): void;
}

/** Calls the institution, here over the station's IPC; one screen or dialog has one. */
export function useInstitution(): InstitutionCalls {
  const { query } = useStaffStore();
  const [refusal, setRefusal] = useState<ShownRefusal | null>(null);
  const [busy, setBusy] = useState<CallName | null>(null);
  async function call<N extends CallName>(name: N, input: CallInput<N>): Promise<CallOutput<N> | null> {
    setBusy(name);
    const answer = await query('institution.call', { name, input });
    setBusy(null);
    const outcome = answer?.ok === true ? answer.value : answer;
    setRefusal(outcome === null ? { code: 'broken', values: {} } : outcome.ok ? null : outcome.refusal);
    if (outcome?.ok !== true) return null;
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the API parsed the answer with this call's own schema
    return outcome.value as CallOutput<N>;
  }
  return { call, refusal, busy, dismiss: () => setRefusal(null) };
}
