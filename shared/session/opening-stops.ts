import type { MessageValues } from '../result.ts';
import { majority } from '../majority/majority.ts';
import type { ScheduleRow } from '../sync/rows.ts';
import { KINDS_WITH_REFERENCE, type DecisionContext } from './commands.ts';
import { isSameInmate } from './fps.ts';
import { withRole } from './people.ts';
import type { RefusalCode } from './refusals.ts';

export interface OpeningStop {
  readonly code: RefusalCode;
  readonly values: MessageValues;
}

/**
 * Everything that prevents anybody from opening a booking (R10, R13, R15), in the order in which staff can act on it.
 * Checked before it opens and at every step of the visit. Pure.
 * `exempt`: a person of CCRR 93 takes part and the Head leaves the visit out of a suspension of all visits (92(1)).
 */
export function openingStops(
  booking: ScheduleRow,
  context: Pick<DecisionContext, 'sites' | 'schedule' | 'policy' | 'now'>,
  { walkUp, exempt }: { readonly walkUp: boolean; readonly exempt: boolean },
): readonly OpeningStop[] {
  const stops: OpeningStop[] = [];
  const stop = (code: RefusalCode, values: MessageValues = {}) => void stops.push({ code, values });
  const { policy } = context;
  if (booking.status === 'cancelled') stop('booking-cancelled');
  if (policy.visitsSuspended && !exempt) stop('visits-suspended');
  const restricted = walkUp ? isRestricted(booking, context.schedule) : booking.contactRestricted;
  if (restricted) stop('contact-restricted');
  const site = context.sites.find((row) => row.id === booking.site);
  if (site === undefined) stop('site-unknown');
  else if (!site.authorized) stop('site-withdrawn', { listDate: site.listDate });
  if (KINDS_WITH_REFERENCE.includes(booking.kind) && (booking.reference ?? '').trim() === '')
    stop('reference-missing');
  const children = withRole(booking, 'child');
  const needsChild = booking.kind === 'minor-child' || booking.kind === 'adult-child';
  if (needsChild && children.length === 0) stop('child-missing');
  if (site !== undefined && policy.checkChildIsMinor) {
    const ages = children.map((child) => majority(child.birthDate, site, context.now));
    if (booking.kind === 'minor-child' && ages.includes('yes')) stop('child-not-minor');
    if (booking.kind === 'adult-child' && ages.length > 0 && ages.every((age) => age === 'no'))
      stop('child-not-adult');
  }
  return stops;
}

/** Whether the schedule restricts this inmate's contacts: manual entry must not bypass it (R15). */
function isRestricted({ inmate }: ScheduleRow, schedule: readonly ScheduleRow[]): boolean {
  return schedule.some((row) => row.contactRestricted && isSameInmate(row.inmate.fps, inmate.fps));
}
