import type { Feeds } from '../sync/feeds.ts';
import type { FeedReader } from './ports.ts';

/** Presents the feeds of sync as the station reads them. */
export function createFeedReader(feeds: Feeds): FeedReader {
  return {
    schedule: () => feeds.schedule(),
    sites: () => feeds.sites(),
    staff: () => feeds.staff(),
    directives: () => feeds.directives(),
    setting: (key) => feeds.settings().get(key),
    receivedAt: (feed) => feeds.position(feed)?.receivedAtMs ?? null,
  };
}
