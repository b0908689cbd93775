import { useMemo, type ReactNode } from 'react';
import { useStaff, useStaffState, useStaffStore } from '../../renderer/store.ts';
import { HostContext, type Host } from './host.ts';

/** Shows the pages in the station that holds the institution (R64): calls go over the station's IPC. */
export function StationHost({ children }: { readonly children: ReactNode }) {
  const { station, staff, notice } = useStaff();
  const receivedAtMs = useStaffState((state) => state.receivedAtMs);
  const { store, query, setDraft, clearDrafts } = useStaffStore();
  const { zone, firstLanguage, now, embedded } = station;
  const { signedIn, throttled } = staff;
  const host = useMemo<Host>(
    () => ({
      async call(name, input) {
        const answer = await query('institution.call', { name, input });
        return answer?.ok === true ? answer.value : answer;
      },
      zone,
      firstLanguage,
      now: () => now + Math.max(0, performance.now() - receivedAtMs),
      person: signedIn,
      isBlocked: (id) => throttled[id] === null,
      invites: false,
      notice,
      copies: embedded,
      drafts: {
        read: (key) => store.getState().drafts[key],
        write: setDraft,
        clear: clearDrafts,
      },
    }),
    [
      query,
      zone,
      firstLanguage,
      now,
      receivedAtMs,
      signedIn,
      throttled,
      notice,
      embedded,
      store,
      setDraft,
      clearDrafts,
    ],
  );
  return <HostContext value={host}>{children}</HostContext>;
}
