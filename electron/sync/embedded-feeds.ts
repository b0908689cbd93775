import type { Clock } from '../../shared/clock.ts';
import { type Enrolment, FEED_NAMES, type FeedName } from '../../shared/sync/rows.ts';
import type { Institution } from '../../institution/core/institution.ts';
import { Coalesced } from '../platform/coalesce.ts';
import type { Timers } from '../platform/timers.ts';
import type { SyncFault } from './fault.ts';
import { embeddedFeeds } from './feed-source.ts';
import type { FeedStore } from './feeds.ts';
import { pullFeed } from './pull.ts';

export type EmbeddedFeedsOptions = {
  readonly institution: Pick<Institution, 'feedPage' | 'onChange'>;
  readonly serverKey: Enrolment['serverKey'];
  readonly feeds: FeedStore;
  readonly clock: Clock;
  readonly timers: Pick<Timers, 'after'>;
  readonly onFault: (feed: FeedName, fault: SyncFault) => void;
  /** Reports an exception that is a bug, or a disk that fails. */
  readonly onBug: (error: unknown) => void;
};

/** Often enough that a feed never expires, and that its age shows a fault. */
const CONFIRM_MS = 10 * 60_000;

/**
 * Keeps the station's feeds equal to those of the institution in this process (R64), with the verification that a server's
 * pages get. Returns functions to wait for what was announced so far, and to stop.
 */
export function startEmbeddedFeeds(options: EmbeddedFeedsOptions) {
  const { institution, timers, onFault, onBug } = options;
  const source = embeddedFeeds(institution);
  let stopped = false;
  const due = new Set<FeedName>();
  const pulling = new Coalesced(async () => {
    const names = [...due];
    due.clear();
    for (const feed of names) {
      if (stopped) return;
      const pulled = await pullFeed(feed, { ...options, source, whole: false, waitSeconds: 0 });
      if (!pulled.ok) onFault(feed, pulled.refusal);
    }
  });

  async function pull(names: readonly FeedName[]): Promise<void> {
    for (const name of names) due.add(name);
    await pulling.request().catch((error: unknown) => {
      // Closing the station closes journal and store under a pull that is still running.
      if (!stopped) onBug(error);
    });
  }

  let cancelTimer = (): void => undefined;
  async function confirm(): Promise<void> {
    await pull(FEED_NAMES);
    if (stopped) return;
    cancelTimer = timers.after(CONFIRM_MS, () => {
      void confirm();
    });
  }

  const stopListening = institution.onChange((names) => {
    void pull(names);
  });
  const first = confirm();
  return {
    settled: async (): Promise<void> => {
      await first;
      await pull([]);
    },
    stop: (): void => {
      stopped = true;
      stopListening();
      cancelTimer();
    },
  };
}
