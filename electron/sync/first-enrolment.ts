import type { Result } from '../../shared/result.ts';
import type { Timers } from '../platform/timers.ts';

export interface FirstEnrolmentParts {
  readonly enrol: () => Promise<Result<unknown, { readonly code: string }>>;
  readonly enrolled: () => boolean;
  /** The code is of no use any more: it was taken, or refused for good. */
  readonly spent: () => void;
  readonly timers: Pick<Timers, 'after'>;
  readonly report: (code: string, detail: string) => void;
}

const AGAIN_MS = 15_000;
/** A code that the server has refused is not tried again: it allows five tries (SYNC.md). */
const FINAL: readonly string[] = ['enrolment-refused', 'already-enrolled', 'server-unknown', 'malformed'];

/**
 * Spends the code of the settings at the first start, again and again until the server could be reached (R3).
 * @returns the function that stops it
 */
export function enrolAtFirstStart(parts: FirstEnrolmentParts): () => void {
  const { enrol, enrolled, spent, timers, report } = parts;
  let stop: () => void = () => undefined;
  let stopped = false;
  const attempt = async (): Promise<void> => {
    const done = await enrol();
    if (done.ok || enrolled()) return spent();
    if (stopped) return;
    report('enrolment-failed', done.refusal.code);
    if (FINAL.includes(done.refusal.code)) spent();
    else stop = timers.after(AGAIN_MS, () => void attempt());
  };
  if (!enrolled()) void attempt();
  return () => {
    stopped = true;
    stop();
  };
}
