import type { ScheduleRow } from '../sync/rows.ts';
import type { DecisionContext } from './commands.ts';
import { refusal, type Decision } from './decision.ts';
import { CHANGES, type ChangeName } from './entries.ts';
import { openingStops } from './opening-stops.ts';
import { isApprovalWithdrawn } from './people.ts';
import type { Session, StationState } from './state.ts';

/**
 * The effect of a change on an open session (R13, R15).
 * `stop`: nothing begins or is rejoined until it is lifted. `relief`: another facilitator takes over.
 * `accept`: the facilitator reviews and accepts the booking as it is now.
 */
export type ChangeEffect = 'stop' | 'relief' | 'accept';

export const CHANGE_EFFECTS: Readonly<Record<ChangeName, ChangeEffect>> = {
  'booking-cancelled': 'stop',
  'booking-removed': 'stop',
  'visits-suspended': 'stop',
  'contact-restricted': 'stop',
  'site-unknown': 'stop',
  'site-withdrawn': 'stop',
  'reference-missing': 'stop',
  'staff-removed': 'relief',
  'approval-withdrawn': 'accept',
  'people-changed': 'accept',
  'site-changed': 'accept',
  'link-changed': 'accept',
  'time-moved': 'accept',
};

/** The booking as the schedule has it now; as it was opened where it was entered by hand or is no longer listed. */
export function currentBooking(session: Session, context: Pick<DecisionContext, 'schedule'>): ScheduleRow {
  if (session.walkUp) return session.booking;
  return context.schedule.find((row) => row.id === session.booking.id) ?? session.booking;
}

/** All differences from what the session was opened with, in the order of {@link CHANGES}. Pure. */
export function changesOf(session: Session, context: DecisionContext): readonly ChangeName[] {
  const before = session.booking;
  const now = currentBooking(session, context);
  const stops: readonly string[] = openingStops(now, context, {
    walkUp: session.walkUp,
    exempt: session.exception?.names.includes('visits-suspended') === true,
  }).map((stop) => stop.code);
  const isListed = session.walkUp || context.schedule.some((row) => row.id === before.id);
  const found: Readonly<Record<ChangeName, boolean>> = {
    'booking-cancelled': stops.includes('booking-cancelled'),
    // A visit under way does not need its row: a server may clear past ones from its schedule.
    'booking-removed': !isListed && session.connectedAt === null,
    'visits-suspended': stops.includes('visits-suspended'),
    'contact-restricted': stops.includes('contact-restricted'),
    'site-unknown': stops.includes('site-unknown'),
    'site-withdrawn': stops.includes('site-withdrawn'),
    'reference-missing': stops.includes('reference-missing'),
    'staff-removed': isRemoved(session.responsible, context),
    'approval-withdrawn': isApprovalWithdrawn(before, now),
    'people-changed': !isSamePeople(before, now),
    'site-changed': before.site !== now.site,
    'link-changed': before.meeting.url !== now.meeting.url,
    'time-moved': before.startsAt !== now.startsAt || before.endsAt !== now.endsAt,
  };
  return CHANGES.filter((name) => found[name]);
}

function isRemoved(staff: string, { staff: list, staffListAt }: DecisionContext): boolean {
  return (
    staffListAt !== null &&
    !list.some(({ id, roles }) => id === staff && (roles.includes('facilitator') || roles.includes('head')))
  );
}

function isSamePeople(before: ScheduleRow, now: ScheduleRow): boolean {
  const people = ({ kind, inmate, participants }: ScheduleRow): string =>
    JSON.stringify([
      kind,
      inmate.name,
      inmate.fps,
      participants.map(({ role, name, birthDate }) => [role, name, birthDate ?? null]),
    ]);
  return people(before) === people(now);
}

/** Whether a stop prevents starting the visit and rejoining the link. */
export function isStopped(session: Pick<Session, 'changes'>): boolean {
  return session.changes.some((name) => CHANGE_EFFECTS[name] === 'stop');
}

/** Whether the link may be open. During a stop it may not before the connection is confirmed, nor again after a loss. */
export function mayKeepLink(session: Session, isInterrupted: boolean): boolean {
  return !isStopped(session) || (session.connectedAt !== null && !isInterrupted);
}

/**
 * Why the visit may not proceed now, or null. Checked at connect, confirm, stay, leave, and before the lock counts;
 * `joinAgain` checks only what prevents rejoining a confirmed link.
 */
export function refusedByChange(
  state: StationState,
  session: Session,
  context: DecisionContext,
  step: 'forward' | 'join-again',
): Decision | null {
  const changes = changesOf(session, context);
  const stop = changes.find((name) => CHANGE_EFFECTS[name] === 'stop');
  if (stop !== undefined) {
    const listDate = context.sites.find((row) => row.id === currentBooking(session, context).site)?.listDate;
    return stopRefusal(stop, listDate ?? '');
  }
  if (step === 'join-again') return null;
  const actor = state.signedIn?.staff ?? session.responsible;
  if (isRemoved(actor, context)) return refusal('staff-removed');
  const change = changes.find((name) => CHANGE_EFFECTS[name] === 'accept');
  return change === undefined ? null : refusal('booking-changed', { change });
}

function stopRefusal(stop: ChangeName, listDate: string): Decision {
  switch (stop) {
    case 'site-withdrawn':
      return refusal('site-withdrawn', { listDate });
    case 'booking-cancelled':
    case 'booking-removed':
    case 'visits-suspended':
    case 'contact-restricted':
    case 'site-unknown':
    case 'reference-missing':
      return refusal(stop);
    default:
      return refusal('booking-changed', { change: stop });
  }
}
