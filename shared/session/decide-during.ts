import { unreachable } from '../result.ts';
import type { Command, DecisionContext } from './commands.ts';
import { refusedByChange } from './changes.ts';
import { answerMessage, obey } from './decide-directive.ts';
import { actorOf, entries, refusal, type Decision } from './decision.ts';
import type { EntryDraft } from './entries.ts';
import { LINK_CAUSES } from './link.ts';
import { isOnHold, isUnexplained, pauseOf, suspensionOf, type Session, type StationState } from './state.ts';

type During = Extract<
  Command,
  {
    type:
      | 'interrupt'
      | 'resume'
      | 'suspend'
      | 'unsuspend'
      | 'explain'
      | 'pause'
      | 'end-pause'
      | 'inform'
      | 'extend'
      | 'show-cue'
      | 'ask-assistance'
      | 'answer-assistance'
      | 'answer-message'
      | 'measure-media'
      | 'verify-devices'
      | 'obey';
  }
>;

/** While the visit is under way (R43 to R45, R36), by staff, by the station's own facts or by order of the server. */
export function decideDuring(state: StationState, command: During, context: DecisionContext): Decision {
  if (command.type === 'obey') return obey(state, command.directive, context);
  if (command.type === 'answer-message') return answerMessage(state, command.directive, context);
  const { session } = state;
  if (session === null) return refusal('no-session');
  if (command.type === 'inform') return inform(state, session, command);
  if (command.type === 'explain') return explain(state, session, command);
  if (session.phase === 'ended') return refusal('not-underway');
  const actor = actorOf(state);
  const id = session.id;
  switch (command.type) {
    case 'interrupt':
      return interrupt(session, command.cause);
    case 'resume':
      return resume(session, command.cause, context.now);
    case 'suspend': {
      if (session.connectedAt === null) return refusal('not-underway');
      if (suspensionOf(session) !== null) return refusal('suspended-already');
      const body = { authority: '', reason: '', linkKept: false };
      return entries({ type: 'visit.suspended', body, actor, session: id });
    }
    case 'unsuspend': {
      if (suspensionOf(session) === null) return refusal('not-suspended');
      const stopped = refusedByChange(state, session, context, 'join-again');
      if (stopped !== null) return stopped;
      const body = { authority: command.authority };
      return entries({ type: 'visit.unsuspended', body, actor, session: id });
    }
    case 'pause': {
      if (session.connectedAt === null) return refusal('not-underway');
      if (pauseOf(session) !== null) return refusal('paused-already');
      const { cause, note } = command;
      return entries({ type: 'visit.paused', body: { cause, note }, actor, session: id });
    }
    case 'end-pause': {
      if (pauseOf(session) === null) return refusal('not-paused');
      const stopped = refusedByChange(state, session, context, 'join-again');
      if (stopped !== null) return stopped;
      return entries({ type: 'visit.continued', body: {}, actor, session: id });
    }
    case 'extend': {
      if (session.connectedAt === null) return refusal('not-underway');
      const { minutes, reason } = command;
      const maximum = context.policy.maximumExtensionMinutes;
      if (!Number.isInteger(minutes) || minutes < 1 || minutes > maximum)
        return refusal('extension-too-long', { maximum });
      const endsAt = new Date(Math.max(session.endsAt, context.now) + minutes * 60_000).toISOString();
      return entries({ type: 'visit.extended', body: { minutes, endsAt, reason }, actor, session: id });
    }
    case 'show-cue': {
      if (session.phase !== 'underway') return refusal('not-underway');
      // Cues are not drawn over a covered screen, and the journal records only what was drawn (R44).
      if (isOnHold(session)) return refusal('visit-on-hold');
      if (session.cues.includes(command.minutesLeft)) return refusal('cue-shown-already');
      return entries({
        type: 'cue.shown',
        body: { minutesLeft: command.minutesLeft },
        actor: 'station',
        session: id,
      });
    }
    case 'ask-assistance': {
      if (session.assistanceSince !== null) return refusal('assistance-asked-already');
      return entries({
        type: 'assistance.requested',
        body: { how: command.how },
        actor: 'station',
        session: id,
      });
    }
    case 'answer-assistance': {
      if (session.assistanceSince === null) return refusal('no-assistance-asked');
      return entries({ type: 'assistance.answered', body: {}, actor, session: id });
    }
    case 'measure-media': {
      if (session.connectedAt === null) return refusal('not-underway');
      const body = { ...command.evidence, quality: command.quality };
      return entries({ type: 'media.measured', body, actor: 'station', session: id });
    }
    case 'verify-devices': {
      if (session.attempts === 0) return refusal('not-underway');
      return entries({ type: 'devices.verified', body: command.devices, actor: 'station', session: id });
    }
    default:
      return unreachable(command);
  }
}

/** Losing the link while the facilitator is about to leave keeps her there (R40). */
function interrupt(session: Session, cause: Extract<Command, { type: 'interrupt' }>['cause']): Decision {
  if (session.connectedAt === null) return refusal('not-underway');
  if (session.interruptions[cause] !== undefined) return refusal('interrupted-already');
  const common = { actor: 'station', session: session.id } as const;
  const interrupted: EntryDraft = { type: 'visit.interrupted', body: { cause }, ...common };
  const isLeaving = session.phase === 'locking' && session.lock === null;
  if (!isLeaving || !LINK_CAUSES.includes(cause)) return entries(interrupted);
  return entries(interrupted, {
    type: 'lock.failed',
    body: { code: 'link-lost', detail: cause },
    ...common,
  });
}

function resume(
  session: Session,
  cause: Extract<Command, { type: 'resume' }>['cause'],
  now: number,
): Decision {
  const since = session.interruptions[cause];
  if (since === undefined) return refusal('not-interrupted');
  // Counts lost minutes once even if several things failed: from the first failure to the last recovery.
  const open = Object.values(session.interruptions);
  const lostMs = open.length > 1 ? 0 : Math.max(0, now - since);
  const remaining = open.length > 1 && since === Math.min(...open) ? firstOverlap(session, cause, since) : 0;
  return entries({
    type: 'visit.resumed',
    body: { cause, lostMs: lostMs + remaining },
    actor: 'station',
    session: session.id,
  });
}

/** The part of an interruption before the next open one began, which counts the rest. */
function firstOverlap(session: Session, cause: string, since: number): number {
  const others = Object.entries(session.interruptions).filter(([name]) => name !== cause);
  return Math.max(0, Math.min(...others.map(([, at]) => at)) - since);
}

function inform(
  state: StationState,
  session: Session,
  command: Extract<Command, { type: 'inform' }>,
): Decision {
  if (!session.mustInform) return refusal('nothing-to-inform');
  const { inmate, visitor, representations, note } = command;
  if (!inmate && !visitor && !representations) return refusal('nobody-informed');
  const isComplete = inmate && visitor && representations;
  if (!isComplete && note.trim() === '') return refusal('inform-note-missing');
  const body = { inmate, visitor, representations, note };
  return entries({ type: 'visit.informed', body, actor: actorOf(state), session: session.id });
}

/** Authority and reason of suspensions and of an ordered end, asked once only staff see the screen (R45). */
function explain(
  state: StationState,
  session: Session,
  command: Extract<Command, { type: 'explain' }>,
): Decision {
  if (!isUnexplained(session)) return refusal('nothing-to-explain');
  const authority = command.authority.trim();
  const reason = command.reason.trim();
  if (authority === '' || reason === '') return refusal('reason-missing');
  return entries({
    type: 'visit.explained',
    body: { authority, reason },
    actor: actorOf(state),
    session: session.id,
  });
}
