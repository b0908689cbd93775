import type { Sync } from './sync.ts';
import type { Timers } from '../platform/timers.ts';

export type WatchdogOptions = {
  readonly sync: Pick<Sync, 'pulse' | 'restart'>;
  /** Separate from sync's own timers, in case those hang. */
  readonly timers: Pick<Timers, 'after'>;
  /** Called after a restart, for the log. */
  readonly onRestart?: () => void;
};

const LOOK_EVERY_MS = 60_000;
const NOTHING_TRIED_MS = 5 * 60_000;

/**
 * Restarts sync when nothing was tried for five minutes although no wait is scheduled (SYNC.md). Returns a function that
 * stops it.
 */
export function startWatchdog({ sync, timers, onRestart }: WatchdogOptions): () => void {
  let cancel: () => void = () => undefined;
  const look = (): void => {
    const pulse = sync.pulse();
    const waits = pulse?.dueInMs != null && pulse.dueInMs > 0;
    if (pulse !== null && pulse.idleMs >= NOTHING_TRIED_MS && !waits) {
      sync.restart();
      onRestart?.();
    }
    cancel = timers.after(LOOK_EVERY_MS, look);
  };
  cancel = timers.after(LOOK_EVERY_MS, look);
  return () => cancel();
}
