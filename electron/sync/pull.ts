import type { Clock } from '../../shared/clock.ts';
import { ok, refuse, type Result } from '../../shared/result.ts';
import { feedStateHash, verifyFeed } from '../../shared/sync/feed.ts';
import type { Enrolment, FeedName } from '../../shared/sync/rows.ts';
import type { FeedAnswer, Json } from '../../shared/sync/wire.ts';
import { callFault, fault, type SyncFault } from './fault.ts';
import type { FeedSource } from './feed-source.ts';
import type { FeedStore } from './feeds.ts';

export type PullOptions = {
  readonly source: FeedSource;
  readonly serverKey: Enrolment['serverKey'];
  readonly feeds: FeedStore;
  readonly clock: Clock;
  /** Fetches the whole feed, after a state hash that did not match. */
  readonly whole: boolean;
  /** How long the server may hold its answer until there is news; 0 for no wait. */
  readonly waitSeconds: number;
};

const MAX_PAGES = 1000;
const MAX_ROWS = 100_000;

type Position = { readonly gen: number; readonly ver: number };
type Staged = { readonly rows: Map<string, Json>; readonly last: Extract<FeedAnswer, { more: false }> };

/**
 * Updates one feed: stages all pages, checks signature, hash, age and shape, then swaps. On any fault the last valid
 * state stays (SYNC.md, Feeds). Returns whether the rows changed.
 */
export async function pullFeed(feed: FeedName, options: PullOptions): Promise<Result<boolean, SyncFault>> {
  const { feeds, clock, serverKey } = options;
  const known = options.whole ? null : feeds.position(feed);
  const staged = await stage(feed, known, options);
  if (!staged.ok) return staged;
  const { rows, last } = staged.value;
  const { gen, ver, stateHash, issuedAt, expiresAt } = last;

  if (last.keyId !== serverKey.keyId) return refuse(fault('feed-key-unknown'));
  if (!verifyFeed({ feed, gen, ver, stateHash, issuedAt, expiresAt }, last.signature, serverKey.publicKey)) {
    return refuse(fault('feed-signature-invalid'));
  }
  if (feedStateHash(rows) !== stateHash) return refuse(fault('feed-state-mismatch'));
  const position = feeds.position(feed);
  if (position !== null && isOlder(last, position)) return refuse(fault('feed-rolled-back'));
  const nowMs = clock.now();
  if (Date.parse(expiresAt) <= nowMs) return refuse(fault('feed-expired'));
  if (!feeds.accepts(feed, rows)) return refuse(fault('feed-rows-invalid'));

  const changed = position === null || position.gen !== gen || position.ver !== ver;
  feeds.replace(feed, rows, { gen, ver, issuedAt, expiresAt, receivedAtMs: nowMs });
  return ok(changed);
}

/** Applies all pages to a copy of the known rows. */
async function stage(
  feed: FeedName,
  known: Position | null,
  { source, feeds, waitSeconds }: PullOptions,
): Promise<Result<Staged, SyncFault>> {
  let position = known;
  let rows = new Map(known === null ? [] : feeds.rows(feed));
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const answered = await source.page(feed, { position, waitSeconds: page === 0 ? waitSeconds : 0 });
    if (!answered.ok && answered.refusal.code === 'feed-reset' && position !== null) {
      position = null;
      rows = new Map();
      continue;
    }
    if (!answered.ok) return refuse(callFault(answered.refusal));
    const answer = answered.value;
    if (answer === null || answer.feed !== feed) return refuse(fault('answer-malformed'));
    const follows = position !== null && answer.gen === position.gen;
    if (position !== null && !follows && !answer.reset) return refuse(fault('answer-malformed'));
    // A reset starts the map over, except when repeated on a later page of the same map.
    if (answer.reset && !(follows && page > 0)) rows = new Map();
    apply(answer, rows);
    if (!answer.more) return ok({ rows, last: answer });
    if (answer.ops.length === 0 || rows.size > MAX_ROWS) return refuse(fault('answer-malformed'));
    position = { gen: answer.gen, ver: answer.ver };
  }
  return refuse(fault('answer-malformed'));
}

function apply(answer: FeedAnswer, rows: Map<string, Json>): void {
  for (const op of answer.ops) {
    if (op.op === 'put') rows.set(op.key, op.row);
    else rows.delete(op.key);
  }
}

function isOlder(given: Position, known: Position): boolean {
  return given.gen < known.gen || (given.gen === known.gen && given.ver < known.ver);
}
