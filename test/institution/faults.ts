import type { ProblemCode } from '../../shared/sync/problem.ts';

/** Network and server faults to inject. */
export type Fault =
  /** Refused before processing. */
  | { readonly kind: 'problem'; readonly code: ProblemCode; readonly retryAfterSeconds?: number }
  /** Processed, but the answer never arrives. */
  | { readonly kind: 'lose-answer' }
  /** The request never arrives. */
  | { readonly kind: 'lose-request' }
  /** A proxy in between answers with its own page. */
  | { readonly kind: 'html' };

export type Faults = {
  /** The next calls (if given, only those whose path contains `path`) get these faults in order, one each. */
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
