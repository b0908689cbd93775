import { unreachable } from '../result.ts';
import type { StaffRole } from '../sync/rows.ts';
import { COMMAND_ROLES, type Command, type DecisionContext, isStaffCommand } from './commands.ts';
import { decideDuring } from './decide-during.ts';
import { decideEnding } from './decide-ending.ts';
import { decideOpening } from './decide-opening.ts';
import { decidePreparation } from './decide-preparation.ts';
import { decideStation } from './decide-station.ts';
import { decideSupervision } from './decide-supervision.ts';
import { refusal, type Decision } from './decision.ts';
import { isResponsible, signedInRoles } from './roles.ts';
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
    case 'choose-language':
    case 'note-export':
    case 'note-export-erased':
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
  if (!isStaffCommand(command.type)) return null;
  const needed: readonly StaffRole[] = COMMAND_ROLES[command.type];
  const roles = signedInRoles(state, context);
  if (roles === null) return refusal('not-signed-in');
  // What would take the visit further without a listed person is refused by `refusedByChange`; anyone can relieve them (R7).
  const isListed = context.staff.some(({ id }) => id === state.signedIn?.staff);
  if (!isListed && !isResponsible(state)) return refusal('staff-unknown');
  return needed.some((role) => roles.includes(role))
    ? null
    : refusal('role-missing', { role: needed[0] ?? '' });
}
