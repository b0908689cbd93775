import { useDraft } from '../../store.ts';

/** Whether the staff column is folded to a handle, so that the picture is as large as it can be. */
export function useFold(session: string) {
  return useDraft(`fold:${session}`, { folded: false });
}
