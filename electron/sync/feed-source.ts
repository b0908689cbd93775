import { ok, refuse, type Result } from '../../shared/result.ts';
import type { FeedName } from '../../shared/sync/rows.ts';
import { FeedAnswer } from '../../shared/sync/wire.ts';
import type { Institution } from '../../institution/core/institution.ts';
import type { CallFault, Caller, Client } from './client.ts';

/** The position that the station has; null for the whole feed. */
export type FeedRequest = {
  readonly position: { readonly gen: number; readonly ver: number } | null;
  /** How long the institution may hold its answer until there is news; 0 for no wait. */
  readonly waitSeconds: number;
};

/** Where pages of the feeds come from. Whoever answers is not believed: `pullFeed` verifies every page in the same way. */
export interface FeedSource {
  /** Null for an answer without content. */
  page(feed: FeedName, request: FeedRequest): Promise<Result<FeedAnswer | null, CallFault>>;
}

/** The institution's server (SYNC.md, `GET /v1/feeds/F`). */
export function serverFeeds(client: Client, caller: Caller): FeedSource {
  return {
    page(feed, { position, waitSeconds }) {
      const wait = waitSeconds > 0 ? `&wait=${waitSeconds}` : '';
      const query = position === null ? '' : `?gen=${position.gen}&after=${position.ver}${wait}`;
      return client.call(caller, {
        method: 'GET',
        path: `/v1/feeds/${feed}${query}`,
        body: null,
        answer: FeedAnswer,
      });
    },
  };
}

const PAGE_ROWS = 1000;

/** The institution in this process (R64). It never waits: its changes are announced. */
export function embeddedFeeds(institution: Pick<Institution, 'feedPage'>): FeedSource {
  return {
    async page(feed, { position }) {
      const answered = await institution.feedPage(feed, { position, limit: PAGE_ROWS });
      if (!answered.ok) return refuse({ ...NO_STATUS, code: 'feed-reset' });
      const parsed = FeedAnswer.safeParse(answered.value);
      return parsed.success ? ok(parsed.data) : refuse({ ...NO_STATUS, code: 'answer-malformed' });
    },
  };
}

const NO_STATUS = { status: null, retryAfterMs: null, head: null };
