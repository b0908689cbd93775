import type { z } from 'zod';
import { feedStateHash, verifyFeed } from '../../../shared/sync/feed.ts';
import { DirectiveRow, FEED_NAMES, FEED_ROWS, type FeedName, StaffRow } from '../../../shared/sync/rows.ts';
import { FeedAnswer, type Json } from '../../../shared/sync/wire.ts';
import {
  expectAnswer,
  expectEqual,
  expectRefusal,
  expectRefused,
  expectShape,
  expectStatus,
  expectThat,
  NotTried,
} from '../expectations.ts';
import type { Rule } from '../rule.ts';
import { PreciseInstant } from '../shapes.ts';
import type { SentenceId } from '../contract.ts';
import type { ServerBench } from './bench.ts';

type LastPage = Extract<FeedAnswer, { more: false }>;
type Whole = { readonly rows: ReadonlyMap<string, Json>; readonly last: LastPage; readonly pages: number };

const MAX_PAGES = 10_000;
const MIN_SCRYPT_N = 32_768;
const HOUR_MS = 3_600_000;
const WAIT_SECONDS = 2;
const LONGEST_WAIT_SECONDS = 25;

export const NO_SUCH_FEED = '/v1/feeds/no-such-feed';

const ROW_SENTENCES: Readonly<Record<FeedName, readonly [SentenceId, ...SentenceId[]]>> = {
  schedule: ['row-schedule', 'row-schedule-more'],
  sites: ['row-sites'],
  staff: ['row-staff'],
  settings: ['row-settings'],
  directives: ['row-directives'],
};

/** `GET /v1/feeds/F`. */
export const FEED_RULES: readonly Rule<ServerBench>[] = [
  {
    id: 'feed-names',
    sentences: ['feed-names', 'call-feeds'],
    check: async (bench) => {
      for (const feed of FEED_NAMES) expectEqual('feed', (await page(bench, feed, '')).feed, feed);
    },
  },
  {
    id: 'feed-whole',
    sentences: ['feed-whole'],
    check: async (bench) => {
      for (const feed of FEED_NAMES) {
        const { ops } = await page(bench, feed, '');
        const deleted = ops.filter(({ op }) => op === 'delete');
        expectEqual(`deletions in the whole of ${feed}:`, deleted, []);
      }
    },
  },
  {
    id: 'feed-state-hash',
    sentences: ['state-hash', 'jcs'],
    check: async (bench) => {
      for (const feed of FEED_NAMES) {
        const { rows, last } = await whole(bench, feed);
        expectEqual(`the state hash of ${feed}`, last.stateHash, feedStateHash(rows));
      }
    },
  },
  {
    id: 'feed-signature',
    sentences: ['feed-signature'],
    check: async (bench) => {
      const { serverKey } = bench.station().enrolment;
      for (const feed of FEED_NAMES) {
        const { last } = await whole(bench, feed);
        expectEqual('the key of the enrolment', last.keyId, serverKey.keyId);
        const isSigned = verifyFeed(last, last.signature, serverKey.publicKey);
        expectThat(isSigned, `${feed} signed by the key of the enrolment`, last.signature);
      }
    },
  },
  {
    id: 'feed-times',
    sentences: ['instants', 'feed-refused'],
    check: async (bench) => {
      for (const feed of FEED_NAMES) {
        const { issuedAt, expiresAt } = (await whole(bench, feed)).last;
        for (const instant of [issuedAt, expiresAt]) expectShape('an instant', instant, PreciseInstant);
        const isGood = issuedAt < expiresAt && Date.parse(expiresAt) > bench.serverNow();
        expectThat(isGood, 'an answer that is not expired', `${issuedAt} to ${expiresAt}`);
      }
    },
  },
  {
    id: 'feed-no-news',
    sentences: ['call-feeds'],
    check: async (bench) => {
      for (const feed of FEED_NAMES) {
        const { gen, ver } = (await whole(bench, feed)).last;
        const answer = await page(bench, feed, `?gen=${gen}&after=${ver}`);
        expectEqual('ops after the newest', answer.ops, []);
        expectEqual('reset', answer.reset, false);
        expectEqual('the position', { gen: answer.gen, ver: answer.ver }, { gen, ver });
      }
    },
  },
  {
    id: 'feed-pages',
    sentences: ['call-feeds'],
    check: async (bench) => {
      const feed = await feedWithRows(bench);
      const [atOnce, inPages] = [await whole(bench, feed), await whole(bench, feed, 1)];
      expectThat(inPages.pages > 1, 'more than one page with limit=1', `${inPages.pages}`);
      expectEqual('the same rows', [...inPages.rows].sort(byKey), [...atOnce.rows].sort(byKey));
    },
  },
  {
    id: 'feed-older-gen',
    sentences: ['feed-whole', 'error-feed-reset'],
    check: async (bench) => {
      const { gen } = (await whole(bench, 'settings')).last;
      await expectWholeOrReset(bench, `?gen=${Math.max(0, gen - 1)}&after=1000000`);
    },
  },
  {
    // Far ahead, because a server may take the next generation for a sign that it was restored itself.
    id: 'feed-position-unknown',
    sentences: ['error-feed-reset'],
    check: async (bench) => {
      const { gen } = (await whole(bench, 'settings')).last;
      await expectWholeOrReset(bench, `?gen=${gen + 1_000_000}&after=1`);
    },
  },
  {
    id: 'feed-wait',
    sentences: ['feed-wait'],
    check: async (bench) => {
      const tookMs = await wait(bench, WAIT_SECONDS);
      const isHeld = tookMs >= WAIT_SECONDS * 900 && tookMs <= (WAIT_SECONDS + 3) * 1000;
      expectThat(isHeld, `an answer after ${WAIT_SECONDS} s`, `after ${Math.round(tookMs)} ms`);
    },
  },
  {
    id: 'feed-wait-limit',
    sentences: ['feed-wait'],
    check: async (bench) => {
      const tookMs = await wait(bench, 2 * LONGEST_WAIT_SECONDS);
      const isKept = tookMs <= (LONGEST_WAIT_SECONDS + 3) * 1000;
      expectThat(isKept, `an answer within ${LONGEST_WAIT_SECONDS} s`, `after ${Math.round(tookMs)} ms`);
    },
  },
  {
    id: 'feed-unknown',
    sentences: ['feed-names'],
    check: async (bench) => expectRefused(await bench.station().get(NO_SUCH_FEED)),
  },
  {
    id: 'feed-malformed',
    sentences: ['error-malformed'],
    check: async (bench) => {
      for (const query of ['?gen=1&after=-1', '?limit=many'])
        expectRefusal(await bench.station().get(`/v1/feeds/settings${query}`), 'malformed');
    },
  },
  ...FEED_NAMES.map((feed): Rule<ServerBench> => ({
    id: `rows-${feed}`,
    sentences: ROW_SENTENCES[feed],
    check: async (bench) => {
      const rows = await rowsOf(bench, feed);
      const schema: z.ZodType = FEED_ROWS[feed];
      for (const [key, row] of rows) expectShape(`the row ${key} of ${feed}`, row, schema);
    },
  })),
  {
    id: 'pin-verifiers',
    sentences: ['pin-strength'],
    check: async (bench) => {
      for (const [key, row] of await rowsOf(bench, 'staff')) {
        const { verifier } = expectShape(key, row, StaffRow);
        expectThat(verifier.N >= MIN_SCRYPT_N, `N of ${MIN_SCRYPT_N} or more`, verifier.N);
      }
    },
  },
  {
    id: 'directive-life',
    sentences: ['directive-life'],
    check: async (bench) => {
      for (const [key, row] of await rowsOf(bench, 'directives')) {
        const { action, issuedAt, expiresAt } = expectShape(key, row, DirectiveRow);
        const hours = (Date.parse(expiresAt) - Date.parse(issuedAt)) / HOUR_MS;
        const most = action === 'cancel' ? 14 * 24 : 24;
        expectThat(hours <= most, `a life of at most ${most} h`, `${hours} h`);
      }
    },
  },
];

/** Looks at everything that came before, so it comes last. */
export const FEED_GROWTH_RULE: Rule<ServerBench> = {
  id: 'feed-grows',
  sentences: ['feed-position'],
  check: ({ exchanges }) => {
    const newest = new Map<string, { readonly gen: number; readonly ver: number }>();
    for (const { json } of exchanges) {
      const parsed = FeedAnswer.safeParse(json);
      if (!parsed.success || parsed.data.more) continue;
      const { feed, gen, ver } = parsed.data;
      const known = newest.get(feed) ?? { gen, ver };
      const grows = gen > known.gen || (gen === known.gen && ver >= known.ver);
      expectThat(grows, `${feed} at (${known.gen}, ${known.ver}) or later`, `(${gen}, ${ver})`);
      newest.set(feed, { gen, ver });
    }
    if (newest.size === 0) throw new NotTried('no feed was answered');
  },
};

async function page(bench: ServerBench, feed: FeedName, query: string): Promise<FeedAnswer> {
  return expectAnswer(await bench.station().get(`/v1/feeds/${feed}${query}`), 200, FeedAnswer);
}

/** The whole map, by as many pages as the server makes of it. */
async function whole(bench: ServerBench, feed: FeedName, limit?: number): Promise<Whole> {
  const rows = new Map<string, Json>();
  const most = limit === undefined ? '' : `limit=${limit}`;
  let answer = await page(bench, feed, `?${most}`);
  for (let pages = 1; pages < MAX_PAGES; pages += 1) {
    if (limit !== undefined)
      expectThat(answer.ops.length <= limit, `at most ${limit} ops`, answer.ops.length);
    for (const op of answer.ops) {
      if (op.op === 'put') rows.set(op.key, op.row);
      else rows.delete(op.key);
    }
    if (!answer.more) return { rows, last: answer, pages };
    expectThat(answer.ops.length > 0, 'ops in a page that more follow', 'none');
    answer = await page(bench, feed, `?gen=${answer.gen}&after=${answer.ver}&${most}`);
  }
  throw new NotTried(`${feed} has more than ${MAX_PAGES} pages`);
}

async function rowsOf(bench: ServerBench, feed: FeedName): Promise<ReadonlyMap<string, Json>> {
  const { rows } = await whole(bench, feed);
  if (rows.size === 0) throw new NotTried(`the server has no row in ${feed}`);
  return rows;
}

async function feedWithRows(bench: ServerBench): Promise<FeedName> {
  for (const feed of FEED_NAMES) if ((await whole(bench, feed)).rows.size > 1) return feed;
  throw new NotTried('no feed of the server has two rows');
}

async function expectWholeOrReset(bench: ServerBench, query: string): Promise<void> {
  const answer = await bench.station().get(`/v1/feeds/settings${query}`);
  if (answer.status === 410) {
    expectRefusal(answer, 'feed-reset');
    return;
  }
  expectStatus(answer, 200);
  expectEqual('reset', expectAnswer(answer, 200, FeedAnswer).reset, true);
}

/** How long a question without news is held. */
async function wait(bench: ServerBench, seconds: number): Promise<number> {
  const { gen, ver } = (await whole(bench, 'directives')).last;
  const path = `/v1/feeds/directives?gen=${gen}&after=${ver}&wait=${seconds}`;
  const answer = await bench.station().get(path);
  const { ops } = expectAnswer(answer, 200, FeedAnswer);
  if (ops.length > 0) throw new NotTried('there was news meanwhile');
  return answer.tookMs;
}

function byKey([a]: readonly [string, Json], [b]: readonly [string, Json]): number {
  return a < b ? -1 : 1;
}
