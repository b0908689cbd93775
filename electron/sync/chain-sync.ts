import type { Clock } from '../../shared/clock.ts';
import { ok, refuse, type Result } from '../../shared/result.ts';
import type { StateAnswer } from '../../shared/sync/wire.ts';
import type { Ledger } from '../journal/ledger.ts';
import { startNewChain, leaveDamagedChain, rejoinFormer } from './fork-recovery.ts';
import { fault, type SyncFault } from './fault.ts';
import { type ChainContext, compareHeads, type Divergence, handshake } from './handshake.ts';
import { BatchSizer } from './batch-sizer.ts';
import { push } from './push.ts';

/** A disagreement or damage that was repaired automatically. */
export type Repaired = Divergence | 'server-went-back' | 'journal-damaged';

export type ChainSyncResult = {
  readonly state: StateAnswer | null;
  readonly fault: SyncFault | null;
  readonly repaired: Repaired | null;
  /** How many entries were acknowledged. */
  readonly sent: number;
};

/** New chains allowed within {@link SPLIT_WINDOW_MS}: an inconsistent server must not fill the disk. */
const MAX_SPLITS = 5;
const SPLIT_WINDOW_MS = 10 * 60_000;
/** After a new chain, the same cycle tries again. */
const MAX_TRIES = 3;
/** How often former chains are checked for settled entries. */
const FORMERS_EVERY_MS = 6 * 3_600_000;

/** Sends every chain of this station to the server: the newest first, then former ones. */
export class ChainSync {
  readonly #clock: Clock;
  readonly #ledger: Ledger;
  readonly #batchSizer = new BatchSizer();
  #splits: readonly number[] = [];
  #formers: { readonly epoch: string; readonly atMs: number } | null = null;
  #unconfirmed: ReadonlySet<string> = new Set();

  constructor(clock: Clock, ledger: Ledger) {
    this.#clock = clock;
    this.#ledger = ledger;
  }

  /** Former chains that a restored server may lack; their receipts count only after a new handshake. */
  get unconfirmed(): ReadonlySet<string> {
    return this.#unconfirmed;
  }

  async run(context: ChainContext): Promise<ChainSyncResult> {
    let repaired: Repaired | null = null;
    let state: StateAnswer | null = null;
    let sent = 0;
    for (let tries = 1; ; tries += 1) {
      const handshakeAnswer = await handshake(context);
      if (!handshakeAnswer.ok) return { state, fault: handshakeAnswer.refusal, repaired, sent };
      state = handshakeAnswer.value;
      const newest = await this.#newest(state, context);
      if (newest.repaired !== null) repaired = newest.repaired;
      sent += newest.sent;
      const isForked = newest.fault?.code === 'forked';
      const again = newest.again || isForked;
      if (again && tries < MAX_TRIES) continue;
      const why = newest.fault ?? (await this.#bringFormers(state, context, repaired === 'server-went-back'));
      return { state, fault: why, repaired, sent };
    }
  }

  async #newest(
    state: StateAnswer,
    context: ChainContext,
  ): Promise<Omit<ChainSyncResult, 'state'> & { readonly again: boolean }> {
    const nothing = { fault: null, repaired: null, sent: 0, again: false };
    const compared = await compareHeads(state, context);
    if (!compared.ok) return { ...nothing, fault: compared.refusal };
    const comparison = compared.value;
    if (comparison !== 'level' && comparison !== 'server-went-back') {
      if (!this.#maySplit()) return { ...nothing, fault: fault(comparison) };
      const newChain = await startNewChain(comparison, state, this.#ledger, context);
      this.#noteSplit(newChain);
      return newChain.ok
        ? { ...nothing, repaired: comparison, again: true }
        : { ...nothing, fault: newChain.refusal };
    }
    const repaired = comparison === 'level' ? null : comparison;
    const pushed = await push(state, context, this.#batchSizer);
    if (pushed.ok) return { ...nothing, repaired, sent: pushed.value };
    if (pushed.refusal.code !== 'journal-damaged' || !this.#maySplit()) {
      return { ...nothing, repaired, fault: pushed.refusal };
    }
    leaveDamagedChain(this.#ledger);
    this.#noteSplit(ok(undefined));
    return { ...nothing, repaired: 'journal-damaged', again: true };
  }

  /** A restored server may lack former chains too; and erasing needs their `settledSeq`. */
  async #bringFormers(
    { epoch }: StateAnswer,
    context: ChainContext,
    serverWentBack: boolean,
  ): Promise<SyncFault | null> {
    const nowMs = this.#clock.monotonicMs();
    const last = this.#formers;
    const isRestored = last?.epoch !== epoch || serverWentBack;
    if (!isRestored && nowMs - last.atMs < FORMERS_EVERY_MS) return null;
    const formers = this.#ledger.formerChains();
    if (isRestored) this.#unconfirmed = new Set(formers.map(({ chain }) => chain));
    for (const view of formers) {
      const isDone = view.record.settledSeq >= (view.head?.seq ?? 0);
      if (view.head === null || (isDone && !isRestored)) continue;
      const brought = await this.#bringFormer({ ...context, view });
      if (!brought.ok) return brought.refusal;
      this.#unconfirmed = new Set([...this.#unconfirmed].filter((chain) => chain !== view.chain));
    }
    this.#unconfirmed = new Set();
    this.#formers = { epoch, atMs: nowMs };
    return null;
  }

  async #bringFormer(context: ChainContext): Promise<Result<unknown, SyncFault>> {
    const handshakeAnswer = await handshake(context);
    if (!handshakeAnswer.ok) return handshakeAnswer;
    const compared = await compareHeads(handshakeAnswer.value, context);
    if (!compared.ok) return compared;
    if (compared.value === 'level' || compared.value === 'server-went-back') {
      return push(handshakeAnswer.value, context, this.#batchSizer);
    }
    if (!this.#maySplit()) return refuse(fault(compared.value));
    const rejoined = await rejoinFormer(handshakeAnswer.value, this.#ledger, context);
    this.#noteSplit(rejoined);
    return rejoined;
  }

  #maySplit(): boolean {
    const nowMs = this.#clock.monotonicMs();
    this.#splits = this.#splits.filter((atMs) => nowMs - atMs < SPLIT_WINDOW_MS);
    return this.#splits.length < MAX_SPLITS;
  }

  /** Only a completed attempt counts: one that the network interrupted changed nothing. */
  #noteSplit(newChain: Result<unknown, SyncFault>): void {
    if (newChain.ok) this.#splits = [...this.#splits, this.#clock.monotonicMs()];
  }
}
