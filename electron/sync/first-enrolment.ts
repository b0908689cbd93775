import type { Result } from '../../shared/result.ts';
import type { Timers } from '../platform/timers.ts';

export interface FirstEnrolmentOptions {
  readonly enrol: () => Promise<Result<unknown, { readonly code: string }>>;
  readonly enrolled: () => boolean;
  /** Called when the code is used up: accepted, or refused permanently. */
  readonly spent: () => void;
  readonly timers: Pick<Timers, 'after'>;
  readonly report: (code: string, detail: string) => void;
}

const AGAIN_MS = 15_000;
/** A refused code is not tried again: the server slows down repeated attempts (SYNC.md). */
const FINAL: readonly string[] = ['enrolment-refused', 'already-enrolled', 'malformed'];
/** The settings name no server, so nobody was asked: the code stays for the next start. */
const NOT_TRIED = 'server-unknown';

/**
 * Redeems the enrolment code of the settings at the first start, retrying until the server is reached (R3). Returns a
 * function that stops it.
 */
export function enrolAtFirstStart(parts: FirstEnrolmentOptions): () => void {
  const { enrol, enrolled, spent, timers, report } = parts;
  let stop: () => void = () => undefined;
  let stopped = false;
  const attempt = async (): Promise<void> => {
    const done = await enrol();
    if (done.ok || enrolled()) return spent();
    if (stopped) return;
    report('enrolment-failed', done.refusal.code);
    if (done.refusal.code === NOT_TRIED) return;
    if (FINAL.includes(done.refusal.code)) spent();
    else stop = timers.after(AGAIN_MS, () => void attempt());
  };
  if (!enrolled()) void attempt();
  return () => {
    stopped = true;
    stop();
  };
}
