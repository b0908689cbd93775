import { ok, refuse, type MessageValues, type Result } from '../result.ts';
import type { EntryDraft } from './entries.ts';
import type { Refusal, RefusalCode } from './refusals.ts';
import type { StationState } from './state.ts';

/** The outcome of a command: entries to record, or a refusal. */
export type Decision = Result<readonly EntryDraft[], Refusal>;

/** Refuses a command. */
export function refusal(code: RefusalCode, values: MessageValues = {}): Decision {
  return refuse({ code, values });
}

/** Allows a command: what is to be recorded. */
export function entries(...drafts: readonly EntryDraft[]): Decision {
  return ok(drafts);
}

/** The id of the staff member who acts; staff commands are refused before this is asked without one. */
export function actorOf(state: StationState): string {
  return state.signedIn?.staff ?? 'station';
}
