import { calendarDate } from '../language/format.ts';
import { KINDS_THAT_ASK_PRIVILEGE, type Command, type DecisionContext } from './commands.ts';
import { actorOf, entries, refusal, type Decision } from './decision.ts';
import type { EntryBodies, ExceptionName, Outcome, SessionException } from './entries.ts';
import { isFps } from './fps.ts';
import { openingStops } from './opening-stops.ts';
import { OUTCOME_PARTIES } from './outcomes.ts';
import { answeredChecks, missingConditions, peopleChecks } from './people.ts';
import type { ScheduleRow } from '../sync/rows.ts';
import type { StationState } from './state.ts';

type Opening = Extract<
  Command,
  { type: 'open-session' | 'open-walk-up' | 'close-mistaken' | 'record-not-held' }
>;

/** Opening a session (R2, R10 to R16), and ending it before anything was shown (R8, R9). */
export function decideOpening(state: StationState, command: Opening, context: DecisionContext): Decision {
  switch (command.type) {
    case 'open-session':
    case 'open-walk-up':
      return open(state, command, context);
    case 'close-mistaken': {
      const { session } = state;
      if (session === null) return refusal('no-session');
      if (session.notice !== null || session.attempts > 0 || session.phase === 'ended')
        return refusal('notice-begun');
      return entries({
        type: 'session.opened-by-mistake',
        body: {},
        actor: actorOf(state),
        session: session.id,
      });
    }
    case 'record-not-held':
      return recordNotHeld(state, command, context);
  }
}

function open(
  state: StationState,
  command: Extract<Opening, { type: 'open-session' | 'open-walk-up' }>,
  context: DecisionContext,
): Decision {
  const { policy } = context;
  if (state.session !== null) return refusal('session-underway');
  if (state.waiting[command.id] !== undefined) return refusal('id-taken');
  const walkUp = command.type === 'open-walk-up';
  if (walkUp && policy.walkUp === null) return refusal('walk-up-not-allowed');
  const booking = walkUp ? command.booking : context.schedule.find((row) => row.id === command.booking);
  if (booking === undefined) return refusal('booking-unknown');
  if (state.bookings[booking.id] !== undefined) return refusal('booking-used');
  if (walkUp && !isFps(booking.inmate.fps)) return refusal('fps-invalid');

  const exempt = mayBeExempt(booking, context) && command.section93;
  const [stop] = openingStops(booking, context, { walkUp, exempt });
  if (stop !== undefined) return refusal(stop.code, stop.values);
  const otherDay = isOtherDay(booking, context);
  if (!walkUp && otherDay && !command.otherDay) return refusal('other-day-not-confirmed');

  const asksPrivilege = KINDS_THAT_ASK_PRIVILEGE.includes(booking.kind);
  if (asksPrivilege && command.privileged === null) return refusal('privileged-not-answered');
  const people = checkedPeople(booking, command, context, exempt ? ['visits-suspended'] : []);
  if ('ok' in people) return people;

  const minutes = Math.round((context.now - Date.parse(booking.startsAt)) / 60_000);
  const reason = walkUp ? '' : command.timingReason.trim();
  if (!walkUp && reason === '' && Math.abs(minutes) > policy.timingToleranceMinutes) {
    return refusal('timing-reason-missing', { minutes: Math.abs(minutes) });
  }
  return entries({
    type: 'session.opened',
    body: {
      ...people,
      booking: withoutPassword(booking),
      kind: booking.kind,
      walkUp,
      walkUpReason: walkUp ? policy.walkUp : null,
      timing: { minutes, reason },
      privileged: asksPrivilege ? command.privileged : null,
      otherDay: !walkUp && otherDay,
    },
    actor: actorOf(state),
    session: command.id,
  });
}

/** Whether a booking is of another calendar day at the institution, which is asked twice (R2). */
export function isOtherDay(
  booking: ScheduleRow,
  { now, zone }: Pick<DecisionContext, 'now' | 'zone'>,
): boolean {
  return calendarDate(Date.parse(booking.startsAt), zone) !== calendarDate(now, zone);
}

/** Whether the Head may leave this booking out of a suspension of all visits: only persons of CCRR 93 can be (R15). */
export function mayBeExempt(
  booking: Pick<ScheduleRow, 'kind'>,
  { policy }: Pick<DecisionContext, 'policy'>,
): boolean {
  return policy.visitsSuspended && KINDS_THAT_ASK_PRIVILEGE.includes(booking.kind);
}

/** Keeps a meeting's password out of the record: it is shown at connect, from the schedule or as typed, and not kept (R14). */
function withoutPassword(booking: ScheduleRow): ScheduleRow {
  return { ...booking, meeting: { url: booking.meeting.url } };
}

type CheckedPeople = Pick<EntryBodies['session.updated'], 'site' | 'adults' | 'children' | 'exception'>;

/**
 * The people of a booking with every check answered, and on whose authority the session goes on despite unmet checks
 * (R11); or the refusal that asks for what is missing.
 */
export function checkedPeople(
  booking: ScheduleRow,
  given: Pick<Extract<Command, { type: 'open-session' }>, 'answers' | 'authority' | 'reason'>,
  context: DecisionContext,
  further: readonly ExceptionName[] = [],
): CheckedPeople | Extract<Decision, { ok: false }> {
  const site = context.sites.find((row) => row.id === booking.site) ?? null;
  const people = answeredChecks(peopleChecks(booking, site, context.now), given.answers);
  if (people === null) return refused('people-checks-unanswered');
  const names = [...missingConditions(booking, site, people, context.now), ...further];
  const authority = given.authority.trim();
  const reason = given.reason.trim();
  if (names.length > 0 && (authority === '' || reason === '')) return refused('exception-unexplained');
  const exception: SessionException | null = names.length === 0 ? null : { names, authority, reason };
  return { site, adults: [...people.adults], children: [...people.children], exception };
}

function refused(
  code: 'people-checks-unanswered' | 'exception-unexplained',
): Extract<Decision, { ok: false }> {
  return { ok: false, refusal: { code, values: {} } };
}

const NOT_HELD: readonly Outcome['name'][] = ['refused', 'no-show', 'cancelled'];

/** A visit that does not take place and needs no session (R9, R50), but is on the sheet with its reason. */
function recordNotHeld(
  state: StationState,
  command: Extract<Opening, { type: 'record-not-held' }>,
  context: DecisionContext,
): Decision {
  const { outcome, authority } = command;
  if (state.session !== null) return refusal('session-underway');
  if (state.waiting[command.id] !== undefined) return refusal('id-taken');
  const booking = context.schedule.find((row) => row.id === command.booking);
  if (booking === undefined) return refusal('booking-unknown');
  if (state.bookings[booking.id] !== undefined) return refusal('booking-used');
  if (!NOT_HELD.includes(outcome.name)) return refusal('outcome-impossible', { outcome: outcome.name });
  if (!OUTCOME_PARTIES[outcome.name].includes(outcome.by))
    return refusal('outcome-party-missing', { outcome: outcome.name });
  if (outcome.name !== 'no-show' && outcome.reason.trim() === '') return refusal('reason-missing');
  const site = context.sites.find((row) => row.id === booking.site) ?? null;
  return entries({
    type: 'visit.not-held',
    body: { booking: withoutPassword(booking), site, kind: booking.kind, outcome, authority },
    actor: actorOf(state),
    session: command.id,
  });
}
