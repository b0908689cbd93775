import type { FeedSignal } from './sync-service.ts';

/** Wakes the long polls of this instance. */
export interface FeedWaker extends FeedSignal {
  wake(institution: string, feed: string): void;
  /** Wakes everybody: after this instance may have missed a change. */
  wakeAll(): void;
  /** Ends every wait, now and later: the server stops. */
  close(): void;
}

export function createFeedWaker(): FeedWaker {
  const waiting = new Map<string, Set<(isNews: boolean) => void>>();
  let isClosed = false;
  const keyOf = (institution: string, feed: string): string => `${feed} ${institution}`;
  const endAll = (isNews: boolean): void => {
    for (const ends of [...waiting.values()]) for (const end of [...ends]) end(isNews);
  };
  return {
    next(institution, feed, waitMs, abort) {
      if (isClosed || abort.aborted || waitMs <= 0) return Promise.resolve(false);
      const key = keyOf(institution, feed);
      const ends = waiting.get(key) ?? new Set();
      waiting.set(key, ends);
      return new Promise((resolve) => {
        const end = (isNews: boolean): void => {
          clearTimeout(timer);
          abort.removeEventListener('abort', ended);
          ends.delete(end);
          if (ends.size === 0 && waiting.get(key) === ends) waiting.delete(key);
          resolve(isNews);
        };
        const ended = (): void => end(false);
        const timer = setTimeout(ended, waitMs);
        ends.add(end);
        abort.addEventListener('abort', ended);
      });
    },
    wake(institution, feed) {
      for (const end of [...(waiting.get(keyOf(institution, feed)) ?? [])]) end(true);
    },
    wakeAll: () => endAll(true),
    close() {
      isClosed = true;
      endAll(false);
    },
  };
}
