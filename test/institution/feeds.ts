import { signFeed } from './signatures.ts';
import { type Clock, toInstant } from '../../shared/clock.ts';
import { ok, refuse, type Result } from '../../shared/result.ts';
import { jcs } from '../../shared/sync/encoding.ts';
import { feedStateHash } from '../../shared/sync/feed.ts';
import type { Signer } from '../../shared/sync/keys.ts';
import { FEED_NAMES, type FeedName } from '../../shared/sync/rows.ts';
import type { FeedAnswer, FeedOp, Json } from '../../shared/sync/wire.ts';
import type { Refusal } from './refusal.ts';
import type { Db } from './store.ts';

export type FeedParts = {
  readonly db: Db;
  readonly clock: Clock;
  readonly signer: Signer;
  readonly serverKeyId: string;
  readonly gen: () => number;
  /** A station has seen a later position than exists, in this generation or the given one: the data was restored. */
  readonly onBehind: (gen: number) => void;
  /** For how many milliseconds a station may trust an answer. */
  readonly validMs: number;
};

export type FeedQuery = {
  readonly gen: number | null;
  readonly after: number;
  readonly limit: number;
};

export type Feeds = ReturnType<typeof createFeeds>;

type Change = { readonly key: string; readonly row: string | null; readonly ver: number };

/** No data is restored this often between two questions of a station: a larger gap is the caller's mistake. */
const MOST_LIVES = 1000;

/** The five maps that the server sends to its stations (SYNC.md, Feeds). */
export function createFeeds({ db, clock, signer, serverKeyId, validMs, ...parts }: FeedParts) {
  const waiting = new Map<FeedName, Set<() => void>>(FEED_NAMES.map((feed) => [feed, new Set()]));
  const hashes = new Map<FeedName, { readonly ver: number; readonly stateHash: string }>();

  const versionOf = (feed: FeedName): number =>
    db.prepare<[string], { ver: number }>('SELECT ver FROM feeds WHERE feed = ?').get(feed)?.ver ?? 0;

  const rows = (feed: FeedName): ReadonlyMap<string, Json> =>
    new Map(
      db
        .prepare<[string], { key: string; row: string }>(
          'SELECT key, row FROM feedRows WHERE feed = ? AND row IS NOT NULL ORDER BY ver',
        )
        .all(feed)
        .map(({ key, row }): [string, Json] => [key, JSON.parse(row)]),
    );

  const change = (feed: FeedName, changes: ReadonlyMap<string, Json | undefined>): void => {
    const news = db
      .transaction(() => {
        const known = rows(feed);
        let ver = versionOf(feed);
        const before = ver;
        for (const [key, row] of changes) {
          const text = row === undefined ? null : canonical(row);
          const old = known.get(key);
          if (text === (old === undefined ? null : canonical(old))) continue;
          ver += 1;
          db.prepare(
            `INSERT INTO feedRows (feed, key, row, ver) VALUES (?, ?, ?, ?)
             ON CONFLICT (feed, key) DO UPDATE SET row = excluded.row, ver = excluded.ver`,
          ).run(feed, key, text, ver);
        }
        db.prepare(
          'INSERT INTO feeds (feed, ver) VALUES (?, ?) ON CONFLICT (feed) DO UPDATE SET ver = excluded.ver',
        ).run(feed, ver);
        return ver > before;
      })
      .immediate();
    if (news) for (const wake of [...(waiting.get(feed) ?? [])]) wake();
  };

  const stateHash = (feed: FeedName, ver: number): string => {
    const known = hashes.get(feed);
    if (known?.ver === ver) return known.stateHash;
    const fresh = feedStateHash(rows(feed));
    hashes.set(feed, { ver, stateHash: fresh });
    return fresh;
  };

  /** The whole feed when `gen` is absent or older, otherwise the changes after `after`; in pages of `limit`. */
  const page = (feed: FeedName, query: FeedQuery): Result<FeedAnswer, Refusal> => {
    const ver = versionOf(feed);
    const gen = parts.gen();
    const isWhole = query.gen === null || query.gen < gen;
    if (!isWhole && (query.gen !== gen || query.after > ver)) {
      if (query.gen !== null && query.gen - gen < MOST_LIVES) parts.onBehind(query.gen);
      return refuse({
        code: 'feed-reset',
        detail: 'The server has not reached this position: ask for the whole.',
      });
    }
    const changes = db
      .prepare<[string, number, number, number], Change>(
        `SELECT key, row, ver FROM feedRows WHERE feed = ? AND ver > ? AND (row IS NOT NULL OR ? = 0)
         ORDER BY ver LIMIT ?`,
      )
      .all(feed, isWhole ? 0 : query.after, isWhole ? 1 : 0, query.limit + 1);
    const shown = changes.slice(0, query.limit);
    const ops = shown.map(toOp);
    const common = { feed, gen, reset: isWhole, ops };
    const last = shown.at(-1);
    if (changes.length > shown.length && last !== undefined) {
      return ok({ ...common, ver: last.ver, more: true });
    }
    const issuedAt = toInstant(clock.now());
    const expiresAt = toInstant(clock.now() + validMs);
    const seal = { feed, gen, ver, stateHash: stateHash(feed, ver), issuedAt, expiresAt };
    return ok({ ...common, ...seal, more: false, keyId: serverKeyId, signature: signFeed(seal, signer) });
  };

  return {
    page,
    rows,
    set: (feed: FeedName, key: string, row: Json): void => change(feed, new Map([[key, row]])),
    delete: (feed: FeedName, key: string): void => change(feed, new Map([[key, undefined]])),
    /** Replaces the feed's rows in one step. */
    replace: (feed: FeedName, wanted: ReadonlyMap<string, Json>): void => {
      const gone = [...rows(feed).keys()].filter((key) => !wanted.has(key));
      change(
        feed,
        new Map<string, Json | undefined>([
          ...gone.map((key): [string, undefined] => [key, undefined]),
          ...wanted,
        ]),
      );
    },
    positions: (): Record<string, { gen: number; ver: number }> =>
      Object.fromEntries(FEED_NAMES.map((feed) => [feed, { gen: parts.gen(), ver: versionOf(feed) }])),
    hasNews: (feed: FeedName, query: FeedQuery): boolean =>
      query.gen !== parts.gen() || query.after !== versionOf(feed),
    /** Resolves at the next change of the feed, at `abort`, or after `waitMs`. */
    nextChange: (feed: FeedName, waitMs: number, abort: AbortSignal): Promise<void> =>
      new Promise((resolve) => {
        const wakers = waiting.get(feed);
        const wake = (): void => {
          clearTimeout(timer);
          wakers?.delete(wake);
          abort.removeEventListener('abort', wake);
          resolve();
        };
        const timer = setTimeout(wake, waitMs);
        wakers?.add(wake);
        abort.addEventListener('abort', wake);
        if (abort.aborted) wake();
      }),
    /** Answers every waiting long poll. */
    wakeAll: (): void => {
      for (const wakers of waiting.values()) for (const wake of [...wakers]) wake();
    },
  };
}

function toOp({ key, row }: Change): FeedOp {
  return row === null ? { op: 'delete', key } : { op: 'put', key, row: JSON.parse(row) };
}

function canonical(row: Json): string {
  return Buffer.from(jcs(row)).toString('utf8');
}
