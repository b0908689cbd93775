import type { ProblemCode } from '../../shared/sync/problem.ts';
import type { Head } from '../../shared/sync/wire.ts';

/** Why a call is refused; becomes a problem document (SYNC.md, Errors). `detail` never repeats the request. */
export type Refusal = {
  readonly code: ProblemCode;
  readonly detail: string;
  readonly seq?: number;
  readonly head?: Head | null;
  readonly retryAfterSeconds?: number;
};
