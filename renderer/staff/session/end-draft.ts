import type { Outcome, OutcomeName } from '../../../shared/session/entries.ts';
import { useDraft } from '../../store.ts';

/** The unfinished form for the end of a session. */
export interface EndDraft {
  readonly open: boolean;
  readonly outcome: OutcomeName | null;
  readonly by: Outcome['by'];
  readonly reason: string;
  readonly notified: readonly ('visitor' | 'inmate' | 'site')[];
}

const EMPTY: EndDraft = { open: false, outcome: null, by: null, reason: '', notified: [] };

export function useEndDraft(session: string): [EndDraft, (change: Partial<EndDraft>) => void] {
  return useDraft<EndDraft>(`end:${session}`, EMPTY);
}
