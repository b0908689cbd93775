import { EntriesRequest, HeartbeatRequest } from '../../../shared/sync/wire.ts';
import { expectEqual, expectThat } from '../expectations.ts';
import type { Rule } from '../rule.ts';
import { MINUTE, SECOND, type StationBench } from './bench.ts';
import { changeJson, loseAnswer, loseRequest } from './answers.ts';
import { type Fault, isHeartbeat, isPush, isState } from './observed.ts';

/** How long after a new entry a push may come: 1 s gathered, and a slow network. */
const PUSH_MS = 30 * SECOND;

/** When a station sends, from where, and what it believes of the answer. */
export const JOURNAL_RULES: readonly Rule<StationBench>[] = [
  {
    id: 'directive-answered',
    sentences: ['obeyed'],
    check: async (bench) => {
      try {
        await bench.provoke();
      } catch (error) {
        bench.giveUpOnDirectives();
        throw error;
      }
    },
  },
  {
    id: 'push-soon',
    sentences: ['triggers'],
    check: async (bench) => {
      const mark = bench.mark();
      const { header } = await bench.provoke();
      const push = await bench.next('a push', isPush, 0, mark);
      const tookMs = push.at - Date.parse(header.at);
      const took = `${tookMs / SECOND} s after the entry’s own time`;
      // The station's clock may be wrong: then this cannot be seen.
      if (Math.abs(tookMs) < MINUTE)
        expectThat(tookMs <= PUSH_MS + bench.slackMs, 'a push within 30 s of the entry', took);
    },
  },
  {
    id: 'heartbeat-after-burst',
    sentences: ['heartbeat-rhythm'],
    check: async (bench) => {
      const mark = bench.mark();
      await bench.provoke();
      const push = await bench.next('a push', isPush, 0, mark);
      const beat = await bench.next('a heartbeat', isHeartbeat, 20 * SECOND, push.number + 1);
      const { chain } = HeartbeatRequest.parse(beat.json);
      const { ackedSeq, pending } = HeartbeatRequest.parse(beat.json);
      expectEqual('ackedSeq', ackedSeq, bench.server.calls.chains.headOf(chain)?.seq);
      expectEqual('pending', pending, 0);
    },
  },
  {
    id: 'push-next',
    sentences: ['push-next', 'order'],
    check: async (bench) => {
      await bench.ready();
      const before = bench.head();
      const mark = bench.mark();
      await bench.provoke();
      const push = await bench.next('a push', isPush, 0, mark);
      expectEqual('from', EntriesRequest.parse(push.json).from, before);
    },
  },
  {
    id: 'push-answer-lost',
    sentences: ['push-answer-lost', 'why-compare'],
    check: async (bench) => {
      await bench.ready();
      const mark = bench.mark();
      bench.server.meddle(isPush, loseAnswer);
      await bench.provoke();
      const lost = await bench.next('a push', isPush, MINUTE, mark);
      const stored = bench.head()?.seq ?? 0;
      const next = await bench.next('another push', isPush, 2 * MINUTE, lost.number + 1);
      const asked = bench.since(lost.number + 1, isState).some(({ number }) => number < next.number);
      expectThat(asked, 'a question for the state before the next push', 'a push at once');
      const { from } = EntriesRequest.parse(next.json);
      // The last entry may come again, for its receipt.
      expectThat((from?.seq ?? 0) >= stored - 1, `from ${stored - 1} or later`, `from ${from?.seq ?? 0}`);
    },
  },
  {
    id: 'push-request-lost',
    sentences: ['error-busy'],
    check: async (bench) => {
      bench.server.meddle(isPush, loseRequest);
      await bench.provoke({}, 3 * MINUTE);
    },
  },
  {
    id: 'one-push-in-flight',
    sentences: ['one-push'],
    check: async (bench) => {
      await bench.ready();
      await bench.pass(5 * SECOND);
      const hold: Fault = async (process) => {
        await bench.pass(10 * SECOND);
        return process();
      };
      bench.server.meddle(isPush, hold);
      const rows = [bench.directive(), bench.directive()];
      for (const row of rows) {
        bench.issue(row);
        await bench.pass(4 * SECOND);
      }
      await bench.expectAnswers(rows.map(({ id }) => id));
      const pushes = bench.since(0, isPush);
      for (const [index, { at }] of pushes.entries()) {
        const before = pushes[index - 1];
        const isOver = before === undefined || (before.endedAt !== null && before.endedAt <= at);
        expectThat(isOver, 'the answer to one push before the next', 'two at once');
      }
    },
  },
  {
    id: 'receipt-forged',
    sentences: ['receipt-kept'],
    check: async (bench) => {
      await bench.ready();
      const mark = bench.mark();
      const forge = changeJson((json) => ({
        ...json,
        receipt: { ...receiptOf(json), signature: 'A'.repeat(86) },
      }));
      bench.server.meddle(isPush, forge);
      await bench.provoke();
      const forged = await bench.next('a push', isPush, MINUTE, mark);
      const stored = bench.head()?.seq ?? 0;
      const next = await bench.next('the last entry again', isPush, 2 * MINUTE, forged.number + 1);
      const { entries } = EntriesRequest.parse(next.json);
      const seqs = entries.map(({ header }) => header.seq);
      expectThat(seqs.includes(stored), `entry ${stored} again, for a receipt that is good`, seqs);
    },
  },
  {
    id: 'attempts-when-idle',
    sentences: ['triggers', 'heartbeat-rhythm'],
    check: async (bench) => {
      await bench.ready();
      for (const [what, match] of [
        ['a question for the state', isState],
        ['a heartbeat', isHeartbeat],
      ] as const) {
        const first = await bench.next(what, match, 90 * SECOND);
        await bench.next(`${what} again`, match, 90 * SECOND, first.number + 1);
      }
    },
  },
];

function receiptOf(json: object): object {
  const receipt: unknown = Reflect.get(json, 'receipt');
  return typeof receipt === 'object' && receipt !== null ? receipt : {};
}
