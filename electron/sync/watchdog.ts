import type { Sync } from './sync.ts';
import type { Timers } from '../platform/timers.ts';

export type WatchdogOptions = {
  readonly sync: Pick<Sync, 'pulse' | 'restart'>;
  /** Not those of the machine that is watched, in case they are what hangs. */
  readonly timers: Pick<Timers, 'after'>;
  /** Told after a restart; for the log. */
  readonly onRestart?: () => void;
};

const LOOK_EVERY_MS = 60_000;
const NOTHING_TRIED_MS = 5 * 60_000;

/**
 * Looks at sync from outside (SYNC.md): when nothing was tried for five minutes, although nothing says to wait, its
 * rhythm begins anew. Gives the way to stop.
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
