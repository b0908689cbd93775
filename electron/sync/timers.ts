/** Waiting, as a port: tests turn the hands themselves. */
export interface Timers {
  /** Runs once after so many milliseconds, unless the function that it gives is called before. */
  after(delayMs: number, run: () => void): () => void;
}

export const systemTimers: Timers = {
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs);
    return () => {
      clearTimeout(timer);
    };
  },
};
