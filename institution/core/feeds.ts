import { toInstant } from '../../shared/clock.ts';
import { ok } from '../../shared/result.ts';
import { feedTextHash } from '../../shared/sync/feed.ts';
import type { FeedName } from '../../shared/sync/rows.ts';
import type { FeedAnswer, FeedOp } from '../../shared/sync/wire.ts';
import type { Context } from './context.ts';
import { refuse, type Outcome } from './refusal.ts';
import type { Change } from './store.ts';
import { signFeed } from './sync/signatures.ts';

/** The position that a station has; null when it has none. */
export type FeedQuery = { readonly position: FeedPosition | null; readonly limit: number };
export type FeedPosition = { readonly gen: number; readonly ver: number };

export type FeedContext = Pick<Context, 'store' | 'clock' | 'signer' | 'keyId' | 'feedValidMs'>;

/**
 * A page of a feed (SYNC.md, Feeds): what changed after the station's position, or the whole map. The last page carries the
 * hash of the whole and the institution's signature. Refuses with `feed-reset` a position that was never given out.
 */
export function feedPage(
  context: FeedContext,
  feed: FeedName,
  query: FeedQuery,
): Promise<Outcome<FeedAnswer>> {
  return context.store.read(async (reader) => {
    const gen = await reader.generation();
    const ver = await reader.version(feed);
    const { position, limit } = query;
    const reset = position === null || position.gen < gen;
    if (!reset && (position.gen > gen || position.ver > ver)) return refuse('feed-reset');

    const found = await reader.changesAfter(feed, reset ? 0 : position.ver, {
      limit: limit + 1,
      withDeletions: !reset,
    });
    const shown = found.slice(0, limit);
    const ops = shown.map(toOp);
    const last = shown.at(-1);
    if (found.length > limit && last !== undefined) {
      return ok({ feed, gen, ver: last.ver, reset, ops, more: true });
    }
    const now = context.clock.now();
    const seal = {
      feed,
      gen,
      ver,
      stateHash: feedTextHash(await reader.texts(feed)),
      issuedAt: toInstant(now),
      expiresAt: toInstant(now + context.feedValidMs),
    };
    const signature = signFeed(seal, context.signer);
    return ok({ ...seal, reset, ops, more: false, keyId: context.keyId, signature });
  });
}

function toOp({ key, row }: Change): FeedOp {
  return row === null ? { op: 'delete', key } : { op: 'put', key, row };
}
