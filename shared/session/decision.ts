import { ok, refuse, type MessageValues, type Result } from '../result.ts';
import type { EntryDraft } from './entries.ts';
import type { Refusal, RefusalCode } from './refusals.ts';
import type { StationState } from './state.ts';

/** What a command leads to: entries to record, or a refusal in words. */
export type Decision = Result<readonly EntryDraft[], Refusal>;

/** A refusal as a decision. */
export function no(code: RefusalCode, values: MessageValues = {}): Decision {
  return refuse({ code, values });
}

/** Entries as a decision. */
export function yes(...drafts: readonly EntryDraft[]): Decision {
  return ok(drafts);
}

/** The id of the staff member who acts; staff commands are refused before this is asked without one. */
export function actorOf(state: StationState): string {
  return state.signedIn?.staff ?? 'station';
}
