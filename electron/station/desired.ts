import type { VisitPageSnapshot } from '../../shared/ipc/snapshot.ts';
import { mayKeepLink } from '../../shared/session/changes.ts';
import { isLinkInterrupted } from '../../shared/session/link.ts';
import { isOnHold, suspensionOf, type StationState } from '../../shared/session/state.ts';

/** What lock, meeting and screens should be, given the state; the reconciler makes it so (rule 1). */
export interface Desired {
  readonly lock: 'open' | 'engaged';
  /** `kept`: open while the attempt stays the same; a new attempt loads the link again. */
  readonly meeting: { readonly name: 'closed' } | { readonly name: 'kept'; readonly attempt: number };
  readonly suspended: boolean;
  readonly mode: VisitPageSnapshot['mode'];
}

/** Pure: depends on the folded state alone, so that the answer after a crash is the same as before it (R33). */
export function desired(state: StationState): Desired {
  const { session } = state;
  if (session === null)
    return { lock: 'open', meeting: { name: 'closed' }, suspended: false, mode: 'hidden' };
  const locking = session.phase === 'locking';
  const locked = session.lock !== null;
  const ended = session.phase === 'ended';
  const onHold = isOnHold(session);
  const keepsLink = !onHold || suspensionOf(session)?.linkKept === true;
  const mayBeLinked = mayKeepLink(session, isLinkInterrupted(session));
  const meetingKept = session.attempts > 0 && !ended && keepsLink && mayBeLinked;
  return {
    lock: locking || locked ? 'engaged' : 'open',
    meeting: meetingKept ? { name: 'kept', attempt: session.attempts } : { name: 'closed' },
    suspended: onHold,
    mode: modeOf({
      locking,
      locked,
      ended,
      connecting: session.attempts > 0 && session.supervision?.mode !== 'awaited',
    }),
  };
}

function modeOf(of: {
  readonly locking: boolean;
  readonly locked: boolean;
  readonly ended: boolean;
  readonly connecting: boolean;
}): Desired['mode'] {
  if (of.ended) return of.locked ? 'closing' : 'hidden';
  if (of.locked) return 'locked';
  if (of.locking) return 'locking';
  return of.connecting ? 'strip' : 'hidden';
}
