import { unreachable } from '../result.ts';
import type { Command, DecisionContext } from './commands.ts';
import { acceptChanges, noteChanges } from './decide-changes.ts';
import { refusedByChange } from './changes.ts';
import { actorOf, entries, refusal, type Decision } from './decision.ts';
import { CHECK_NAMES, type CheckName, type EntryDraft } from './entries.ts';
import { isLinkUp } from './link.ts';
import { isOnHold, type Phase, type Session, type StationState } from './state.ts';

type Preparation = Extract<
  Command,
  {
    type:
      | 'record-check'
      | 'override-check'
      | 'note-changes'
      | 'accept-changes'
      | 'equipment-changed'
      | 'confirm-settings'
      | 'show-notice'
      | 'notice-played'
      | 'finish-notice'
      | 'connect'
      | 'connection-failed'
      | 'rejoin'
      | 'confirm-connection';
  }
>;

/** From an opened session to a confirmed connection (R4, R20, R21, R40). */
export function decidePreparation(
  state: StationState,
  command: Preparation,
  context: DecisionContext,
): Decision {
  const { session } = state;
  if (session === null) return refusal('no-session');
  const actor = actorOf(state);
  switch (command.type) {
    case 'record-check': {
      if (session.phase === 'ended') return refusal('wrong-phase');
      const { check, result } = command;
      return entries({ type: 'equipment.checked', body: { check, result }, actor, session: session.id });
    }
    case 'override-check':
      return overrideCheck(session, actor, command);
    case 'note-changes':
      return noteChanges(session, context);
    case 'accept-changes':
      return acceptChanges(session, actor, command, context);
    case 'equipment-changed': {
      // Once connected, losing a device interrupts the visit (R43).
      if (!among(session, CHECKING)) return refusal('wrong-phase');
      const checks = command.checks.filter((name) => session.checks[name] !== undefined);
      if (checks.length === 0) return refusal('wrong-phase');
      const body = { checks, came: command.came.slice(0, 50), gone: command.gone.slice(0, 50) };
      return entries({ type: 'equipment.changed', body, actor: 'station', session: session.id });
    }
    case 'confirm-settings':
      return confirmSettings(session, actor, context);
    case 'show-notice': {
      if (!among(session, ['settings-confirmed', 'notice-showing', 'notice-shown']))
        return refusal('settings-not-confirmed');
      const { noticeVersion: version, noticeOrder: order, noticeFurther } = context.policy;
      const body = {
        version,
        privileged: session.privileged === true,
        order: [...order] as ['en' | 'fr', 'en' | 'fr'],
        ...(noticeFurther.length === 0 ? {} : { further: [...noticeFurther] }),
      };
      return entries({ type: 'notice.shown', body, actor, session: session.id });
    }
    case 'notice-played': {
      if (session.notice === null || !among(session, ['notice-showing', 'notice-shown']))
        return refusal('notice-not-shown');
      const { seconds, complete } = command;
      const body = { version: session.notice.version, seconds, complete };
      return entries({ type: 'notice.played', body, actor, session: session.id });
    }
    case 'finish-notice': {
      if (session.phase !== 'notice-showing' || session.notice === null) return refusal('notice-not-shown');
      const seconds = Math.max(0, (context.now - session.notice.shownAt) / 1000);
      const minimum = context.policy.noticeMinimumSeconds;
      if (seconds < minimum) return refusal('notice-too-short', { seconds: Math.ceil(minimum - seconds) });
      const { readAloud, questionsAnswered } = command;
      const body = {
        version: session.notice.version,
        seconds: Math.floor(seconds),
        readAloud,
        questionsAnswered,
      };
      return entries({ type: 'notice.finished', body, actor, session: session.id });
    }
    case 'connect':
      return connect(state, session, 'staff', context);
    case 'connection-failed': {
      if (session.phase === 'ended' || session.attempts === 0) return refusal('not-connecting');
      const body = { attempt: session.attempts, code: command.code };
      return entries({ type: 'connection.failed', body, actor: 'station', session: session.id });
    }
    case 'rejoin': {
      if (session.connectedAt === null || session.phase === 'ended') return refusal('not-underway');
      return connect(state, session, 'station', context);
    }
    case 'confirm-connection':
      return confirmConnection(state, session, command, context);
    default:
      return unreachable(command);
  }
}

const CHECKING: readonly Phase[] = ['opened', 'settings-confirmed'];

/** Failed checks that staff may go on without, with a reason that is recorded (R4). */
export const OVERRIDABLE: readonly CheckName[] = ['webcam', 'network', 'clock', 'disk'];
/** Failed checks that at most prevent leaving her alone: the visit is supervised meanwhile (R4, R25). */
const BARS_NO_VISIT: readonly CheckName[] = ['lock', 'display', 'sign'];

/** Whether station or booking need the webcam (R4), so that losing it interrupts the visit (R43). */
export function needsWebcam(session: Session, policy: DecisionContext['policy']): boolean {
  const isWaived = session.overrides.webcam !== undefined;
  return (session.booking.webcamRequired || policy.webcamRequired) && !isWaived;
}

/** The required checks: the webcam only where it is needed (R4), the echo never. */
export function requiredChecks(session: Session, policy: DecisionContext['policy']): readonly CheckName[] {
  return CHECK_NAMES.filter((name) => name !== 'echo' && (name !== 'webcam' || needsWebcam(session, policy)));
}

/** Whether a check prevents confirming the settings (R4). */
export function isBlocking(session: Session, name: CheckName): boolean {
  return (
    session.checks[name]?.verdict === 'fail' &&
    !BARS_NO_VISIT.includes(name) &&
    session.overrides[name] === undefined
  );
}

function confirmSettings(session: Session, actor: string, context: DecisionContext): Decision {
  if (!among(session, CHECKING)) return refusal('wrong-phase');
  const required = requiredChecks(session, context.policy);
  const missing = required.find((name) => session.checks[name] === undefined);
  if (missing !== undefined) return refusal('check-missing', { check: missing });
  const failed = required.find((name) => isBlocking(session, name));
  if (failed !== undefined) return refusal('check-failed', { check: failed });
  return entries({
    type: 'settings.confirmed',
    body: { checks: { ...session.checks } },
    actor,
    session: session.id,
  });
}

function overrideCheck(
  session: Session,
  actor: string,
  { check, reason }: Extract<Command, { type: 'override-check' }>,
): Decision {
  if (!among(session, CHECKING)) return refusal('wrong-phase');
  if (!OVERRIDABLE.includes(check)) return refusal('not-overridable', { check });
  if (session.checks[check]?.verdict !== 'fail') return refusal('check-not-failed', { check });
  if (reason.trim() === '') return refusal('reason-missing');
  const body = { check, reason: reason.trim() };
  return entries({ type: 'check.overridden', body, actor, session: session.id });
}

function connect(
  state: StationState,
  session: Session,
  by: 'staff' | 'station',
  context: DecisionContext,
): Decision {
  const reconnects = session.connectedAt !== null && among(session, ['connected', 'locking', 'underway']);
  if (!reconnects && !among(session, ['notice-shown', 'connecting'])) return refusal('notice-not-shown');
  if (isOnHold(session)) return refusal('visit-on-hold');
  // Staff rejoin a link that was confirmed before; the station rejoins without asking.
  const changed = refusedByChange(state, session, context, by === 'staff' ? 'forward' : 'join-again');
  if (changed !== null) return changed;
  const { link } = context;
  if (link === null || !link.accepted) return refusal('link-refused', { link: link?.code ?? 'missing' });
  const body = { attempt: session.attempts + 1, host: link.host };
  const actor = by === 'station' ? 'station' : actorOf(state);
  return entries({ type: 'connection.started', body, actor, session: session.id });
}

/** Confirms the connection at the beginning and after each loss; counts only while the meeting is joined (R40). */
function confirmConnection(
  state: StationState,
  session: Session,
  command: Extract<Command, { type: 'confirm-connection' }>,
  context: DecisionContext,
): Decision {
  const asked = session.phase === 'connecting' || session.confirmationLapsed;
  if (!asked || !among(session, ['connecting', 'connected', 'underway'])) return refusal('not-connecting');
  if (session.lock !== null) return refusal('still-locked');
  const changed = refusedByChange(state, session, context, 'forward');
  if (changed !== null) return changed;
  if (!isLinkUp(session, context)) return refusal('meeting-not-joined');
  const { siteSeenAndHeard, bookedSite, adultPresent, identityChecked, earlyEndExplained } = command;
  const hasAdult = session.adults.length > 0;
  if (!siteSeenAndHeard || !bookedSite || !earlyEndExplained || (hasAdult && !identityChecked))
    return refusal('confirmation-incomplete');
  if (hasAdult && !adultPresent) return refusal('adult-not-present');
  const confirmed: EntryDraft = {
    type: 'connection.confirmed',
    body: {
      siteSeenAndHeard: true,
      bookedSite: true,
      adultPresent,
      identityChecked,
      earlyEndExplained,
      evidence: context.evidence,
    },
    actor: actorOf(state),
    session: session.id,
  };
  return entries(confirmed);
}

function among(session: Session, phases: readonly Phase[]): boolean {
  return phases.includes(session.phase);
}
