import type { DecisionContext } from './commands.ts';
import type { InterruptionCause } from './entries.ts';
import type { Session } from './state.ts';

/** The interruptions that take the link away (R43); after any of them the connection is confirmed again (R40). */
export const LINK_CAUSES: readonly InterruptionCause[] = [
  'link-lost',
  'meeting-crashed',
  'meeting-ended',
  'restart',
];

/** Whether the link is interrupted, according to the journal. */
export function isLinkInterrupted(session: Pick<Session, 'interruptions'>): boolean {
  return LINK_CAUSES.some((cause) => session.interruptions[cause] !== undefined);
}

/** Whether the other side is there at this moment (R40): joined, and no interruption of the link is open. */
export function isLinkUp(session: Session, context: Pick<DecisionContext, 'linkUp'>): boolean {
  return context.linkUp && !isLinkInterrupted(session);
}
