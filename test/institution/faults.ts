import type { ProblemCode } from '../../shared/sync/problem.ts';

/** What can go wrong between a station and a server, to be produced on purpose. */
export type Fault =
  /** Refused before anything is done. */
  | { readonly kind: 'problem'; readonly code: ProblemCode; readonly retryAfterSeconds?: number }
  /** Done, but the answer never arrives. */
  | { readonly kind: 'lose-answer' }
  /** The request never arrives. */
  | { readonly kind: 'lose-request' }
  /** Something in between answers with a page of its own. */
  | { readonly kind: 'html' };

export type Faults = {
  /** The next calls (whose path contains `path`, when given) meet these faults, one each, in this order. */
  readonly failNext: (faults: readonly Fault[], path?: string) => void;
  readonly take: (target: string) => Fault | null;
};

export function createFaults(): Faults {
  const queue: { readonly fault: Fault; readonly path: string }[] = [];
  return {
    failNext: (faults, path = '') => {
      queue.push(...faults.map((fault) => ({ fault, path })));
    },
    take: (target) => {
      const index = queue.findIndex(({ path }) => target.includes(path));
      return index === -1 ? null : (queue.splice(index, 1)[0]?.fault ?? null);
    },
  };
}
