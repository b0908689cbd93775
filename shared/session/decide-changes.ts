import { CHANGE_EFFECTS, changesOf, currentBooking } from './changes.ts';
import type { Command, DecisionContext } from './commands.ts';
import { checkedPeople } from './decide-opening.ts';
import { entries, refusal, type Decision } from './decision.ts';
import type { EntryDraft } from './entries.ts';
import type { Session } from './state.ts';

/**
 * Notes what differs now from what the session was opened with (R13, R15). While she is alone, staff are
 * called; a facilitator who is about to leave does not.
 */
export function noteChanges(session: Session, context: DecisionContext): Decision {
  if (session.phase === 'ended') return refusal('wrong-phase');
  const changes = changesOf(session, context);
  if (changes.join() === session.changes.join()) return refusal('nothing-changed');
  const common = { actor: 'station', session: session.id } as const;
  const drafts: EntryDraft[] = [{ type: 'session.changed', body: { changes: [...changes] }, ...common }];
  const isNew = changes.some((name) => !session.changes.includes(name));
  const isAlone = session.supervision?.mode === 'unsupervised' && session.phase === 'underway';
  if (isNew && isAlone && session.assistanceSince === null)
    drafts.push({ type: 'assistance.requested', body: { how: 'change' }, ...common });
  if (isNew && session.phase === 'locking' && session.lock === null)
    drafts.push({ type: 'lock.failed', body: { code: 'rules-changed', detail: '' }, ...common });
  return entries(...drafts);
}

/** The facilitator accepts the booking as it is now. The `Reconciler` opens a changed link. */
export function acceptChanges(
  session: Session,
  actor: string,
  command: Extract<Command, { type: 'accept-changes' }>,
  context: DecisionContext,
): Decision {
  if (session.phase === 'ended' || session.phase === 'locking' || session.lock !== null)
    return refusal('wrong-phase');
  const changes = changesOf(session, context);
  if (!changes.some((name) => CHANGE_EFFECTS[name] === 'accept')) return refusal('nothing-to-accept');
  const booking = currentBooking(session, context);
  const further = session.exception?.names.includes('visits-suspended') === true;
  const people = checkedPeople(booking, command, context, further ? ['visits-suspended'] : []);
  if ('ok' in people) return people;
  const updated: EntryDraft = {
    type: 'session.updated',
    body: { ...people, booking: { ...booking, meeting: { url: booking.meeting.url } } },
    actor,
    session: session.id,
  };
  return entries(updated);
}
