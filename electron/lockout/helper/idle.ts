import type { Timers } from '../../platform/timers.ts';
import type { HelperOptions } from './helper-start.ts';

const IDLE_MS = 10_000;
const ABANDONED_MS = 60_000;

export type IdleParts = {
  readonly options: Pick<HelperOptions, 'stay' | 'mortal'>;
  readonly hold: { readonly isHeld: boolean; release(): Promise<void> };
  /** The lock is no longer wanted. */
  readonly forget: () => void;
  readonly exit: () => void;
  readonly timers: Pick<Timers, 'after'>;
};

/**
 * Decides when a helper exits by itself: soon after the last station left, if it holds nothing. A hold is kept
 * for ever, except in practice, where it is released after a minute. Call the returned function whenever the
 * presence of a station changes.
 */
export function idleEnd(parts: IdleParts): (isIdle: boolean) => void {
  const { options, hold } = parts;
  let stop: () => void = () => undefined;
  const end = (): void => {
    if (!hold.isHeld) return parts.exit();
    if (!options.mortal) return wait(IDLE_MS);
    void hold.release().then(() => {
      parts.forget();
      parts.exit();
    });
  };
  const wait = (delayMs: number): void => {
    stop = parts.timers.after(delayMs, end);
  };
  return (isIdle) => {
    stop();
    stop = () => undefined;
    if (!isIdle || options.stay) return;
    wait(hold.isHeld && options.mortal ? ABANDONED_MS : IDLE_MS);
  };
}
