import type { Clock } from '../../shared/clock.ts';
import { ok, refuse, type Result } from '../../shared/result.ts';
import type { StateAnswer } from '../../shared/sync/wire.ts';
import type { Ledger } from '../journal/ledger.ts';
import { startNewChain, leaveDamagedChain, rejoinFormer } from './fork-recovery.ts';
import { fault, type SyncFault } from './fault.ts';
import { type ChainContext, compareHeads, type Divergence, handshake } from './handshake.ts';
import { BatchSizer } from './batch-sizer.ts';
import { push } from './push.ts';

/** What was put right without anybody's help. */
export type Repaired = Divergence | 'server-went-back' | 'journal-damaged';

export type JourneyEnd = {
  readonly state: StateAnswer | null;
  readonly fault: SyncFault | null;
  readonly healed: Repaired | null;
  /** How many entries were acknowledged. */
  readonly sent: number;
};

/** So often a new chain may begin within {@link SPLIT_WINDOW_MS}: a server that contradicts itself must not fill the disk. */
const MOST_SPLITS = 5;
const SPLIT_WINDOW_MS = 10 * 60_000;
/** A chain that the server just disagreed about is taken up again in the same round. */
const MOST_TRIES = 3;
/** What settles of former chains is asked for this often. */
const FORMERS_EVERY_MS = 6 * 3_600_000;

/** Brings every chain of this station to the server: the newest first, then what former ones still owe. */
export class ChainSync {
  readonly #clock: Clock;
  readonly #ledger: Ledger;
  readonly #pace = new BatchSizer();
  #splits: readonly number[] = [];
  #formers: { readonly epoch: string; readonly atMs: number } | null = null;
  #unconfirmed: ReadonlySet<string> = new Set();

  constructor(clock: Clock, ledger: Ledger) {
    this.#clock = clock;
    this.#ledger = ledger;
  }

  /** Former chains that a restored server may lack: what it signed for them counts only once it was asked again. */
  get unconfirmed(): ReadonlySet<string> {
    return this.#unconfirmed;
  }

  async run(trip: ChainContext): Promise<JourneyEnd> {
    let healed: Repaired | null = null;
    let state: StateAnswer | null = null;
    let sent = 0;
    for (let tries = 1; ; tries += 1) {
      const greeted = await handshake(trip);
      if (!greeted.ok) return { state, fault: greeted.refusal, healed, sent };
      state = greeted.value;
      const went = await this.#newest(state, trip);
      if (went.healed !== null) healed = went.healed;
      sent += went.sent;
      const isForked = went.fault?.code === 'forked';
      const again = went.again || isForked;
      if (again && tries < MOST_TRIES) continue;
      const why = went.fault ?? (await this.#bringFormers(state, trip, healed === 'server-went-back'));
      return { state, fault: why, healed, sent };
    }
  }

  async #newest(
    state: StateAnswer,
    trip: ChainContext,
  ): Promise<Omit<JourneyEnd, 'state'> & { readonly again: boolean }> {
    const nothing = { fault: null, healed: null, sent: 0, again: false };
    const compared = await compareHeads(state, trip);
    if (!compared.ok) return { ...nothing, fault: compared.refusal };
    const met = compared.value;
    if (met !== 'level' && met !== 'server-went-back') {
      if (!this.#maySplit()) return { ...nothing, fault: fault(met) };
      const parted = await startNewChain(met, state, this.#ledger, trip);
      this.#noteSplit(parted);
      return parted.ok ? { ...nothing, healed: met, again: true } : { ...nothing, fault: parted.refusal };
    }
    const healed = met === 'level' ? null : met;
    const pushed = await push(state, trip, this.#pace);
    if (pushed.ok) return { ...nothing, healed, sent: pushed.value };
    if (pushed.refusal.code !== 'journal-damaged' || !this.#maySplit()) {
      return { ...nothing, healed, fault: pushed.refusal };
    }
    leaveDamagedChain(this.#ledger);
    this.#noteSplit(ok(undefined));
    return { ...nothing, healed: 'journal-damaged', again: true };
  }

  /** A restored server may lack former chains too; and what settles of them says what may be erased. */
  async #bringFormers(
    { epoch }: StateAnswer,
    trip: ChainContext,
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
      const brought = await this.#bringFormer({ ...trip, view });
      if (!brought.ok) return brought.refusal;
      this.#unconfirmed = new Set([...this.#unconfirmed].filter((chain) => chain !== view.chain));
    }
    this.#unconfirmed = new Set();
    this.#formers = { epoch, atMs: nowMs };
    return null;
  }

  async #bringFormer(trip: ChainContext): Promise<Result<unknown, SyncFault>> {
    const greeted = await handshake(trip);
    if (!greeted.ok) return greeted;
    const compared = await compareHeads(greeted.value, trip);
    if (!compared.ok) return compared;
    if (compared.value === 'level' || compared.value === 'server-went-back') {
      return push(greeted.value, trip, this.#pace);
    }
    if (!this.#maySplit()) return refuse(fault(compared.value));
    const rejoined = await rejoinFormer(greeted.value, this.#ledger, trip);
    this.#noteSplit(rejoined);
    return rejoined;
  }

  #maySplit(): boolean {
    const nowMs = this.#clock.monotonicMs();
    this.#splits = this.#splits.filter((atMs) => nowMs - atMs < SPLIT_WINDOW_MS);
    return this.#splits.length < MOST_SPLITS;
  }

  /** What the network broke off changed nothing, and may be tried again as often as it takes. */
  #noteSplit(parted: Result<unknown, SyncFault>): void {
    if (parted.ok) this.#splits = [...this.#splits, this.#clock.monotonicMs()];
  }
}
