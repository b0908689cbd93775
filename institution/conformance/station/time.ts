/** Time of a run; a test lets it pass faster. */
export interface Time {
  /** Milliseconds since 1970. */
  now(): number;
  /** Runs once after so many milliseconds. Returns a function that cancels. */
  after(delayMs: number, run: () => void): () => void;
}

export const REAL_TIME: Time = {
  now: () => Date.now(),
  after: (delayMs, run) => {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};
