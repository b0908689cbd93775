import type { Outcome, OutcomeName } from '../../../shared/session/entries.ts';
import { useDraft } from '../../store.ts';

/** What staff have chosen of the end so far; kept while they look at something else. */
export interface EndDraft {
  readonly open: boolean;
  readonly outcome: OutcomeName | null;
  readonly by: Outcome['by'];
  readonly reason: string;
  readonly notified: readonly ('visitor' | 'inmate' | 'site')[];
}

const EMPTY: EndDraft = { open: false, outcome: null, by: null, reason: '', notified: [] };

/** The end of this session as staff are filling it in. */
export function useEndDraft(session: string): [EndDraft, (change: Partial<EndDraft>) => void] {
  return useDraft<EndDraft>(`end:${session}`, EMPTY);
}
