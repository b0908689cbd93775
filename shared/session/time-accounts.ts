import type { ExtensionView } from '../ipc/snapshot.ts';
import type { DecisionContext } from './commands.ts';
import type { Session } from './state.ts';

const MINUTE_MS = 60_000;

/** Time that mother and child did not have together: lost to technical failures, suspended, or paused (R44, R53). */
export function missedMs(session: Session, now: number): number {
  const openSince = Object.values(session.interruptions);
  const lostNow = openSince.length === 0 ? 0 : Math.max(0, now - Math.min(...openSince));
  return session.lostMs + lostNow + heldMs(session.suspensions, now) + heldMs(session.pauses, now);
}

/** The length of suspensions or pauses, the one that lasts still up to `now`. */
export function heldMs(
  periods: readonly { readonly since: number; readonly until: number | null }[],
  now: number,
): number {
  return periods.reduce((sum, { since, until }) => sum + Math.max(0, (until ?? now) - since), 0);
}

/** What staff are offered and should know before they extend a visit (R44). */
export function extensionOffer(
  session: Session,
  { now, schedule, policy }: Pick<DecisionContext, 'now' | 'schedule' | 'policy'>,
): ExtensionView {
  const givenMs = session.extensions.reduce((sum, { minutes }) => sum + minutes * MINUTE_MS, 0);
  const starts = (site: string | null): number | null => {
    const next = schedule
      .filter((row) => row.status === 'booked' && row.id !== session.booking.id)
      .filter((row) => site === null || row.site === site)
      .map((row) => Date.parse(row.startsAt))
      .filter((at) => at >= now);
    return next.length === 0 ? null : Math.min(...next);
  };
  const missedMinutes = Math.max(0, Math.ceil((missedMs(session, now) - givenMs) / MINUTE_MS));
  const maximumMinutes = policy.maximumExtensionMinutes;
  return {
    offeredMinutes: Math.min(missedMinutes, maximumMinutes),
    isOfferPartial: missedMinutes > maximumMinutes,
    maximumMinutes,
    nextHereAt: starts(null),
    nextAtSiteAt: starts(session.booking.site),
  };
}
