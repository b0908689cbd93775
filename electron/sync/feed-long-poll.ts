import type { Clock } from '../../shared/clock.ts';
import type { Enrolment, FeedName } from '../../shared/sync/rows.ts';
import { fileFaultOf, JournalFault } from '../journal/sqlite/faults.ts';
import type { Ledger } from '../journal/ledger.ts';
import type { Client } from './client.ts';
import type { FeedStore } from './feeds.ts';
import { pullFeed } from './pull.ts';

export type WatchOptions = {
  readonly client: Client;
  readonly clock: Clock;
  readonly ledger: Ledger;
  readonly feeds: FeedStore;
  readonly onBug: (error: unknown) => void;
};

/** Feeds whose news must not wait for the next round: a visit is suspended at once (R2, SYNC.md directives). */
const WATCHED = ['directives', 'schedule'] as const satisfies readonly FeedName[];
const WAIT_SECONDS = 25;
/** A server that answers "no news" faster than this does not hold the request. */
const HELD_AT_LEAST_MS = 1_000;

/**
 * Holds one request per watched feed, which the server answers when there is news. A watch ends at the first fault:
 * the next round meets it too, says what it is, and starts the watch again when all is well.
 */
export class FeedLongPoll {
  readonly #options: WatchOptions;
  readonly #running = new Map<FeedName, Promise<void>>();
  #stopped = false;

  constructor(options: WatchOptions) {
    this.#options = options;
  }

  isWatching(feed: FeedName): boolean {
    return this.#running.has(feed);
  }

  /** Starts what does not run yet; to be called after a good round. */
  start(enrolment: Enrolment): void {
    for (const feed of WATCHED) {
      if (this.#stopped || this.#running.has(feed) || this.#options.feeds.standing(feed) === null) continue;
      const watch = this.#watch(feed, enrolment)
        .catch((error: unknown) => {
          // What the disk refuses, the next round meets and says.
          if (!(error instanceof JournalFault) && fileFaultOf(error) === null) this.#options.onBug(error);
        })
        .finally(() => this.#running.delete(feed));
      this.#running.set(feed, watch);
    }
  }

  /** Starts nothing more. Resolves when nothing runs; the requests themselves are broken off by the client's signal. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all(this.#running.values());
  }

  async #watch(feed: FeedName, { station, keyId, serverKey }: Enrolment): Promise<void> {
    const { client, clock, ledger, feeds } = this.#options;
    while (!this.#stopped) {
      const caller = { station, keyId, signer: ledger.signer };
      const startMs = clock.monotonicMs();
      const options = { client, caller, serverKey, feeds, clock, whole: false, waitSeconds: WAIT_SECONDS };
      const pulled = await pullFeed(feed, options);
      if (!pulled.ok) return;
      if (!pulled.value && clock.monotonicMs() - startMs < HELD_AT_LEAST_MS) return;
    }
  }
}
