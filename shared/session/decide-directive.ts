import { unreachable } from '../result.ts';
import type { DirectiveRow } from '../sync/rows.ts';
import { refusedByChange } from './changes.ts';
import type { DecisionContext } from './commands.ts';
import { actorOf, entries, refusal, type Decision } from './decision.ts';
import type { EntryDraft } from './entries.ts';
import { suspensionOf, type Session, type StationState } from './state.ts';

const HOUR_MS = 60 * 60 * 1000;
/** The longest validity of an order (SYNC.md): an old one must not open a lock later. */
const LONGEST_MS = 24 * HOUR_MS;
const LONGEST_CANCEL_MS = 14 * 24 * HOUR_MS;

/** Obeys a directive at once, or answers why not; either way with one entry that has its id (SYNC.md). */
export function obey(state: StationState, directive: DirectiveRow, context: DecisionContext): Decision {
  if (state.directives[directive.id] !== undefined) return refusal('directive-answered');
  const code = refusedByItsDates(directive, context.now);
  if (code !== null) return answer(state, directive, code);
  // Reading a message answers it.
  if (directive.action === 'message') return refusal('directive-unseen');
  const { session } = state;
  const isRelease = directive.action === 'release-lock';
  if (session === null || (session.phase === 'ended' && !isRelease))
    return answer(state, directive, 'no-session');
  const names = directive.session === session.id || directive.session === session.booking.id;
  if (directive.session !== null && !names) return answer(state, directive, 'directive-for-other-session');
  if (!names && Date.parse(directive.issuedAt) < session.openedAt)
    return answer(state, directive, 'directive-too-old');
  const done = effectOf(state, session, directive, context);
  if (typeof done === 'string') return answer(state, directive, done);
  return entries(...done, obeyed(state, directive, 'server'));
}

/** Staff have read a message (SYNC.md). */
export function answerMessage(
  state: StationState,
  directive: DirectiveRow,
  context: DecisionContext,
): Decision {
  if (state.directives[directive.id] !== undefined) return refusal('directive-answered');
  if (directive.action !== 'message') return refusal('directive-unseen');
  if (state.signedIn === null) return refusal('not-signed-in');
  const code = refusedByItsDates(directive, context.now);
  return code === null ? entries(obeyed(state, directive, actorOf(state))) : answer(state, directive, code);
}

type DirectiveRefusal = Extract<Decision, { ok: false }>['refusal']['code'];

function refusedByItsDates(
  { action, issuedAt, expiresAt }: DirectiveRow,
  now: number,
): DirectiveRefusal | null {
  if (Date.parse(expiresAt) <= now) return 'directive-expired';
  const longestMs = action === 'cancel' ? LONGEST_CANCEL_MS : LONGEST_MS;
  return Date.parse(expiresAt) - Date.parse(issuedAt) > longestMs ? 'directive-too-long' : null;
}

function answer(state: StationState, { id, action }: DirectiveRow, code: DirectiveRefusal): Decision {
  return entries({
    type: 'directive.refused',
    body: { directive: id, action, code },
    actor: 'server',
    session: state.session?.id ?? null,
  });
}

function obeyed(state: StationState, { id, action }: DirectiveRow, actor: string): EntryDraft {
  const session = state.session?.id ?? null;
  return { type: 'directive.obeyed', body: { directive: id, action }, actor, session };
}

/** What an order does to the session, or why it cannot. */
function effectOf(
  state: StationState,
  session: Session,
  { action, authority, reason: given }: DirectiveRow,
  context: DecisionContext,
): readonly EntryDraft[] | DirectiveRefusal {
  const reason = given.text === '' ? given.code : given.text;
  const common = { actor: 'server', session: session.id } as const;
  switch (action) {
    case 'suspend':
      if (session.connectedAt === null) return 'not-underway';
      if (suspensionOf(session) !== null) return 'suspended-already';
      return [{ type: 'visit.suspended', body: { authority, reason, linkKept: false }, ...common }];
    case 'resume': {
      if (suspensionOf(session) === null) return 'not-suspended';
      const stopped = refusedByChange(state, session, context, 'join-again');
      if (stopped !== null && !stopped.ok) return stopped.refusal.code;
      return [{ type: 'visit.unsuspended', body: { authority }, ...common }];
    }
    case 'terminate':
    case 'cancel': {
      if (action === 'cancel' && session.connectedAt !== null) return 'outcome-impossible';
      const name = action === 'terminate' ? 'terminated' : 'cancelled';
      const evidence = session.attempts === 0 ? null : context.evidence;
      const body = { outcome: { name, by: 'server', reason, notified: [] }, evidence, authority } as const;
      return [
        { type: 'session.ended', body: { ...body, outcome: { ...body.outcome, notified: [] } }, ...common },
      ];
    }
    case 'release-lock':
      if (session.lock === null && session.phase !== 'locking') return 'not-locked';
      return [{ type: 'lock.opened-by-order', body: {}, ...common }];
    case 'message':
      return 'directive-unseen';
    default:
      return unreachable(action);
  }
}
