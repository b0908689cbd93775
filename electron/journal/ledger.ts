import { textOf } from '../../shared/sync/chain.ts';
import type { Signer } from '../../shared/sync/keys.ts';
import type { GenesisReason, Head, WireEntry } from '../../shared/sync/wire.ts';
import { Emitter } from '../platform/emitter.ts';
import type { DiskReserve } from './recovery/disk-reserve.ts';
import { copyToChain } from './copy-to-chain.ts';
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
import type { HeadCheckpoint, LastKnown } from './recovery/head-checkpoint.ts';
import {
  type JournalIdentity,
  EntryBuilder,
  type EntryBuilderOptions,
  unenrolledStation,
} from './entry-builder.ts';
import type { Sealer } from './keys/seal.ts';

export type LedgerOptions = EntryBuilderOptions & {
  readonly connection: Connection;
  readonly sealer: Sealer;
  readonly identity: JournalIdentity;
  /** Head of a journal that was set aside or is missing; null at a first start. */
  readonly lost: LastKnown | null;
  /** Opens the same file again after a fault. */
  readonly reopen?: () => Connection | null;
  readonly diskReserve?: DiskReserve | null;
  readonly headCheckpoint?: HeadCheckpoint | null;
};

export type Written = { readonly position: number; readonly atMs: number; readonly entry: WireEntry };

export type WriteSteps = {
  readonly within?: (written: readonly Written[]) => void;
  readonly committed?: () => void;
};

/** How to start a new chain. */
export type NewChain = {
  readonly reason: GenesisReason;
  readonly lastCommonSeq: number;
  /** The chain that the genesis names; by default the present chain and its head. */
  readonly previous?: LastKnown;
  /** Entries to write after the `carried` copied ones. */
  readonly firstEntries?: (carried: number) => readonly LedgerDraft[];
};

const COPY_BATCH = 200;

/** The chains and their entries on disk. Only this class appends; it does not interpret entries. */
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
   * they are on disk, before listeners are notified.
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

  /** Tells of every write and every new chain. Returns a function that stops listening. */
  onWrite(listener: () => void): () => void {
    return this.#writes.on(listener);
  }

  /**
   * Continues as `identity`. When the newest chain is another station's or another installation's, a new chain begins,
   * and the entries that the server has not acknowledged are copied to it (SYNC.md, `carriedFrom`). Another key of the
   * same station continues the same chain.
   */
  adopt(identity: JournalIdentity): void {
    this.#identity = identity;
    const { genesis, ackedSeq } = this.#record;
    if (genesis.station === identity.station && genesis.install === identity.install) return;
    const isUnenrolled = identity.station === unenrolledStation(identity.install);
    this.newChain({ reason: isUnenrolled ? 'reimaged' : 'enrolled', lastCommonSeq: ackedSeq });
  }

  /**
   * Starts a chain that names the present one and copies the entries after `lastCommonSeq` to it. The former chain is
   * unchanged.
   */
  newChain({ reason, lastCommonSeq, previous, firstEntries = () => [] }: NewChain): void {
    const former = this.#record;
    const { record, head } = this.#file.transaction(() => {
      const next = this.#insertChain(reason, previous ?? { chain: former.chain, head: this.#head });
      this.chains.leave(former.chain, lastCommonSeq);
      const end = this.#carry(former.chain, lastCommonSeq, Number.MAX_SAFE_INTEGER, next.chain, null);
      const last = this.#insert(firstEntries(end?.seq ?? 0), next.chain, end).at(-1)?.entry;
      return { record: next, head: last === undefined ? end : { seq: last.header.seq, hash: last.hash } };
    });
    this.#record = record;
    this.#advance(head);
    this.#tell();
  }

  /** Copies entries of a file that was set aside into this chain (SYNC.md, `carriedFrom`). */
  takeOver(wires: readonly WireEntry[]): void {
    const end = this.#file.transaction(() => this.#carryAll(wires, this.chain, this.#head, false));
    this.#advance(end);
    this.#tell();
  }

  /** Copies entries after `lastCommonSeq` of a former chain into this one, because the server no longer has them. */
  copyFormer(former: ChainRecord, lastCommonSeq: number): void {
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

  /** Former chains of this station, oldest first, each up to what it shares with the server. */
  formerChains(): readonly ChainView[] {
    return this.chains
      .all()
      .filter(({ chain, genesis }) => chain !== this.chain && genesis.station === this.#identity.station)
      .map((record) => formerChain(this, record));
  }

  /** Entries of this chain from `fromSeq` on. Throws `JournalFault` `corrupt` at a damaged row. */
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

  /** Saves what the server said about this chain, and writes `entries` in the same transaction. */
  saveSyncState(
    syncState: SyncState,
    entries: readonly LedgerDraft[] = [],
    withheld: readonly number[] = [],
  ): void {
    this.write(entries, {
      within: () => {
        this.chains.saveSyncState(this.chain, syncState);
        for (const seq of withheld) this.entries.withhold(this.chain, seq);
      },
      committed: () => {
        this.#record = { ...this.#record, ...syncState };
      },
    });
  }

  /** Reloads the chain's row after a change outside {@link saveSyncState}. */
  refresh(): void {
    this.#record = this.chains.newest() ?? this.#record;
  }

  /**
   * After a disk fault: reopens the file and compares it with what was reported as written. Returns whether the journal
   * is usable. An entry whose commit failed may still be there.
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

  /** How often the file was reopened. After each time, entries reported as failed may have to be picked up. */
  get recoveries(): number {
    return this.#recoveries;
  }

  /** The entries of the last write if they reached the disk although it failed; otherwise none. */
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
      const rows = this.entries.range(from, next, COPY_BATCH).filter((row) => seqOf(row) <= upToSeq);
      const last = rows.at(-1);
      if (last === undefined) return head;
      // A row without a readable header cannot be copied; verify() reports it.
      const wires = rows.map((row) => row.wire).filter((wire) => wire !== null);
      head = this.#carryAll(wires, to, head, true);
      next = seqOf(last) + 1;
    }
  }

  /** `copies`: the originals are in this file too and already folded. */
  #carryAll(wires: readonly WireEntry[], to: string, after: Head | null, copies: boolean): Head | null {
    let head = after;
    for (const wire of wires) {
      const entry = copyToChain(wire, to, head);
      this.entries.insert(entry, textOf(entry), Date.parse(entry.header.at), copies);
      head = { seq: entry.header.seq, hash: entry.hash };
    }
    return head;
  }

  #advance(head: Head | null): void {
    this.#head = head;
    this.#options.headCheckpoint?.write({ chain: this.chain, head });
  }

  #tell(): void {
    this.#writes.emit();
  }
}
