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
    case 'close-mistaken':
    case 'record-not-held':
      return decideOpening(state, command, context);
    case 'record-check':
    case 'override-check':
    case 'note-changes':
    case 'accept-changes':
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
    case 'explain':
    case 'pause':
    case 'end-pause':
    case 'inform':
    case 'extend':
    case 'show-cue':
    case 'ask-assistance':
    case 'answer-assistance':
    case 'answer-message':
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
  if (staff !== undefined && roles.some((role) => staff.roles.includes(role))) return null;
  // Whoever has charge of a session can bring it to its end though the list no longer names them (R1): what would take
  // the visit further is refused by `refusedByChange`, and another facilitator can relieve them (R7).
  if (state.session?.responsible === signedIn.staff) return null;
  return staff === undefined ? refusal('staff-unknown') : refusal('role-missing', { role: roles[0] ?? '' });
}
