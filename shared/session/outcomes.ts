import type { Outcome, OutcomeName } from './entries.ts';
import type { Session } from './state.ts';

/** Which outcomes a session can have before and after mother and child were connected (R50). */
const OUTCOMES_BEFORE: readonly OutcomeName[] = [
  'not-connected',
  'no-show',
  'cancelled',
  'refused',
  'terminated',
];
const OUTCOMES_AFTER: readonly OutcomeName[] = ['completed', 'ended-early', 'suspended', 'terminated'];

/** Who can be named for each outcome; an empty list asks for nobody. */
export const OUTCOME_PARTIES: Readonly<Record<OutcomeName, readonly Outcome['by'][]>> = {
  completed: [],
  'ended-early': ['visitor', 'inmate', 'staff', 'technical'],
  'not-connected': [],
  'no-show': ['visitor', 'inmate'],
  cancelled: ['visitor', 'inmate', 'staff', 'institutional-head', 'server'],
  suspended: ['institutional-head', 'server'],
  terminated: ['institutional-head', 'server', 'staff'],
  refused: ['institutional-head', 'server', 'staff', 'site'],
};

/** Outcomes after which inmate and visitor must be informed of the reasons (CCRR 91(2)). */
export const OUTCOMES_TO_INFORM: readonly OutcomeName[] = ['suspended', 'terminated', 'refused'];

/** The outcomes that staff can choose from now. */
export function possibleOutcomes(session: Session): readonly OutcomeName[] {
  return session.connectedAt === null ? OUTCOMES_BEFORE : OUTCOMES_AFTER;
}
