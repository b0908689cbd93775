import { EntriesRequest, HeartbeatRequest } from '../../../shared/sync/wire.ts';
import { expectEqual, expectThat } from '../expectations.ts';
import type { Rule } from '../rule.ts';
import { MINUTE, SECOND, type StationBench } from './bench.ts';
import { changeJson, loseAnswer, loseRequest, problem, refuseWith } from './answers.ts';
import {
  type Fault,
  isAttempt,
  isHeartbeat,
  isOpening,
  isPush,
  isState,
  type Observed,
  type Outcome,
} from './observed.ts';

/** How long after a new entry a push may come: 1 s gathered, and a slow network. */
const PUSH_MS = 30 * SECOND;

/** What a station sends, and what it does when sending fails. */
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
      expectEqual('ackedSeq', ackedSeq, bench.server.chains.headOf(chain)?.seq);
      expectEqual('pending', pending, 0);
    },
  },
  {
    id: 'push-next',
    sentences: ['push-next', 'order'],
    check: async (bench) => {
      await bench.ready();
      const before = currentHead(bench);
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
      const stored = currentHead(bench)?.seq ?? 0;
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
      const stored = currentHead(bench)?.seq ?? 0;
      const next = await bench.next('the last entry again', isPush, 2 * MINUTE, forged.number + 1);
      const { entries } = EntriesRequest.parse(next.json);
      const seqs = entries.map(({ header }) => header.seq);
      expectThat(seqs.includes(stored), `entry ${stored} again, for a receipt that is good`, seqs);
    },
  },
  {
    id: 'retry-after',
    sentences: ['retry-after', 'error-busy'],
    check: async (bench) => {
      for (const code of ['unavailable', 'too-many-requests'] as const) {
        const busy = problem(code, {}, { 'retry-after': '20' });
        await expectPause(bench, busy, 19 * SECOND, 2 * MINUTE);
      }
    },
  },
  {
    id: 'back-off',
    sentences: ['jitter', 'error-busy'],
    check: async (bench) => {
      await bench.ready();
      const times = 4;
      const mark = bench.mark();
      bench.server.meddle(isState, refuseWith(problem('unavailable')), times);
      for (let n = 1; n <= times; n += 1) {
        const failed = await bench.next('an attempt', isState, 2 * MINUTE, markAfter(bench, mark, n - 1));
        const longestMs = Math.min(300, 2 * 2 ** n) * SECOND + 15 * SECOND;
        const next = await bench.next(`attempt ${n + 1}`, isState, longestMs, failed.number + 1);
        expectThat(next.number > failed.number, 'another attempt', 'none');
      }
      await bench.provoke();
    },
  },
  {
    id: 'login-page',
    sentences: ['error-network'],
    check: async (bench) => {
      for (const status of [200, 511, 407]) {
        const page = { status, html: '<!doctype html><title>Sign in</title><p>Please sign in.' };
        bench.server.meddle(isState, refuseWith(page));
        await bench.provoke({}, 3 * MINUTE);
      }
    },
  },
  {
    id: 'server-error',
    sentences: ['error-busy'],
    check: async (bench) => {
      bench.server.meddle(isPush, refuseWith({ status: 500, html: 'The server failed.' }));
      await bench.provoke({}, 3 * MINUTE);
    },
  },
  {
    id: 'storage-full',
    sentences: ['error-full'],
    check: async (bench) => {
      bench.needPatience(7 * MINUTE);
      await expectPause(bench, problem('storage-full'), 5 * MINUTE - SECOND, 11 * MINUTE);
    },
  },
  ...(['signature-invalid', 'key-unknown', 'station-revoked', 'version-unsupported'] as const).map(
    (code): Rule<StationBench> => ({
      id: `refused-${code}`,
      sentences: [code === 'version-unsupported' ? 'error-version' : 'error-signature'],
      check: async (bench) => {
        bench.needPatience(16 * MINUTE);
        await expectPause(bench, problem(code), 14 * MINUTE, 6 * MINUTE);
      },
    }),
  ),
  {
    id: 'batch-too-large',
    sentences: ['error-too-large'],
    check: async (bench) => expectHalved(bench, problem('too-large')),
  },
  {
    id: 'batch-malformed',
    sentences: ['error-malformed', 'push-nothing-deleted'],
    check: async (bench) => expectHalved(bench, problem('malformed')),
  },
  {
    id: 'entry-refused',
    sentences: ['error-malformed', 'push-nothing-deleted'],
    check: async (bench) => {
      await bench.ready();
      const rows = [bench.directive(), bench.directive(), bench.directive()];
      const [first = bench.directive(), ...others] = rows;
      const stop = bench.server.meddle(
        (request) => isPush(request) && JSON.stringify(request.json).includes(first.id),
        refuseWith(problem('hash-mismatch')),
        100,
      );
      bench.issue(...rows);
      try {
        await bench.expectAnswers(
          others.map(({ id }) => id),
          5 * MINUTE,
        );
      } finally {
        stop();
      }
    },
  },
  {
    id: 'push-gap',
    sentences: ['error-gap', 'push-went-back'],
    check: async (bench) => {
      await bench.ready();
      const mark = bench.mark();
      const length = currentHead(bench)?.seq ?? 0;
      const cut: Fault = (process) => {
        bench.server.restore((_chain, had) => Math.max(0, had - 1));
        return process();
      };
      bench.server.meddle(isPush, cut);
      await bench.provoke({}, 3 * MINUTE);
      const gap = await bench.next('a push', isPush, MINUTE, mark);
      expectEqual('the answer', gap.outcome?.code, 'gap');
      const next = await bench.next('another push', isPush, MINUTE, gap.number + 1);
      expectEqual('from', EntriesRequest.parse(next.json).from?.seq ?? 0, length - 1);
    },
  },
  {
    id: 'chain-forgotten',
    sentences: ['error-chain-unknown'],
    check: async (bench) => {
      await bench.ready();
      const mark = bench.mark();
      const id = bench.server.chains.current()?.id ?? '';
      const forget: Fault = (process) => {
        bench.server.chains.forget(id);
        bench.server.restore((_chain, had) => had);
        return process();
      };
      bench.server.meddle(isPush, forget);
      await bench.provoke({}, 3 * MINUTE);
      const opened = await bench.next('the old genesis', isOpening, MINUTE, mark);
      const push = await bench.next('a push', isPush, MINUTE, opened.number + 1);
      expectThat(push.path.includes(id), `a push to the chain ${id}`, push.path);
      expectEqual('from', EntriesRequest.parse(push.json).from, null);
    },
  },
  {
    id: 'server-went-back',
    sentences: ['push-went-back', 'why-compare'],
    check: async (bench) => {
      await bench.ready();
      await bench.provoke();
      await bench.provoke();
      const head = currentHead(bench);
      bench.server.restore((_chain, had) => Math.max(0, had - 2));
      await bench.provoke({}, 3 * MINUTE);
      const entries = bench.server.chains.current()?.entries ?? [];
      expectEqual('the entry that was lost', entries[(head?.seq ?? 1) - 1]?.hash, head?.hash);
      const told = entries.some(({ header }) => header.type === 'sync.server-went-back');
      expectThat(told, 'an entry sync.server-went-back', 'none');
    },
  },
  {
    id: 'erased-only-when-settled',
    sentences: ['why-erasing', 'erasing-when'],
    check: async (bench) => {
      await bench.ready();
      bench.server.restore(() => 0);
      await bench.provoke({}, 3 * MINUTE);
      const erased = bench.server.chains
        .all()
        .flatMap(({ entries }) => entries.filter(({ body }) => body === null));
      // The entry that was refused on purpose may have come without its body.
      expectThat(erased.length <= 1, 'every body again: nothing was settled', `${erased.length} without`);
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
  {
    id: 'request-timed-out',
    sentences: ['time-outs'],
    check: async (bench) => {
      bench.needPatience(2 * MINUTE);
      await bench.provoke();
      const mark = bench.mark();
      const hold: Fault = async () => {
        await bench.pass(2 * MINUTE);
        return null;
      };
      bench.server.meddle(isState, hold);
      const held = await bench.next('a request that is given up', isState, 3 * MINUTE, mark);
      const seconds = ((held.endedAt ?? 0) - held.at) / SECOND;
      expectThat(seconds > 50 && seconds < 75, 'a request given up after 60 s', `${seconds} s`);
    },
  },
];

/** The next attempt is refused; then none comes for a time, and one comes after it. */
async function expectPause(
  bench: StationBench,
  outcome: Outcome,
  pauseMs: number,
  thenWithinMs: number,
): Promise<void> {
  await bench.ready();
  const mark = bench.mark();
  bench.server.meddle(isState, refuseWith(outcome));
  const refused = await bench.next('an attempt', isState, 2 * MINUTE, mark);
  const leftMs = pauseMs - (bench.time.now() - (refused.endedAt ?? refused.at));
  await bench.expectQuiet('attempt', isAttempt, leftMs, refused.number + 1);
  await bench.next('an attempt', isState, thenWithinMs, refused.number + 1);
  await bench.provoke();
}

/** Several entries at once are refused while there is more than one of them. */
async function expectHalved(bench: StationBench, outcome: Outcome): Promise<void> {
  await bench.ready();
  const rows = [bench.directive(), bench.directive(), bench.directive(), bench.directive()];
  const mark = bench.mark();
  const stop = bench.server.meddle(
    (request) => isPush(request) && sizeOf(request) > 1,
    refuseWith(outcome),
    100,
  );
  bench.issue(...rows);
  try {
    await bench.expectAnswers(
      rows.map(({ id }) => id),
      5 * MINUTE,
    );
  } finally {
    stop();
  }
  const pushes = bench.since(mark, isPush);
  for (const [index, push] of pushes.entries()) {
    const next = pushes[index + 1];
    if (!push.isMeddled || next === undefined) continue;
    // A server that cannot read gzip answers 400 as well, so a station may first send the same in plain.
    const isPlainNow = isGzip(push) && !isGzip(next);
    const most = isPlainNow ? sizeOf(push) : Math.ceil(sizeOf(push) / 2);
    expectThat(sizeOf(next) <= most, `at most ${most} entries after ${sizeOf(push)}`, `${sizeOf(next)}`);
  }
}

function sizeOf({ json }: Observed): number {
  return EntriesRequest.safeParse(json).data?.entries.length ?? 0;
}

function isGzip({ headers }: Observed): boolean {
  return headers['content-encoding'] === 'gzip';
}

function receiptOf(json: object): object {
  const receipt: unknown = Reflect.get(json, 'receipt');
  return typeof receipt === 'object' && receipt !== null ? receipt : {};
}

function currentHead(bench: StationBench): { readonly seq: number; readonly hash: string } | null {
  const chain = bench.server.chains.current();
  return chain === null ? null : bench.server.chains.headOf(chain.id);
}

/** After the n-th state request since a mark. */
function markAfter(bench: StationBench, mark: number, count: number): number {
  const past = bench.since(mark, isState)[count - 1];
  return past === undefined ? mark : past.number + 1;
}
