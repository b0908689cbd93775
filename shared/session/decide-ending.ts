import { unreachable } from '../result.ts';
import type { TrackingRow } from '../tracking/row.ts';
import type { Command, DecisionContext } from './commands.ts';
import { actorOf, entries, refusal, type Decision } from './decision.ts';
import { ENTRY_BODIES, type EntryBodies, type Outcome } from './entries.ts';
import { OUTCOME_PARTIES, possibleOutcomes } from './outcomes.ts';
import { isUnexplained, type StationState } from './state.ts';

type Ending = Extract<Command, { type: 'end' | 'hand-over' | 'complete-tracking' | 'amend-tracking' }>;

/** Ending a session, handing it over, and completing its row of the tracking sheet (R50 to R53). */
export function decideEnding(state: StationState, command: Ending, context: DecisionContext): Decision {
  const actor = actorOf(state);
  switch (command.type) {
    case 'end':
      return end(state, command.outcome, actor, context);
    case 'hand-over': {
      const { session } = state;
      if (session === null) return refusal('no-session');
      if (session.phase !== 'ended') return refusal('session-not-ended');
      if (session.lock !== null) return refusal('still-locked');
      if (isUnexplained(session)) return refusal('explanation-missing');
      if (session.mustInform) return refusal('must-inform-first');
      const { observations, troubles, note } = command;
      const { source, text, staffText = '' } = observations;
      if ((source !== 'none' && text.trim() === '') || (source === 'both' && staffText.trim() === ''))
        return refusal('observations-missing');
      return entries({
        type: 'session.handed-over',
        body: { observations, troubles, note },
        actor,
        session: session.id,
      });
    }
    case 'complete-tracking': {
      const { row } = command;
      if (state.waiting[row.session] === undefined) return refusal('not-waiting');
      if (row.version !== 1) return refusal('row-mismatch');
      return entries({ type: 'tracking.completed', body: { version: 1, row }, actor, session: row.session });
    }
    case 'amend-tracking':
      return amend(command, actor);
    default:
      return unreachable(command);
  }
}

function end(state: StationState, outcome: Outcome, actor: string, context: DecisionContext): Decision {
  const { session } = state;
  if (session === null) return refusal('no-session');
  if (session.phase === 'ended') return refusal('wrong-phase');
  if (session.lock !== null || session.phase === 'locking') return refusal('still-locked');
  if (!possibleOutcomes(session).includes(outcome.name))
    return refusal('outcome-impossible', { outcome: outcome.name });
  const parties = OUTCOME_PARTIES[outcome.name];
  if (parties.length === 0 ? outcome.by !== null : !parties.includes(outcome.by)) {
    return refusal('outcome-party-missing', { outcome: outcome.name });
  }
  // An ordered end asks nothing first: staff enter its authority and reason before the hand-over (R45).
  const needsReason = outcome.name === 'ended-early' || outcome.name === 'refused';
  if (needsReason && outcome.reason.trim() === '') return refusal('reason-missing');
  const evidence = session.attempts === 0 ? null : context.evidence;
  return entries({ type: 'session.ended', body: { outcome, evidence }, actor, session: session.id });
}

function amend(command: Extract<Command, { type: 'amend-tracking' }>, actor: string): Decision {
  const { current, row, reason } = command;
  if (row.session !== current.session || row.version !== current.version + 1) return refusal('row-mismatch');
  if (reason.trim() === '') return refusal('reason-missing');
  const former = changedFields(current, row);
  if (Object.keys(former).length === 0) return refusal('nothing-changed');
  const body = { version: row.version, row, reason, former };
  return entries({ type: 'tracking.amended', body, actor, session: row.session });
}

const Former = ENTRY_BODIES['tracking.amended'].shape.former;
type Former = EntryBodies['tracking.amended']['former'];

/** The former value of every changed field except version and completer, which always change. */
function changedFields(current: TrackingRow, row: TrackingRow): Former {
  const now = Former.parse(row);
  const changed = Object.entries(Former.parse(current)).filter(
    ([key, value]) =>
      key !== 'version' && key !== 'completedBy' && JSON.stringify(value) !== JSON.stringify(now[key]),
  );
  return Object.fromEntries(changed);
}
