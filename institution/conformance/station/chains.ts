import {
  chainId,
  headMessage,
  MAX_ENTRY_BYTES,
  verifyEntry,
  verifyGenesis,
  wireBytes,
} from '../../../shared/sync/chain.ts';
import { verifySignature } from '../../../shared/sync/keys.ts';
import {
  ChainRequest,
  EntriesRequest,
  type Genesis,
  type Head,
  type SignedHead,
  type WireEntry,
} from '../../../shared/sync/wire.ts';
import type { Outcome } from './observed.ts';
import { problem } from './answers.ts';

export type KeptChain = {
  readonly id: string;
  readonly genesis: Genesis;
  entries: WireEntry[];
  status: 'open' | 'closed' | 'forked';
};

export const LIMITS = { maxEntries: 200, maxBytes: 512 * 1024 };

/** The chains of the one station, as a server keeps them (SYNC.md, Requests). */
export class KeptChains {
  readonly #chains = new Map<string, KeptChain>();

  get(id: string): KeptChain | null {
    return this.#chains.get(id) ?? null;
  }

  all(): readonly KeptChain[] {
    return [...this.#chains.values()];
  }

  /** The newest that is still open. */
  current(): KeptChain | null {
    return this.all().findLast(({ status }) => status !== 'closed') ?? null;
  }

  headOf(id: string): Head | null {
    const last = this.get(id)?.entries.at(-1);
    return last === undefined ? null : { seq: last.header.seq, hash: last.hash };
  }

  forget(id: string): void {
    this.#chains.delete(id);
  }

  open(json: unknown, station: string, keys: readonly string[]): Outcome {
    const parsed = ChainRequest.safeParse(json);
    if (!parsed.success || parsed.data.genesis.station !== station) return problem('malformed');
    const { genesis, signature } = parsed.data;
    if (!keys.includes(genesis.publicKey)) return problem('key-unknown');
    if (!verifyGenesis(genesis, signature)) return problem('signature-invalid');
    const id = chainId(genesis);
    if (this.#chains.has(id)) return { status: 200, json: {} };
    const former = genesis.previousChain === null ? null : this.get(genesis.previousChain);
    if (former !== null) former.status = 'closed';
    this.#chains.set(id, { id, genesis, entries: [], status: 'open' });
    return { status: 201, json: {} };
  }

  /** Stores a batch or refuses it whole. */
  push(id: string, json: unknown, publicKey: string): Outcome | Stored {
    const chain = this.get(id);
    if (chain === null) return problem('chain-unknown');
    const parsed = EntriesRequest.safeParse(json);
    if (!parsed.success) return problem('malformed');
    const { from, entries, head } = parsed.data;
    const refusal = sizeRefusal(entries) ?? formRefusal(id, from, entries, head, publicKey);
    if (refusal !== null) return refusal;
    const stored = this.headOf(id);
    const storedSeq = stored?.seq ?? 0;
    if ((from?.seq ?? 0) > storedSeq) return problem('gap', { head: stored });
    const claims: readonly Head[] = [
      ...(from === null ? [] : [from]),
      ...entries.map(({ header, hash }) => ({ seq: header.seq, hash })),
    ];
    const fork = claims.find(({ seq, hash }) => seq <= storedSeq && chain.entries[seq - 1]?.hash !== hash);
    if (fork !== undefined) {
      chain.status = 'forked';
      return problem('fork', { head: stored, seq: fork.seq });
    }
    let duplicate = 0;
    for (const entry of entries) {
      const known = chain.entries[entry.header.seq - 1];
      if (known === undefined) chain.entries.push(entry);
      else {
        duplicate += 1;
        if (known.body === null) chain.entries[entry.header.seq - 1] = entry;
      }
    }
    const now = this.headOf(id);
    return now === null
      ? problem('malformed')
      : { head: now, accepted: entries.length - duplicate, duplicate };
  }
}

export type Stored = { readonly head: Head; readonly accepted: number; readonly duplicate: number };

function sizeRefusal(entries: readonly WireEntry[]): Outcome | null {
  const sizes = entries.map(wireBytes);
  const isTooLarge =
    entries.length > LIMITS.maxEntries ||
    sizes.some((bytes) => bytes > MAX_ENTRY_BYTES) ||
    sizes.reduce((sum, bytes) => sum + bytes, 0) > LIMITS.maxBytes;
  return isTooLarge ? problem('too-large') : null;
}

function formRefusal(
  id: string,
  from: Head | null,
  entries: readonly WireEntry[],
  head: SignedHead,
  publicKey: string,
): Outcome | null {
  let before = from;
  for (const entry of entries) {
    const verified = verifyEntry(id, before, entry);
    if (!verified.ok) {
      const isOrder = verified.refusal === 'chain-mismatch' || verified.refusal === 'seq-mismatch';
      return problem(isOrder ? 'malformed' : 'hash-mismatch', { seq: entry.header.seq });
    }
    before = verified.value;
  }
  const isSigned = verifySignature(publicKey, headMessage(id, head), head.signature);
  return isSigned ? null : problem('signature-invalid');
}
