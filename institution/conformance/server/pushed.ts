import { toB64u } from '../../../shared/sync/encoding.ts';
import { EntriesAnswer, type Head, StateAnswer, type WireEntry } from '../../../shared/sync/wire.ts';
import { expectAnswer, expectEqual } from '../expectations.ts';
import type { Exchange } from './http.ts';
import type { TestChain } from './test-station.ts';

/** A head in the right form that no chain has. */
export const NO_HEAD: Head = { seq: 1, hash: toB64u(new Uint8Array(32)) };

export function accepted(answer: Exchange): EntriesAnswer {
  return expectAnswer(answer, 200, EntriesAnswer);
}

export async function expectHead(chain: TestChain, head: Head | null): Promise<void> {
  expectEqual('the head as before', expectAnswer(await chain.state(), 200, StateAnswer).head, head);
}

export function spoil(
  entries: readonly WireEntry[],
  index: number,
  wrong: (entry: WireEntry) => WireEntry,
): readonly WireEntry[] {
  return entries.map((entry, at) => (at === index ? wrong(entry) : entry));
}
