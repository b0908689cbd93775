import { majority } from '../majority/majority.ts';
import type { ScheduleRow, SiteRow } from '../sync/rows.ts';
import {
  KINDS_THAT_ASK_PRIVILEGE,
  KINDS_WITH_REFERENCE,
  type Command,
  type DecisionContext,
} from './commands.ts';
import { actorOf, entries, refusal, type Decision } from './decision.ts';
import type { AdultChecks } from './entries.ts';
import type { RefusalCode } from './refusals.ts';
import type { StationState } from './state.ts';

type Opening = Extract<Command, { type: 'open-session' | 'open-walk-up' }>;

/** Whether a session may begin (R2, R10 to R16). The gates are in the order in which staff can do something about them. */
export function decideOpening(state: StationState, command: Opening, context: DecisionContext): Decision {
  if (state.session !== null) return refusal('session-underway');
  if (state.waiting[command.id] !== undefined) return refusal('id-taken');
  const walkUp = command.type === 'open-walk-up';
  if (walkUp && context.policy.walkUp === null) return refusal('walk-up-not-allowed');
  const booking = walkUp ? command.booking : context.schedule.find((row) => row.id === command.booking);
  if (booking === undefined) return refusal('booking-unknown');
  if (state.bookings[booking.id] !== undefined) return refusal('booking-used');

  const stop = openingStop(booking, context);
  if (stop !== null) return refusal(stop.code, stop.values);
  if (walkUp && isRestricted(booking, context.schedule)) return refusal('contact-restricted');

  const site = context.sites.find((row) => row.id === booking.site) ?? null;
  const adult = adultChecks(booking, site, context.now, command.adultConfirmed);
  if (adult !== null && !command.adultConfirmed) return refusal('adult-checks-not-confirmed');
  const asksPrivilege = KINDS_THAT_ASK_PRIVILEGE.includes(booking.kind);
  if (asksPrivilege && command.privileged === null) return refusal('privileged-not-answered');

  const minutes = Math.round((context.now - Date.parse(booking.startsAt)) / 60_000);
  const reason = walkUp ? '' : command.timingReason.trim();
  if (!walkUp && reason === '' && Math.abs(minutes) > context.policy.timingToleranceMinutes) {
    return refusal('timing-reason-missing', { minutes: Math.abs(minutes) });
  }
  return entries({
    type: 'session.opened',
    body: {
      booking,
      site,
      kind: booking.kind,
      walkUp,
      walkUpReason: walkUp ? context.policy.walkUp : null,
      timing: { minutes, reason },
      adult,
      privileged: asksPrivilege ? command.privileged : null,
    },
    actor: actorOf(state),
    session: command.id,
  });
}

/**
 * What stands in the way of a booking whoever opens it, for the schedule page to say before anyone tries.
 * Pure; null when nothing does. Who, when and the questions asked at opening are judged by `decide` alone.
 */
export function openingStop(
  booking: ScheduleRow,
  context: Pick<DecisionContext, 'sites' | 'policy' | 'now'>,
): { readonly code: RefusalCode; readonly values: Readonly<Record<string, string>> } | null {
  const stop = (code: RefusalCode, values: Readonly<Record<string, string>> = {}) => ({ code, values });
  if (booking.status === 'cancelled') return stop('booking-cancelled');
  if (context.policy.visitsSuspended) return stop('visits-suspended');
  if (booking.contactRestricted) return stop('contact-restricted');
  const site = context.sites.find((row) => row.id === booking.site);
  if (site === undefined) return stop('site-unknown');
  if (!site.authorized) return stop('site-withdrawn', { listDate: site.listDate });
  if (KINDS_WITH_REFERENCE.includes(booking.kind) && (booking.reference ?? '').trim() === '') {
    return stop('reference-missing');
  }
  const children = booking.participants.filter((person) => person.role === 'child');
  if ((booking.kind === 'minor-child' || booking.kind === 'adult-child') && children.length === 0) {
    return stop('child-missing');
  }
  if (booking.kind === 'minor-child') {
    if (!booking.participants.some((person) => person.role === 'accompanying-adult'))
      return stop('adult-missing');
    const grown = children.some((child) => majority(child.birthDate, site, context.now) === 'yes');
    if (grown && context.policy.checkChildIsMinor) return stop('child-not-minor');
  }
  return null;
}

/** Whether the schedule knows this inmate's contacts as restricted: what is typed by hand must not go round it (R15). */
function isRestricted({ inmate }: ScheduleRow, schedule: readonly ScheduleRow[]): boolean {
  const fps = inmate.fps.trim().toUpperCase();
  return (
    fps !== '' && schedule.some((row) => row.contactRestricted && row.inmate.fps.trim().toUpperCase() === fps)
  );
}

/** The three checks of the accompanying adult (R11), or null when none takes part. */
export function adultChecks(
  booking: ScheduleRow,
  site: Pick<SiteRow, 'province' | 'zone'> | null,
  now: number,
  confirmedByStaff: boolean,
): AdultChecks | null {
  const adult = booking.participants.find((person) => person.role === 'accompanying-adult');
  if (adult === undefined) return null;
  const minors = booking.participants.some((person) => person.role === 'child');
  return {
    name: adult.name,
    majority: site === null ? 'unknown' : majority(adult.birthDate, site, now),
    approvedVisitor: adult.approvedVisitor,
    guardianAuthorization: adult.guardianAuthorization === true ? 'yes' : minors ? 'no' : 'not-needed',
    confirmedByStaff,
  };
}
