/** Timers as a port, so that tests move time by hand. */
export interface Timers {
  wait(ms: number): Promise<void>;
  /** Runs `action` once, unless the returned function is called before. */
  after(ms: number, action: () => void): () => void;
  /** Runs `action` every `ms` until the returned function is called. */
  every(ms: number, action: () => void): () => void;
}

export const systemTimers: Timers = {
  wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  after(ms, action) {
    const timer = setTimeout(action, ms);
    return () => clearTimeout(timer);
  },
  every(ms, action) {
    const timer = setInterval(action, ms);
    return () => clearInterval(timer);
  },
};
