import { unreachable } from '../../../shared/result.ts';
import type { Session } from '../../../shared/session/state.ts';

/** The steps as staff see them; the phases of the session are finer. */
export const STEPS = [
  'settings',
  'notice',
  'connect',
  'confirm',
  'choose',
  'visit',
  'end',
  'hand-over',
] as const;
export type Step = (typeof STEPS)[number];

/**
 * The step that a session is at.
 * @param ending staff are choosing how the session ends
 */
export function stepOf(session: Session, ending: boolean): Step {
  if (session.phase === 'ended') return 'hand-over';
  if (ending) return 'end';
  switch (session.phase) {
    case 'opened':
      return 'settings';
    case 'settings-confirmed':
    case 'notice-showing':
      return 'notice';
    case 'notice-shown':
      return 'connect';
    case 'connecting':
      return 'confirm';
    case 'connected':
    case 'locking':
      return 'choose';
    case 'underway':
      return 'visit';
    default:
      return unreachable(session.phase);
  }
}

/** Whether the screen leaves room for the meeting: from the first connection to the end of the visit. */
export function showsMeeting(session: Session): boolean {
  return (
    session.phase === 'notice-shown' ||
    session.phase === 'connecting' ||
    session.phase === 'connected' ||
    session.phase === 'locking' ||
    session.phase === 'underway'
  );
}

/** Whether a step was really done: a session may end before its visit, and then steps were left out. */
export function isDone(step: Step, session: Session): boolean {
  switch (step) {
    case 'settings':
      return session.settingsConfirmed;
    case 'notice':
      return session.notice !== null && session.notice.seconds !== null;
    case 'connect':
      return session.attempts > 0;
    case 'confirm':
      return session.connectedAt !== null;
    case 'choose':
    case 'visit':
      return session.supervisedOnce || session.unsupervisedOnce;
    case 'end':
      return session.phase === 'ended';
    case 'hand-over':
      return false;
    default:
      return unreachable(step);
  }
}
