import { toB64u } from '../../../shared/sync/encoding.ts';
import { feedMessage, feedStateHash } from '../../../shared/sync/feed.ts';
import type { Signer } from '../../../shared/sync/keys.ts';
import { FEED_NAMES, type FeedName } from '../../../shared/sync/rows.ts';
import type { FeedAnswer, FeedOp, Json } from '../../../shared/sync/wire.ts';
import { toInstant } from '../../../shared/clock.ts';
import { problem } from './answers.ts';
import type { Outcome } from './observed.ts';

/** Few, so that a station has to ask for more. */
const PAGE_ROWS = 2;
const VALID_MS = 7 * 24 * 3_600_000;

type Kept = { ver: number; readonly rows: Map<string, { readonly row: Json | null; readonly ver: number }> };

export type Query = { readonly gen: number | null; readonly after: number; readonly limit: number };

export type Seal = {
  readonly gen: number;
  readonly ver: number;
  readonly issuedAt: string;
  readonly expiresAt: string;
  readonly signer: Signer;
};

/** The five feeds, as a server keeps them (SYNC.md, Feeds). */
export class KeptFeeds {
  readonly #feeds = new Map<FeedName, Kept>(
    FEED_NAMES.map((feed) => [feed, { ver: 0, rows: new Map<string, { row: Json | null; ver: number }>() }]),
  );
  readonly #listeners = new Set<() => void>();
  readonly #keyId: string;
  readonly #signer: Signer;
  readonly #now: () => number;
  gen = 1;

  constructor(keyId: string, signer: Signer, now: () => number) {
    this.#keyId = keyId;
    this.#signer = signer;
    this.#now = now;
  }

  /** Null deletes. All rows change at once. */
  set(feed: FeedName, changes: Readonly<Record<string, Json | null>>): void {
    const kept = this.#kept(feed);
    for (const [key, row] of Object.entries(changes)) {
      kept.ver += 1;
      kept.rows.delete(key);
      kept.rows.set(key, { row, ver: kept.ver });
    }
    for (const listener of [...this.#listeners]) listener();
  }

  rows(feed: FeedName): ReadonlyMap<string, Json> {
    const rows = new Map<string, Json>();
    for (const [key, { row }] of this.#kept(feed).rows) if (row !== null) rows.set(key, row);
    return rows;
  }

  positions(): Readonly<Record<string, { readonly gen: number; readonly ver: number }>> {
    return Object.fromEntries(FEED_NAMES.map((feed) => [feed, this.position(feed)]));
  }

  position(feed: FeedName): { readonly gen: number; readonly ver: number } {
    return { gen: this.gen, ver: this.#kept(feed).ver };
  }

  hasNews(feed: FeedName, { gen, after }: Query): boolean {
    return gen !== this.gen || after !== this.#kept(feed).ver;
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  page(feed: FeedName, { gen, after, limit }: Query): Outcome {
    const kept = this.#kept(feed);
    const reset = gen === null || gen < this.gen;
    if (!reset && (gen !== this.gen || after > kept.ver)) return problem('feed-reset');
    const start = reset ? 0 : after;
    const changes = [...kept.rows].filter(([, { row, ver }]) => ver > start && !(reset && row === null));
    const shown = changes.slice(0, Math.min(limit, PAGE_ROWS));
    const ops = shown.map(([key, { row }]): FeedOp =>
      row === null ? { op: 'delete', key } : { op: 'put', key, row },
    );
    const last = shown.at(-1);
    if (changes.length > shown.length && last !== undefined) {
      const answer: FeedAnswer = { feed, gen: this.gen, ver: last[1].ver, reset, more: true, ops };
      return { status: 200, json: answer };
    }
    return { status: 200, json: { ...this.sealed(feed, this.rows(feed)), reset, ops } };
  }

  /** The whole of a feed as one signed page; `seal` replaces what it would say. */
  sealed(feed: FeedName, rows: ReadonlyMap<string, Json>, seal: Partial<Seal> = {}): FeedAnswer {
    const nowMs = this.#now();
    const { signer, ...position } = {
      ...this.position(feed),
      issuedAt: toInstant(nowMs),
      expiresAt: toInstant(nowMs + VALID_MS),
      signer: this.#signer,
      ...seal,
    };
    const said = { feed, ...position, stateHash: feedStateHash(rows) };
    const ops = [...rows].map(([key, row]): FeedOp => ({ op: 'put', key, row }));
    const signature = toB64u(signer.sign(feedMessage(said)));
    return { ...said, reset: true, more: false, ops, keyId: this.#keyId, signature };
  }

  #kept(feed: FeedName): Kept {
    const kept = this.#feeds.get(feed);
    if (kept === undefined) throw new Error('Every feed is kept');
    return kept;
  }
}
