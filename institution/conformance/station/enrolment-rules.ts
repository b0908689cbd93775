import { chainId } from '../../../shared/sync/chain.ts';
import { FEED_NAMES } from '../../../shared/sync/rows.ts';
import { ChainRequest, EnrolmentRequest, FeedAnswer } from '../../../shared/sync/wire.ts';
import { expectEqual, expectShape, expectThat, NotTried } from '../expectations.ts';
import type { Rule } from '../rule.ts';
import { MINUTE, type StationBench } from './bench.ts';
import { loseAnswer } from './answers.ts';
import { isEnrolment, isFeed, isHeartbeat, isOpening, isState } from './observed.ts';

/** From the code to the first feeds. Everything after needs what these wait for. */
export const STATION_ENROLMENT_RULES: readonly Rule<StationBench>[] = [
  {
    id: 'enrolment',
    sentences: ['call-enrolments', 'enrolment-signature'],
    check: async (bench) => {
      bench.server.meddle(isEnrolment, loseAnswer);
      bench.say(
        `Enrol the station with the code ${bench.server.calls.code}. The first answer is lost on purpose.`,
      );
      const request = await bench.next('an enrolment', isEnrolment, bench.enrolWithinMs, 0);
      const { code } = expectShape('an enrolment', request.json, EnrolmentRequest);
      expectEqual('the code', code, bench.server.calls.code);
      expectThat(
        request.outcome?.status === 201,
        'a signature by the key in the body',
        request.outcome?.code,
      );
      expectEqual('Child-Link-Station on enrolment:', request.headers['child-link-station'], undefined);
    },
  },
  {
    id: 'enrolment-again',
    sentences: ['enrolment-again'],
    check: async (bench) => {
      bench.expectEnrolled();
      bench.say('Enter the same code once more, unless the station does so by itself.');
      const [first] = bench.since(0, isEnrolment);
      const mark = (first?.number ?? 0) + 1;
      const again = await bench.next('the same enrolment', isEnrolment, bench.enrolWithinMs, mark);
      const [before, after] = [first, again].map((request) => EnrolmentRequest.safeParse(request?.json).data);
      expectEqual('the same key', after?.publicKey, before?.publicKey);
      expectEqual('the same installation', after?.install, before?.install);
    },
  },
  {
    id: 'chain-opened',
    sentences: ['call-chains', 'genesis', 'chain-name', 'reasons', 'jcs', 'sha256'],
    check: async (bench) => {
      bench.expectEnrolled();
      const request = await bench.next('a chain', isOpening, MINUTE, 0);
      const { genesis } = expectShape('a genesis', request.json, ChainRequest);
      expectThat(request.outcome?.status === 201, 'a good genesis of this station', request.outcome?.code);
      const state = await bench.next('a question about it', isState, MINUTE, 0);
      expectEqual('the chain', state.query.get('chain'), chainId(genesis));
    },
  },
  {
    id: 'feeds-fetched',
    sentences: ['feed-names', 'call-feeds', 'feed-whole'],
    check: async (bench) => {
      bench.expectEnrolled();
      for (const feed of FEED_NAMES) {
        const first = await bench.next(`the feed ${feed}`, isFeed(feed), 2 * MINUTE, 0);
        expectEqual(`gen in the first question for ${feed}:`, first.query.get('gen'), null);
      }
    },
  },
  {
    id: 'feed-pages',
    sentences: ['call-feeds', 'feed-applied'],
    check: async (bench) => {
      bench.expectEnrolled();
      const first = await bench.next('the feed sites', isFeed('sites'), 2 * MINUTE, 0);
      const page = FeedAnswer.safeParse(first.outcome?.json).data;
      if (page?.more !== true) throw new NotTried('the first answer was the whole feed');
      const second = await bench.next('the next page', isFeed('sites'), MINUTE, first.number + 1);
      const asked = { gen: second.query.get('gen'), after: second.query.get('after') };
      expectEqual('the next page', asked, { gen: String(page.gen), after: String(page.ver) });
    },
  },
  {
    id: 'heartbeat',
    sentences: ['call-heartbeat', 'health'],
    check: async (bench) => {
      bench.expectEnrolled();
      const beat = await bench.next('a heartbeat', isHeartbeat, 2 * MINUTE, 0);
      expectThat(beat.outcome?.status === 204, 'a heartbeat as agreed', beat.outcome?.code ?? beat.json);
    },
  },
];
