import { unreachable } from '../result.ts';
import type { Command, DecisionContext } from './commands.ts';
import { actorOf, entries, refusal, type Decision } from './decision.ts';
import { CHECK_NAMES, type CheckName, type EntryDraft } from './entries.ts';
import type { Phase, Session, StationState } from './state.ts';

type Preparation = Extract<
  Command,
  {
    type:
      | 'record-check'
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
    case 'equipment-changed': {
      // Later a device that goes is an interruption of the visit (R43), and no check of the past.
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
      const { noticeVersion: version, noticeOrder: order } = context.policy;
      const body = {
        version,
        privileged: session.privileged === true,
        order: [...order] as ['en' | 'fr', 'en' | 'fr'],
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
      return connect(session, actor, context);
    case 'connection-failed': {
      if (session.phase === 'ended' || session.attempts === 0) return refusal('not-connecting');
      const body = { attempt: session.attempts, code: command.code };
      return entries({ type: 'connection.failed', body, actor: 'station', session: session.id });
    }
    case 'rejoin': {
      if (session.connectedAt === null || session.phase === 'ended') return refusal('not-underway');
      return connect(session, 'station', context);
    }
    case 'confirm-connection':
      return confirmConnection(session, actor, command, context);
    default:
      return unreachable(command);
  }
}

const CHECKING: readonly Phase[] = ['opened', 'settings-confirmed'];

/** The checks that this session cannot do without: the webcam only where station or booking need it (R4), an echo never. */
export function requiredChecks(session: Session, policy: DecisionContext['policy']): readonly CheckName[] {
  return CHECK_NAMES.filter(
    (name) =>
      name !== 'echo' && (name !== 'webcam' || session.booking.webcamRequired || policy.webcamRequired),
  );
}

function confirmSettings(session: Session, actor: string, context: DecisionContext): Decision {
  if (!among(session, CHECKING)) return refusal('wrong-phase');
  const required = requiredChecks(session, context.policy);
  const missing = required.find((name) => session.checks[name] === undefined);
  if (missing !== undefined) return refusal('check-missing', { check: missing });
  const failed = required.find((name) => session.checks[name]?.verdict === 'fail');
  if (failed !== undefined) return refusal('check-failed', { check: failed });
  return entries({
    type: 'settings.confirmed',
    body: { checks: { ...session.checks } },
    actor,
    session: session.id,
  });
}

function connect(session: Session, actor: string, context: DecisionContext): Decision {
  const reconnects = session.connectedAt !== null && among(session, ['connected', 'locking', 'underway']);
  if (!reconnects && !among(session, ['notice-shown', 'connecting'])) return refusal('notice-not-shown');
  const { link } = context;
  if (link === null || !link.accepted) return refusal('link-refused', { link: link?.code ?? 'missing' });
  const body = { attempt: session.attempts + 1, host: link.host };
  return entries({ type: 'connection.started', body, actor, session: session.id });
}

function confirmConnection(
  session: Session,
  actor: string,
  command: Extract<Command, { type: 'confirm-connection' }>,
  context: DecisionContext,
): Decision {
  if (session.phase !== 'connecting') return refusal('not-connecting');
  if (!command.siteSeenAndHeard || !command.bookedSite) return refusal('confirmation-incomplete');
  if (session.adult !== null && !command.adultPresent) return refusal('adult-not-present');
  const confirmed: EntryDraft = {
    type: 'connection.confirmed',
    body: {
      siteSeenAndHeard: true,
      bookedSite: true,
      adultPresent: command.adultPresent,
      evidence: context.evidence,
    },
    actor,
    session: session.id,
  };
  return entries(confirmed);
}

function among(session: Session, phases: readonly Phase[]): boolean {
  return phases.includes(session.phase);
}
