import type { Answer, CallName, CallPayload, CallValue, StationBridge } from '../../shared/ipc/schema.ts';
import type { StaffPageSnapshot } from '../../shared/ipc/snapshot.ts';

/** A bridge without a station: shows one snapshot, switches the language, records checks, says yes to all else. */
export function fakeStaffBridge(first: StaffPageSnapshot): StationBridge<'staff'> {
  let snapshot = first;
  const listeners = new Set<(snapshot: StaffPageSnapshot) => void>();
  const push = (change: Partial<StaffPageSnapshot>) => {
    snapshot = { ...snapshot, ...change, version: snapshot.version + 1 };
    for (const listener of listeners) listener(snapshot);
  };
  // What a call answers is typed call by call; the gallery answers alike to all.
  const answer = (value: unknown): never => ({ ok: true, value }) as never;
  return {
    async call<N extends CallName>(name: N, payload: CallPayload<N>): Promise<Answer<CallValue<N>>> {
      if (name === 'snapshot.staff') return answer(snapshot);
      if (name === 'language.set') push({ language: (payload as { language: 'en' | 'fr' }).language });
      console.info(name, JSON.stringify(payload));
      return answer(null);
    },
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
