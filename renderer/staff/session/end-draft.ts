import { useDraft } from '../../store.ts';
import { EMPTY_OUTCOME, type OutcomeDraft } from './outcome-fields.tsx';

/** The unfinished form for the end of a session. */
interface EndDraft extends OutcomeDraft {
  readonly open: boolean;
}

const EMPTY: EndDraft = { open: false, ...EMPTY_OUTCOME };

export function useEndDraft(session: string): [EndDraft, (change: Partial<EndDraft>) => void] {
  return useDraft<EndDraft>(`end:${session}`, EMPTY);
}
