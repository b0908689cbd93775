import { EntriesRequest } from '../../../shared/sync/wire.ts';
import { expectThat } from '../expectations.ts';
import type { Rule } from '../rule.ts';
import { MINUTE, SECOND, type StationBench } from './bench.ts';
import { problem, refuseWith } from './answers.ts';
import { type Fault, isAttempt, isPush, isState, type Observed, type Outcome } from './observed.ts';

/** What a station does when it is refused, or when something else answers (SYNC.md, Errors). */
export const REFUSAL_RULES: readonly Rule<StationBench>[] = [
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

/** After the n-th state request since a mark. */
function markAfter(bench: StationBench, mark: number, count: number): number {
  const past = bench.since(mark, isState)[count - 1];
  return past === undefined ? mark : past.number + 1;
}
