import type { Result } from '../../shared/result.ts';
import type { InvitationRefusal } from '../core/invitation/invitation.ts';
import type { Refusal } from '../core/refusal.ts';
import type { ListProblem } from '../core/site-list.ts';

/** A list with mistakes: each with its line, so that all are corrected at once. */
export type ListRefusal = {
  readonly code: 'list-invalid';
  readonly values: { readonly count: number };
  readonly problems: readonly ListProblem[];
};
export type ApiRefusal = Refusal | InvitationRefusal | ListRefusal;
export type ApiOutcome<T> = Result<T, ApiRefusal>;
