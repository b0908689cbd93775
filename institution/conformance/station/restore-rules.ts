import { EntriesRequest } from '../../../shared/sync/wire.ts';
import { expectEqual, expectThat } from '../expectations.ts';
import type { Rule } from '../rule.ts';
import { MINUTE, type StationBench } from './bench.ts';
import { type Fault, isOpening, isPush } from './observed.ts';

/** What a station does when the server was restored to an earlier time. */
export const RESTORE_RULES: readonly Rule<StationBench>[] = [
  {
    id: 'push-gap',
    sentences: ['error-gap', 'push-went-back'],
    check: async (bench) => {
      await bench.ready();
      const mark = bench.mark();
      const length = bench.head()?.seq ?? 0;
      const cut: Fault = (process) => {
        bench.server.calls.restore((_chain, had) => Math.max(0, had - 1));
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
      const id = bench.server.calls.chains.current()?.id ?? '';
      const forget: Fault = (process) => {
        bench.server.calls.chains.forget(id);
        bench.server.calls.restore((_chain, had) => had);
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
      const head = bench.head();
      bench.server.calls.restore((_chain, had) => Math.max(0, had - 2));
      await bench.provoke({}, 3 * MINUTE);
      const entries = bench.server.calls.chains.current()?.entries ?? [];
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
      bench.server.calls.restore(() => 0);
      await bench.provoke({}, 3 * MINUTE);
      const erased = bench.server.calls.chains
        .all()
        .flatMap(({ entries }) => entries.filter(({ body }) => body === null));
      // The entry that was refused on purpose may have come without its body.
      expectThat(erased.length <= 1, 'every body again: nothing was settled', `${erased.length} without`);
    },
  },
];
