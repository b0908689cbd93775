import { unreachable } from '../result.ts';
import type { Command, DecisionContext } from './commands.ts';
import { actorOf, entries, refusal, type Decision } from './decision.ts';
import { release } from './decide-station.ts';
import type { EntryDraft } from './entries.ts';
import type { Session, StationState } from './state.ts';

type During = Extract<
  Command,
  {
    type:
      | 'interrupt'
      | 'resume'
      | 'suspend'
      | 'unsuspend'
      | 'inform'
      | 'extend'
      | 'show-cue'
      | 'ask-assistance'
      | 'answer-assistance'
      | 'measure-media'
      | 'verify-devices'
      | 'obey';
  }
>;

/** The reason code of a message that orders the lock to open, for staff whose PINs fail (R34). */
const RELEASE_LOCK = 'release-lock';

/** While the visit is under way (R43 to R45, R36), by staff, by the station's own facts or by order of the server. */
export function decideDuring(state: StationState, command: During, context: DecisionContext): Decision {
  if (command.type === 'obey') return obey(state, command.directive, context);
  const { session } = state;
  if (session === null) return refusal('no-session');
  if (command.type === 'inform') return inform(state, session, command);
  if (session.phase === 'ended') return refusal('not-underway');
  const actor = actorOf(state);
  const id = session.id;
  switch (command.type) {
    case 'interrupt': {
      if (session.connectedAt === null) return refusal('not-underway');
      if (session.interruptions[command.cause] !== undefined) return refusal('interrupted-already');
      return entries({
        type: 'visit.interrupted',
        body: { cause: command.cause },
        actor: 'station',
        session: id,
      });
    }
    case 'resume':
      return resume(session, command.cause, context.now);
    case 'suspend': {
      if (session.connectedAt === null) return refusal('not-underway');
      if (session.suspension !== null) return refusal('suspended-already');
      const { authority, reason, linkKept } = command;
      if (reason.trim() === '' || authority.trim() === '') return refusal('reason-missing');
      return entries({ type: 'visit.suspended', body: { authority, reason, linkKept }, actor, session: id });
    }
    case 'unsuspend': {
      if (session.suspension === null) return refusal('not-suspended');
      return entries({
        type: 'visit.unsuspended',
        body: { authority: command.authority },
        actor,
        session: id,
      });
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

function resume(
  session: Session,
  cause: Extract<Command, { type: 'resume' }>['cause'],
  now: number,
): Decision {
  const since = session.interruptions[cause];
  if (since === undefined) return refusal('not-interrupted');
  // Minutes lost count once however many things failed together: from the first failure to the last recovery.
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

/** The part of an interruption before the next one still open began: that one will count the rest itself. */
function firstOverlap(session: Session, cause: string, since: number): number {
  const others = Object.entries(session.interruptions).filter(([name]) => name !== cause);
  return Math.max(0, Math.min(...others.map(([, at]) => at)) - since);
}

function inform(
  state: StationState,
  session: Session,
  command: Extract<Command, { type: 'inform' }>,
): Decision {
  if (session.suspension === null && !session.mustInform) return refusal('nothing-to-inform');
  const { inmate, visitor, representations, note } = command;
  const body = { inmate, visitor, representations, note };
  return entries({ type: 'visit.informed', body, actor: actorOf(state), session: session.id });
}

/** A directive is obeyed at once, or answered with the reason why not; either way by one entry with its id (SYNC.md). */
function obey(
  state: StationState,
  directive: Extract<Command, { type: 'obey' }>['directive'],
  context: DecisionContext,
): Decision {
  if (state.directives[directive.id] !== undefined) return refusal('directive-answered');
  const { session } = state;
  const { id, action, authority } = directive;
  const reason = directive.reason.text === '' ? directive.reason.code : directive.reason.text;
  const refused = (code: string): Decision =>
    entries({
      type: 'directive.refused',
      body: { directive: id, action, code },
      actor: 'server',
      session: session?.id ?? null,
    });
  if (Date.parse(directive.expiresAt) <= context.now) return refused('directive-expired');
  const isRelease = action === 'message' && directive.reason.code === RELEASE_LOCK;
  if (session === null || (session.phase === 'ended' && !isRelease)) return refused('no-session');
  if (
    directive.session !== null &&
    directive.session !== session.id &&
    directive.session !== session.booking.id
  ) {
    return refused('directive-for-other-session');
  }
  const obeyed: EntryDraft = {
    type: 'directive.obeyed',
    body: { directive: id, action },
    actor: 'server',
    session: session.id,
  };
  const common = { actor: 'server', session: session.id } as const;
  switch (action) {
    case 'suspend':
      if (session.connectedAt === null) return refused('not-underway');
      if (session.suspension !== null) return refused('suspended-already');
      return entries(
        { type: 'visit.suspended', body: { authority, reason, linkKept: true }, ...common },
        obeyed,
      );
    case 'resume':
      if (session.suspension === null) return refused('not-suspended');
      return entries({ type: 'visit.unsuspended', body: { authority }, ...common }, obeyed);
    case 'terminate':
    case 'cancel': {
      const name = action === 'terminate' ? 'terminated' : 'cancelled';
      if (action === 'cancel' && session.connectedAt !== null) return refused('outcome-impossible');
      const outcome = { name, by: 'server', reason, notified: [] } as const;
      const body = {
        outcome: { ...outcome, notified: [] },
        evidence: session.attempts === 0 ? null : context.evidence,
      };
      return entries({ type: 'session.ended', body, ...common }, obeyed);
    }
    case 'message': {
      if (!isRelease) return entries(obeyed);
      const released = release(state, 'server', 'server');
      return released.ok ? entries(...released.value, obeyed) : refused(released.refusal.code);
    }
    default:
      return unreachable(action);
  }
}
