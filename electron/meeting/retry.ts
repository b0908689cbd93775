/** Attempts to open a meeting before staff learn that it cannot be reached. */
export const OPENING_ATTEMPTS = 6;

const FIRST_DELAY_MS = 1000;
const LONGEST_DELAY_MS = 30_000;

/** Milliseconds to wait after `failures` failures in a row: 1 s, 2 s, 4 s … 30 s. */
export function retryDelayMs(failures: number): number {
  return Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.max(0, failures - 1));
}

/** The state of loading one page. */
export type Fetching = {
  retry: NodeJS.Timeout | undefined;
  failures: number;
  /** Monotonic; when media stopped, or when the page was last reloaded because of that. */
  lostSinceMs: number;
};

export function newFetching(): Fetching {
  return { retry: undefined, failures: 0, lostSinceMs: 0 };
}
