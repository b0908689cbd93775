import type { StaffPageSnapshot } from './snapshot.ts';

/** The version of a remembered screen: older than every snapshot of the start that shows it. */
export const REMEMBERED = -1;

/**
 * What of a screen may be shown at the next start, before the record is open: the sign-in screen where nobody has to
 * wait, without what is not true any more by then or is different each time. Null for every other screen. Pure.
 */
export function rememberable(snapshot: StaffPageSnapshot): StaffPageSnapshot | null {
  const { station, staff, hardware } = snapshot;
  if (staff.signedIn !== null || snapshot.fault !== null || Object.keys(staff.throttled).length > 0)
    return null;
  const sync = {
    ...station.sync,
    state: station.sync.state === 'not-enrolled' ? ('not-enrolled' as const) : ('opening' as const),
    total: 0,
    waiting: 0,
    oldestWaitingAt: null,
    lastReachedAt: null,
    nextTryAt: null,
    receiptAt: null,
    code: null,
  };
  return {
    ...snapshot,
    version: REMEMBERED,
    station: { ...station, sync, now: 0 },
    hardware: { ...hardware, devices: [], troubles: [] },
  };
}
