import { refuse as refuseWith, type Result } from '../../../shared/result.ts';
import type { ProblemCode } from '../../../shared/sync/problem.ts';
import type { Head } from '../../../shared/sync/wire.ts';

/** Why a call of a station is refused; becomes a problem document (SYNC.md, Errors). `detail` never repeats the request. */
export type SyncRefusal = {
  readonly code: ProblemCode;
  readonly detail: string;
  readonly seq?: number;
  readonly head?: Head | null;
  readonly retryAfterSeconds?: number;
};

export type SyncOutcome<T> = Result<T, SyncRefusal>;

export function refuseSync(refusal: SyncRefusal): { ok: false; refusal: SyncRefusal } {
  return refuseWith(refusal);
}

export const CHAIN_UNKNOWN: SyncRefusal = {
  code: 'chain-unknown',
  detail: 'This station has no such chain.',
};
