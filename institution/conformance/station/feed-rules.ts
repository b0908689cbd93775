import { toInstant } from '../../../shared/clock.ts';
import { newSeed, signerFromSeed } from '../../../shared/sync/keys.ts';
import type { DirectiveRow } from '../../../shared/sync/rows.ts';
import type { FeedAnswer, Json } from '../../../shared/sync/wire.ts';
import { expectEqual, expectThat } from '../expectations.ts';
import type { Rule } from '../rule.ts';
import type { SentenceId } from '../contract.ts';
import { MINUTE, SECOND, type StationBench } from './bench.ts';
import { problem, refuseWith } from './answers.ts';
import { readSignatureInput } from './authenticate.ts';
import { type Fault, isFeed, isState, type Match } from './observed.ts';

const HOUR = 60 * MINUTE;
const MOST_SKEW_SECONDS = 300;

type Rows = ReadonlyMap<string, Json>;
type Forge = (bench: StationBench, rows: Rows) => FeedAnswer;

/** Pages that no station may take over, each with a directive that must not be answered. */
const FORGED: readonly {
  readonly id: string;
  readonly sentences: readonly [SentenceId, ...SentenceId[]];
  readonly forge: Forge;
}[] = [
  {
    id: 'feed-state-hash',
    sentences: ['state-hash', 'feed-refused', 'feed-applied'],
    forge: (
      {
        server: {
          calls: { feeds },
        },
      },
      rows,
    ) => {
      const honest = feeds.sealed('directives', feeds.rows('directives'));
      const forged = feeds.sealed('directives', rows);
      return honest.more ? honest : { ...honest, ops: forged.ops };
    },
  },
  {
    id: 'feed-signature',
    sentences: ['feed-signature', 'feed-refused'],
    forge: (
      {
        server: {
          calls: { feeds },
        },
      },
      rows,
    ) => feeds.sealed('directives', rows, { signer: signerFromSeed(newSeed()) }),
  },
  {
    id: 'feed-older',
    sentences: ['feed-refused'],
    forge: (
      {
        server: {
          calls: { feeds },
        },
      },
      rows,
    ) => feeds.sealed('directives', rows, { gen: 0, ver: 1 }),
  },
  {
    id: 'feed-expired',
    sentences: ['feed-refused'],
    forge: (
      {
        server: {
          calls: { feeds },
        },
        time,
      },
      rows,
    ) => {
      const issuedAt = toInstant(time.now() - 48 * HOUR);
      return feeds.sealed('directives', rows, { issuedAt, expiresAt: toInstant(time.now() - 24 * HOUR) });
    },
  },
];

/** What a station makes of feeds and directives, and of the server's clock. */
export const STATION_FEED_RULES: readonly Rule<StationBench>[] = [
  {
    id: 'feed-waited-for',
    sentences: ['feed-wait', 'obeyed'],
    check: async (bench) => {
      const isWaiting: Match = (request) => isFeed('directives')(request) && request.query.has('wait');
      const asked = await bench.next('a question that waits for directives', isWaiting, 2 * MINUTE, 0);
      const seconds = Number(asked.query.get('wait'));
      expectThat(seconds >= 1 && seconds <= 25, 'a wait of up to 25 s', `${seconds}`);
    },
  },
  ...FORGED.map(({ id, sentences, forge }): Rule<StationBench> => ({
    id,
    sentences,
    check: async (bench) => {
      await bench.ready();
      const row = bench.directive();
      const serve: Fault = () => {
        const rows = new Map<string, Json>([
          ...bench.server.calls.feeds.rows('directives'),
          [row.id, jsonOf(row)],
        ]);
        return { status: 200, json: forge(bench, rows) };
      };
      const mark = bench.mark();
      bench.server.meddle(isFeed('directives'), serve);
      // Something must be new, or a station that does not wait for news would not ask.
      const real = bench.directive();
      bench.issue(real);
      await bench.next('the feed directives', isFeed('directives'), 2 * MINUTE, mark);
      await bench.expectAnswers([real.id], 5 * MINUTE);
      expectEqual('answers to the forged directive:', bench.answersTo(row.id).length, 0);
    },
  })),
  {
    id: 'feed-reset',
    sentences: ['error-feed-reset'],
    check: async (bench) => {
      await bench.ready();
      const mark = bench.mark();
      const isPosition: Match = (request) => isFeed('directives')(request) && request.query.has('gen');
      bench.server.meddle(isPosition, refuseWith(problem('feed-reset')));
      bench.issue(bench.directive());
      const reset = await bench.next('a question with gen', isPosition, 2 * MINUTE, mark);
      const next = await bench.next('another', isFeed('directives'), MINUTE, reset.number + 1);
      expectEqual('gen', next.query.get('gen'), null);
    },
  },
  {
    id: 'rows-with-more',
    sentences: ['unknown-members', 'feed-applied'],
    check: (bench) => expectTaken(bench, 'sites', { ...SITE, id: 'site-more', later: { of: ['use'] } }),
  },
  {
    id: 'rows-of-the-second-edition',
    sentences: ['row-schedule-more'],
    check: (bench) => expectTaken(bench, 'schedule', bookingAt(bench.time.now() + 30 * 24 * HOUR)),
  },
  {
    id: 'directive-expired',
    sentences: ['obeyed'],
    check: async (bench) => {
      const nowMs = bench.time.now();
      const issuedAt = toInstant(nowMs - 3 * HOUR);
      await expectRefusedDirective(bench, { issuedAt, expiresAt: toInstant(nowMs - HOUR) });
    },
  },
  {
    id: 'directive-too-long',
    sentences: ['directive-life'],
    check: async (bench) => {
      const expiresAt = toInstant(bench.time.now() + 48 * HOUR);
      await expectRefusedDirective(bench, { session: null, action: 'suspend', expiresAt });
    },
  },
  {
    id: 'directive-once',
    sentences: ['directive-once'],
    check: async (bench) => {
      await bench.ready();
      const row = bench.directive();
      bench.issue(row);
      await bench.expectAnswers([row.id]);
      bench.server.calls.feeds.set('directives', { [row.id]: null });
      await bench.provoke();
      bench.issue(row);
      await bench.provoke();
      expectEqual('answers to one directive that came twice:', bench.answersTo(row.id).length, 1);
    },
  },
  {
    id: 'clock-skewed',
    sentences: ['signed-again', 'error-clock'],
    check: async (bench) => {
      await bench.ready();
      for (const aheadMs of [2 * HOUR, 0]) {
        const mark = bench.mark();
        const skew: Fault = () => {
          bench.server.calls.aheadMs = aheadMs;
          return problem('clock-skewed');
        };
        bench.server.meddle(isState, skew);
        const skewed = await bench.next('a read', isState, 2 * MINUTE, mark);
        const isSame: Match = ({ target }) => target === skewed.target;
        const again = await bench.next('the same read again', isSame, 10 * SECOND, skewed.number + 1);
        const created = readSignatureInput(again)?.createdSeconds ?? 0;
        const offset = Math.abs(created - bench.server.calls.now() / SECOND);
        expectThat(
          offset <= MOST_SKEW_SECONDS,
          'created in the server’s time',
          `${Math.round(offset)} s off`,
        );
      }
    },
  },
  {
    id: 'own-clock',
    sentences: ['learned-offset'],
    check: async (bench) => {
      await bench.ready();
      const before = await bench.provoke();
      const aheadOf = (at: string): number => Date.parse(at) - bench.time.now();
      const offsetMs = aheadOf(before.header.at);
      bench.server.calls.aheadMs = 2 * HOUR;
      try {
        // The server's time is learned from any answer, before the next entry is written.
        await bench.next('an answer', isState, 2 * MINUTE);
        const after = await bench.provoke({}, 3 * MINUTE);
        const movedMs = Math.abs(aheadOf(after.header.at) - offsetMs);
        expectThat(movedMs < HOUR, 'entries in the station’s own time', `moved by ${movedMs / SECOND} s`);
      } finally {
        bench.server.calls.aheadMs = 0;
      }
    },
  },
];

/** A row changes twice: the question that the second change answers shows that the first was taken. */
async function expectTaken(
  bench: StationBench,
  feed: 'sites' | 'schedule',
  row: { readonly id: string; readonly [name: string]: unknown },
): Promise<void> {
  await bench.ready();
  const mark = bench.mark();
  const change = (revision: number): void =>
    bench.server.calls.feeds.set(feed, { [row.id]: jsonOf({ ...row, revision }) });
  try {
    change(1);
    const { ver } = bench.server.calls.feeds.position(feed);
    await bench.pass(MINUTE);
    change(2);
    const isPast: Match = (request) =>
      isFeed(feed)(request) && Number(request.query.get('after') ?? 0) >= ver;
    await bench.next(`a question for ${feed} after ${ver}`, isPast, 2 * MINUTE, mark);
  } finally {
    bench.server.calls.feeds.set(feed, { [row.id]: null });
  }
}

async function expectRefusedDirective(bench: StationBench, fields: Partial<DirectiveRow>): Promise<void> {
  await bench.ready();
  const { header } = await bench.provoke(fields);
  expectEqual('the answer', header.type, 'directive.refused');
}

function jsonOf(row: object): Json {
  return JSON.parse(JSON.stringify(row));
}

const SITE = {
  name: { en: 'Regina (practice)', fr: 'Regina (exercice)' },
  city: 'Regina',
  province: 'SK',
  zone: 'America/Regina',
  authorized: true,
  listDate: '2026-11-01',
};

/** What a server has before the course begins: more sites than a page holds. */
export const FIRST_SITES: Readonly<Record<string, Json>> = Object.fromEntries(
  ['site-1', 'site-2', 'site-3', 'site-4', 'site-5'].map((id) => [id, { id, ...SITE }]),
);

function bookingAt(startMs: number) {
  return {
    id: 'booking-more',
    kind: 'minor-child',
    startsAt: toInstant(startMs),
    endsAt: toInstant(startMs + HOUR),
    inmate: { name: 'Sample, Juniper', fps: '000000A' },
    participants: [
      {
        role: 'child',
        name: 'Modèle, Pivoine',
        birthDate: '2019-04-30',
        relationship: { en: 'Daughter', fr: 'Fille' },
        approvedVisitor: true,
        guardianAuthorization: true,
        documents: true,
      },
    ],
    site: 'site-1',
    meeting: { url: 'https://meeting.example/conformance' },
    webcamRequired: false,
    language: null,
    reference: null,
    needs: ['interpreter'],
    contactRestricted: false,
    status: 'booked',
  };
}
