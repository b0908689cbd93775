import { unreachable } from '../../../shared/result.ts';
import type { Session } from '../../../shared/session/state.ts';

/** The steps that staff see; a session has more phases. */
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
 * The current step of a session.
 * @param ending whether the form for the end is open
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

/** Whether the screen has space for the meeting: from the connection to the end of the visit. */
export function showsMeeting(session: Session): boolean {
  return (
    session.phase === 'notice-shown' ||
    session.phase === 'connecting' ||
    session.phase === 'connected' ||
    session.phase === 'locking' ||
    session.phase === 'underway'
  );
}

/** Whether a step was done: a session that ends before its visit skips steps. */
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
