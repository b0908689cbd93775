import { unreachable } from '../result.ts';
import { COMMAND_ROLES, type Command, type DecisionContext } from './commands.ts';
import { decideDuring } from './decide-during.ts';
import { decideEnding } from './decide-ending.ts';
import { decideOpening } from './decide-opening.ts';
import { decidePreparation } from './decide-preparation.ts';
import { decideStation } from './decide-station.ts';
import { decideSupervision } from './decide-supervision.ts';
import { refusal, type Decision } from './decision.ts';
import type { StationState } from './state.ts';

/**
 * The one place where it is decided what may happen (DESIGN, rules 1 to 3). Pure and total: the same state, command and
 * context give the same entries or the same refusal. Nothing is recorded or moved here.
 */
export function decide(state: StationState, command: Command, context: DecisionContext): Decision {
  const unauthorized = refusedRole(state, command, context);
  if (unauthorized !== null) return unauthorized;
  switch (command.type) {
    case 'start-station':
    case 'pin-accepted':
    case 'pin-refused':
    case 'recovery-code-accepted':
    case 'sign-out':
      return decideStation(state, command, context);
    case 'open-session':
    case 'open-walk-up':
      return decideOpening(state, command, context);
    case 'record-check':
    case 'equipment-changed':
    case 'confirm-settings':
    case 'show-notice':
    case 'notice-played':
    case 'finish-notice':
    case 'connect':
    case 'connection-failed':
    case 'rejoin':
    case 'confirm-connection':
      return decidePreparation(state, command, context);
    case 'stay':
    case 'leave':
    case 'lock-proven':
    case 'lock-failed':
    case 'lock-released':
    case 'input-attached':
      return decideSupervision(state, command, context);
    case 'interrupt':
    case 'resume':
    case 'suspend':
    case 'unsuspend':
    case 'inform':
    case 'extend':
    case 'show-cue':
    case 'ask-assistance':
    case 'answer-assistance':
    case 'measure-media':
    case 'verify-devices':
    case 'obey':
      return decideDuring(state, command, context);
    case 'end':
    case 'hand-over':
    case 'complete-tracking':
    case 'amend-tracking':
      return decideEnding(state, command, context);
    default:
      return unreachable(command);
  }
}

function refusedRole(state: StationState, command: Command, context: DecisionContext): Decision | null {
  const roles = COMMAND_ROLES[command.type];
  if (roles === undefined) return null;
  const { signedIn } = state;
  if (signedIn === null) return refusal('not-signed-in');
  const staff = context.staff.find((candidate) => candidate.id === signedIn.staff);
  // Someone already at work is not thrown out by a feed that no longer lists them: the visit comes first (R1).
  if (staff === undefined) return state.session === null ? refusal('staff-unknown') : null;
  return roles.some((role) => staff.roles.includes(role))
    ? null
    : refusal('role-missing', { role: roles[0] ?? '' });
}
