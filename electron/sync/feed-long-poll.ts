import type { Clock } from '../../shared/clock.ts';
import type { Enrolment, FeedName } from '../../shared/sync/rows.ts';
import { fileFaultOf, JournalFault } from '../journal/sqlite/faults.ts';
import type { Ledger } from '../journal/ledger.ts';
import type { Client } from './client.ts';
import { serverFeeds } from './feed-source.ts';
import type { FeedStore } from './feeds.ts';
import { pullFeed } from './pull.ts';

export type FeedLongPollOptions = {
  readonly client: Client;
  readonly clock: Clock;
  readonly ledger: Ledger;
  readonly feeds: FeedStore;
  readonly onBug: (error: unknown) => void;
};

/** Feeds that must not wait for the next cycle: a visit is suspended at once (R2, SYNC.md directives). */
const WATCHED = ['directives', 'schedule'] as const satisfies readonly FeedName[];
const WAIT_SECONDS = 25;
/** A server that answers "no news" faster than this does not support `wait`. */
const MIN_HOLD_MS = 1_000;

/**
 * Keeps one request open per watched feed; the server answers when there is news. Polling ends at the first fault: the
 * next sync cycle meets and reports it, and restarts polling after a success.
 */
export class FeedLongPoll {
  readonly #options: FeedLongPollOptions;
  readonly #running = new Map<FeedName, Promise<void>>();
  #stopped = false;

  constructor(options: FeedLongPollOptions) {
    this.#options = options;
  }

  isWatching(feed: FeedName): boolean {
    return this.#running.has(feed);
  }

  /** Starts missing polls; call after a successful cycle. */
  start(enrolment: Enrolment): void {
    for (const feed of WATCHED) {
      if (this.#stopped || this.#running.has(feed) || this.#options.feeds.position(feed) === null) continue;
      const watch = this.#watch(feed, enrolment)
        .catch((error: unknown) => {
          // The next cycle reports a disk fault.
          if (!(error instanceof JournalFault) && fileFaultOf(error) === null) this.#options.onBug(error);
        })
        .finally(() => this.#running.delete(feed));
      this.#running.set(feed, watch);
    }
  }

  /** Stops polling; resolves when nothing runs. The client's signal aborts the requests. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all(this.#running.values());
  }

  async #watch(feed: FeedName, { station, keyId, serverKey }: Enrolment): Promise<void> {
    const { client, clock, ledger, feeds } = this.#options;
    while (!this.#stopped) {
      const source = serverFeeds(client, { station, keyId, signer: ledger.signer });
      const startMs = clock.monotonicMs();
      const options = { source, serverKey, feeds, clock, whole: false, waitSeconds: WAIT_SECONDS };
      const pulled = await pullFeed(feed, options);
      if (!pulled.ok) return;
      if (!pulled.value && clock.monotonicMs() - startMs < MIN_HOLD_MS) return;
    }
  }
}
