import type { Clock } from '../../shared/clock.ts';
import { ok, refuse, type Result } from '../../shared/result.ts';
import { feedStateHash, verifyFeed } from '../../shared/sync/feed.ts';
import type { Enrolment, FeedName } from '../../shared/sync/rows.ts';
import { FeedAnswer, type Json } from '../../shared/sync/wire.ts';
import type { Caller, Client } from './client.ts';
import { callFault, fault, type SyncFault } from './fault.ts';
import type { FeedStore } from './feeds.ts';

export type PullOptions = {
  readonly client: Client;
  readonly caller: Caller;
  readonly serverKey: Enrolment['serverKey'];
  readonly feeds: FeedStore;
  readonly clock: Clock;
  /** Asks for the whole feed, whatever is known: after a state that did not add up. */
  readonly whole: boolean;
  /** The server holds its answer for so long, or until there is news; 0 answers at once. */
  readonly waitSeconds: number;
};

const MOST_PAGES = 1000;
const MOST_ROWS = 100_000;

type Position = { readonly gen: number; readonly ver: number };
type Staged = { readonly rows: Map<string, Json>; readonly last: Extract<FeedAnswer, { more: false }> };

/**
 * Brings one feed up to date: all pages aside, then hash, signature, age and shape, then one swap. Any doubt is a
 * fault, and the last good state stays (SYNC.md, Feeds). Gives whether the rows changed.
 */
export async function pullFeed(feed: FeedName, options: PullOptions): Promise<Result<boolean, SyncFault>> {
  const { feeds, clock, serverKey } = options;
  const known = options.whole ? null : feeds.standing(feed);
  const staged = await stage(feed, known, options);
  if (!staged.ok) return staged;
  const { rows, last } = staged.value;
  const { gen, ver, stateHash, issuedAt, expiresAt } = last;

  if (last.keyId !== serverKey.keyId) return refuse(fault('feed-key-unknown'));
  if (!verifyFeed({ feed, gen, ver, stateHash, issuedAt, expiresAt }, last.signature, serverKey.publicKey)) {
    return refuse(fault('feed-signature-invalid'));
  }
  if (feedStateHash(rows) !== stateHash) return refuse(fault('feed-state-mismatch'));
  const standing = feeds.standing(feed);
  if (standing !== null && isOlder(last, standing)) return refuse(fault('feed-rolled-back'));
  const nowMs = clock.now();
  if (Date.parse(expiresAt) <= nowMs) return refuse(fault('feed-expired'));
  if (!feeds.accepts(feed, rows)) return refuse(fault('feed-rows-invalid'));

  const changed = standing === null || standing.gen !== gen || standing.ver !== ver;
  feeds.replace(feed, rows, { gen, ver, issuedAt, expiresAt, receivedAtMs: nowMs });
  return ok(changed);
}

/** All pages, applied to a copy of what is known. */
async function stage(
  feed: FeedName,
  known: Position | null,
  { client, caller, feeds, waitSeconds }: PullOptions,
): Promise<Result<Staged, SyncFault>> {
  let position = known;
  let rows = new Map(known === null ? [] : feeds.rows(feed));
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const wait = page === 0 && waitSeconds > 0 ? `&wait=${waitSeconds}` : '';
    const query = position === null ? '' : `?gen=${position.gen}&after=${position.ver}${wait}`;
    const call = {
      method: 'GET',
      path: `/v1/feeds/${feed}${query}`,
      body: null,
      answer: FeedAnswer,
    } as const;
    const answered = await client.call(caller, call);
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
    // A reset is the whole map; said again on a page that goes on with the same one, it changes nothing.
    if (answer.reset && !(follows && page > 0)) rows = new Map();
    apply(answer, rows);
    if (!answer.more) return ok({ rows, last: answer });
    if (answer.ops.length === 0 || rows.size > MOST_ROWS) return refuse(fault('answer-malformed'));
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
