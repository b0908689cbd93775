import { textOf } from '../../shared/sync/chain.ts';
import type { Signer } from '../../shared/sync/keys.ts';
import type { GenesisReason, Head, WireEntry } from '../../shared/sync/wire.ts';
import { Emitter } from '../platform/emitter.ts';
import type { DiskReserve } from './recovery/disk-reserve.ts';
import { carriedEntry } from './copy-to-chain.ts';
import { type ChainRecord, type ChainTable, chainTable, type SyncState } from './sqlite/chain-table.ts';
import { type ChainView, formerChain, type LedgerDraft } from './chain-view.ts';
import type { Connection } from './sqlite/database.ts';
import {
  type DamagedRow,
  type EntryTable,
  entryTable,
  readable,
  seqOf,
  type StoredRow,
  type TextRow,
} from './sqlite/entry-table.ts';
import type { JournalFault } from './sqlite/faults.ts';
import { GuardedFile } from './sqlite/guarded-file.ts';
import type { HeadCopy, LastKnown } from './recovery/head-checkpoint.ts';
import {
  type JournalIdentity,
  EntryBuilder,
  type ScribeOptions,
  unenrolledStation,
} from './entry-builder.ts';
import type { Sealer } from './keys/seal.ts';

export type LedgerOptions = ScribeOptions & {
  readonly connection: Connection;
  readonly sealer: Sealer;
  readonly identity: JournalIdentity;
  /** What is known of a journal that had to be set aside or is gone; null for a first start. */
  readonly lost: LastKnown | null;
  /** Opens the same file once more after a fault. */
  readonly reopen?: () => Connection | null;
  readonly diskReserve?: DiskReserve | null;
  readonly headCopy?: HeadCopy | null;
};

export type Written = { readonly position: number; readonly atMs: number; readonly entry: WireEntry };

export type WriteSteps = {
  readonly within?: (written: readonly Written[]) => void;
  readonly committed?: () => void;
};

/** A new chain: why, what of the present one the server shares, what it names as its forerunner, and who is told. */
export type NewChain = {
  readonly reason: GenesisReason;
  readonly lastCommonSeq: number;
  /** The present chain and its head, unless more is known of them than the file holds. */
  readonly previous?: LastKnown;
  /** Entries that begin what is written after the carried ones; `carried` says how many those are. */
  readonly told?: (carried: number) => readonly LedgerDraft[];
};

const CARRY_BATCH = 200;

/** The chains and their entries on disk: the one place that appends. Knows nothing of what an entry means. */
export class Ledger implements ChainView {
  readonly sealer: Sealer;
  readonly #options: LedgerOptions;
  readonly #file: GuardedFile;
  readonly #entryBuilder: EntryBuilder;
  readonly #writes = new Emitter<void>();
  #entries: EntryTable;
  #chains: ChainTable;
  #identity: JournalIdentity;
  #record: ChainRecord;
  #head: Head | null;
  #attempted: readonly WireEntry[] = [];
  #recoveries = 0;

  /** Opens the newest chain, or begins one. Throws errors of SQLite; `open.ts` classifies them. */
  constructor(options: LedgerOptions) {
    const { connection, sealer, identity, reopen = () => null, diskReserve = null } = options;
    this.#options = options;
    this.#entryBuilder = new EntryBuilder(options);
    this.#identity = identity;
    this.sealer = sealer;
    this.#file = new GuardedFile({ connection, reopen, diskReserve });
    this.#entries = entryTable(connection, sealer);
    this.#chains = chainTable(connection);
    this.#record = this.#chains.newest() ?? this.#begin();
    this.#head = this.#entries.headOf(this.#record.chain);
    this.adopt(identity);
  }

  get connection(): Connection {
    return this.#file.connection;
  }
  get entries(): EntryTable {
    // Throws while the file is closed after a fault.
    void this.#file.connection;
    return this.#entries;
  }
  get chains(): ChainTable {
    void this.#file.connection;
    return this.#chains;
  }
  get chain(): string {
    return this.#record.chain;
  }
  /** The key that signs for this station. */
  get signer(): Signer {
    return this.#identity;
  }
  /** The last entry of the chain; null while it has none. */
  get head(): Head | null {
    return this.#head;
  }
  get record(): ChainRecord {
    return this.#record;
  }
  /** Why nothing can be written or read until {@link recover} succeeds; null when all is well. */
  get fault(): JournalFault | null {
    return this.#file.fault;
  }

  /**
   * Writes all drafts in one transaction, on disk when this returns. `within` runs inside it, after the entries: it
   * may change tables that belong together with them, and its error rolls everything back. `committed` runs once
   * they are on disk, before anyone else is told.
   * Throws `EntryRejected` before anything is written, `JournalFault` when the disk refuses.
   */
  write(drafts: readonly LedgerDraft[], steps: WriteSteps = {}): readonly Written[] {
    this.#attempted = [];
    const written = this.#file.transaction(() => {
      const done = this.#insert(drafts, this.chain, this.#head);
      this.#attempted = done.map(({ entry }) => entry);
      steps.within?.(done);
      return done;
    });
    const last = written.at(-1);
    if (last !== undefined) this.#advance({ seq: last.entry.header.seq, hash: last.entry.hash });
    steps.committed?.();
    this.#tell();
    return written;
  }

  /** Changes tables beside the entries in one transaction. Throws `JournalFault`. */
  transaction<T>(work: () => T): T {
    return this.#file.transaction(work);
  }

  /** Tells of every write and every new chain. Gives the way to stop listening. */
  onWrite(listener: () => void): () => void {
    return this.#writes.on(listener);
  }

  /**
   * Goes on as `identity`. When the newest chain is another station's or another installation's, a new chain begins,
   * and what the server has not acknowledged of the former one is carried over (SYNC.md, `carriedFrom`). Another key
   * of the same station signs on in the same chain.
   */
  adopt(identity: JournalIdentity): void {
    this.#identity = identity;
    const { genesis, ackedSeq } = this.#record;
    if (genesis.station === identity.station && genesis.install === identity.install) return;
    const isUnenrolled = identity.station === unenrolledStation(identity.install);
    this.newChain({ reason: isUnenrolled ? 'reimaged' : 'enrolled', lastCommonSeq: ackedSeq });
  }

  /**
   * Begins a chain that names the present one, and carries the entries after `lastCommonSeq` over to it. The former
   * chain keeps everything it has.
   */
  newChain({ reason, lastCommonSeq, previous, told = () => [] }: NewChain): void {
    const former = this.#record;
    const { record, head } = this.#file.transaction(() => {
      const next = this.#insertChain(reason, previous ?? { chain: former.chain, head: this.#head });
      this.chains.leave(former.chain, lastCommonSeq);
      const end = this.#carry(former.chain, lastCommonSeq, Number.MAX_SAFE_INTEGER, next.chain, null);
      const last = this.#insert(told(end?.seq ?? 0), next.chain, end).at(-1)?.entry;
      return { record: next, head: last === undefined ? end : { seq: last.header.seq, hash: last.hash } };
    });
    this.#record = record;
    this.#advance(head);
    this.#tell();
  }

  /** Takes entries of a file that was set aside into this chain, as if they had been written here (SYNC.md, `carriedFrom`). */
  takeOver(wires: readonly WireEntry[]): void {
    const end = this.#file.transaction(() => this.#carryAll(wires, this.chain, this.#head, false));
    this.#advance(end);
    this.#tell();
  }

  /** Carries what comes after `lastCommonSeq` of a former chain into this one, because the server no longer has it. */
  carryFormer(former: ChainRecord, lastCommonSeq: number): void {
    const end = this.#file.transaction(() => {
      this.chains.leave(former.chain, lastCommonSeq);
      return this.#carry(
        former.chain,
        lastCommonSeq,
        former.commonSeq ?? lastCommonSeq,
        this.chain,
        this.#head,
      );
    });
    this.#advance(end);
    this.#tell();
  }

  /** Former chains of this station, oldest first, each as far as it belongs to the server. */
  formerChains(): readonly ChainView[] {
    return this.chains
      .all()
      .filter(({ chain, genesis }) => chain !== this.chain && genesis.station === this.#identity.station)
      .map((record) => formerChain(this, record));
  }

  /** Entries of this chain from `fromSeq` on. Throws `JournalFault` `corrupt` at a row that cannot be read. */
  read(fromSeq: number, limit: number): readonly StoredRow[] {
    return this.#file.guarded(() => readable(this.entries.range(this.chain, fromSeq, limit)));
  }

  rows(fromSeq: number, limit: number): readonly (StoredRow | DamagedRow)[] {
    return this.#file.guarded(() => this.entries.range(this.chain, fromSeq, limit));
  }

  readTexts(fromSeq: number, limit: number): readonly TextRow[] {
    return this.#file.guarded(() => this.entries.texts(this.chain, fromSeq, limit));
  }

  hashAt(seq: number): string | null {
    return this.#file.guarded(() => this.entries.hashAt(this.chain, seq));
  }

  /** What the server told of this chain. With `travel`, those entries are written in the same transaction. */
  saveSyncState(
    told: SyncState,
    travel: readonly LedgerDraft[] = [],
    withheld: readonly number[] = [],
  ): void {
    this.write(travel, {
      within: () => {
        this.chains.saveSyncState(this.chain, told);
        for (const seq of withheld) this.entries.withhold(this.chain, seq);
      },
      committed: () => {
        this.#record = { ...this.#record, ...told };
      },
    });
  }

  /** Reads again what is kept of this chain, after its row was changed beside {@link saveSyncState}. */
  refresh(): void {
    this.#record = this.chains.newest() ?? this.#record;
  }

  /**
   * After a fault of the disk: closes the file, opens it again, and holds it against what was said to be written.
   * Gives whether the journal may be used again. An entry whose commit failed may nevertheless be there afterwards.
   */
  recover(): boolean {
    const isWhole = (fresh: Connection): boolean => {
      this.#entries = entryTable(fresh, this.sealer);
      this.#chains = chainTable(fresh);
      if (this.#chains.newest()?.chain !== this.chain) return false;
      return this.#head === null || this.#entries.hashAt(this.chain, this.#head.seq) === this.#head.hash;
    };
    if (!this.#file.reopen(isWhole)) return false;
    this.refresh();
    this.#advance(this.#entries.headOf(this.chain));
    this.#recoveries += 1;
    return true;
  }

  /** How often the file was reopened: whoever follows the entries must look for some that were said to have failed. */
  get recoveries(): number {
    return this.#recoveries;
  }

  /** The entries of the last write, when they are on the disk although it failed. */
  landed(): readonly WireEntry[] {
    const last = this.#attempted.at(-1);
    return last !== undefined && this.hashAt(last.header.seq) === last.hash ? this.#attempted : [];
  }

  #insert(drafts: readonly LedgerDraft[], chain: string, after: Head | null): readonly Written[] {
    const atMs = this.#entryBuilder.now();
    let head = after;
    return drafts.map((draft): Written => {
      const { entry, text } = this.#entryBuilder.entry(draft, atMs, chain, head);
      head = { seq: entry.header.seq, hash: entry.hash };
      return { position: this.entries.insert(entry, text, atMs, false), atMs, entry };
    });
  }

  #begin(): ChainRecord {
    const { lost } = this.#options;
    return this.#file.transaction(() => this.#insertChain(lost === null ? 'enrolled' : 'corrupt', lost));
  }

  #insertChain(reason: GenesisReason, previous: LastKnown | null): ChainRecord {
    return this.chains.insert(this.#entryBuilder.genesis(this.#identity, reason, previous));
  }

  #carry(from: string, afterSeq: number, upToSeq: number, to: string, after: Head | null): Head | null {
    let head = after;
    let next = afterSeq + 1;
    for (;;) {
      const rows = this.entries.range(from, next, CARRY_BATCH).filter((row) => seqOf(row) <= upToSeq);
      const last = rows.at(-1);
      if (last === undefined) return head;
      // A row without a readable header has nothing to carry; it stays where it is, and verify() names it.
      const wires = rows.map((row) => row.wire).filter((wire) => wire !== null);
      head = this.#carryAll(wires, to, head, true);
      next = seqOf(last) + 1;
    }
  }

  /** `copies`: the originals are in this file too, hence already part of the fold. */
  #carryAll(wires: readonly WireEntry[], to: string, after: Head | null, copies: boolean): Head | null {
    let head = after;
    for (const wire of wires) {
      const entry = carriedEntry(wire, to, head);
      this.entries.insert(entry, textOf(entry), Date.parse(entry.header.at), copies);
      head = { seq: entry.header.seq, hash: entry.hash };
    }
    return head;
  }

  #advance(head: Head | null): void {
    this.#head = head;
    this.#options.headCopy?.write({ chain: this.chain, head });
  }

  #tell(): void {
    this.#writes.emit();
  }
}
