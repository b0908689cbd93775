import { toB64u } from '../../../shared/sync/encoding.ts';
import { ChainRequest, EntriesRequest, EvidenceRequest, type WireEntry } from '../../../shared/sync/wire.ts';
import { expectEqual, expectThat, NotTried } from '../expectations.ts';
import type { Rule } from '../rule.ts';
import { MINUTE, type StationBench } from './bench.ts';
import { type KeptChain } from './chains.ts';
import { isEvidence, isHash, isOpening, isPush } from './observed.ts';

/** How many entries the server claims to have otherwise. */
const DIVERGING = 2;

type Split = { readonly former: KeptChain; readonly entries: readonly WireEntry[]; readonly mark: number };

/** What a station does when the server has another past (SYNC.md, What the station does before each push). */
export const DIVERGENCE_RULES: readonly Rule<StationBench>[] = [
  {
    id: 'fork',
    sentences: ['error-fork', 'push-new-chain', 'why-divergence', 'reasons'],
    check: async (bench) => {
      const { former, mark } = await split(bench);
      const opened = await bench.next('a new chain', isOpening, 3 * MINUTE, mark);
      const { genesis } = ChainRequest.parse(opened.json);
      expectEqual('previousChain', genesis.previousChain, former.id);
      const reasons = ['forked', 'rolled-back'];
      expectThat(reasons.includes(genesis.reason), reasons.join(' or '), genesis.reason);
      await bench.provoke({}, 3 * MINUTE);
    },
  },
  {
    id: 'fork-found',
    sentences: ['push-diverged', 'call-hash'],
    check: (bench) => {
      const { mark } = lastSplit(bench);
      expectThat(bench.since(mark, isHash).length > 0, 'questions for hashes', 'none');
    },
  },
  {
    id: 'fork-evidence',
    sentences: ['push-diverged', 'call-evidence'],
    check: (bench) => {
      const { former, entries } = lastSplit(bench);
      const shown = bench.server.calls.evidence
        .filter(({ chain }) => chain === former.id)
        .flatMap((sent) => sent.entries.map(({ hash }) => hash));
      for (const { header, hash } of entries)
        expectThat(shown.includes(hash), `entry ${header.seq} as evidence`, `${shown.length} others`);
      for (const request of bench.since(0, isEvidence)) EvidenceRequest.parse(request.json);
    },
  },
  {
    id: 'fork-carried',
    sentences: ['push-new-chain', 'push-nothing-deleted', 'why-divergence'],
    check: (bench) => {
      const { former, entries, mark } = lastSplit(bench);
      const carried = bench
        .since(mark, isPush)
        .flatMap(({ json }) => EntriesRequest.safeParse(json).data?.entries ?? [])
        .filter(({ header }) => header.chain !== former.id);
      for (const { header } of entries) {
        const again = carried.find((entry) => entry.header.id === header.id);
        expectEqual(`the type of entry ${header.seq} in the new chain`, again?.header.type, header.type);
        const from = { chain: former.id, seq: header.seq };
        expectEqual('carriedFrom', again?.body?.['carriedFrom'], from);
      }
    },
  },
];

const splits = new WeakMap<StationBench, Split>();

/** Changes the server's last entries, as if another station had written them. */
async function split(bench: StationBench): Promise<Split> {
  await bench.ready();
  await bench.provoke();
  await bench.provoke();
  const former = bench.server.calls.chains.current();
  if (former === null) throw new NotTried('the station has no chain');
  const common = Math.max(0, former.entries.length - DIVERGING);
  const entries = former.entries.slice(common);
  former.entries = former.entries.map((entry, index) =>
    index < common ? entry : { ...entry, hash: toB64u(new Uint8Array(32).fill(index + 1)) },
  );
  const made = { former, entries, mark: bench.mark() };
  splits.set(bench, made);
  bench.issue(bench.directive());
  return made;
}

function lastSplit(bench: StationBench): Split {
  const made = splits.get(bench);
  if (made === undefined) throw new NotTried('the rule fork was not tried');
  return made;
}
