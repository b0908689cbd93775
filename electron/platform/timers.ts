/** Waiting as a port, so that a test needs no clock on the wall. */
export interface Timers {
  wait(ms: number): Promise<void>;
  /** Calls `action` every `ms` until the returned function is called. */
  every(ms: number, action: () => void): () => void;
}

export const systemTimers: Timers = {
  wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  every(ms, action) {
    const timer = setInterval(action, ms);
    return () => clearInterval(timer);
  },
};
