import { V7Generator } from 'uuidv7';
import { z } from 'zod';
import { type Clock, toInstant } from '../../shared/clock.ts';
import {
  buildEntry,
  chainId,
  hashHeader,
  MAX_ENTRY_BYTES,
  prevOf,
  signGenesis,
  skeletonOf,
  wireBytes,
} from '../../shared/sync/chain.ts';
import type { Signer } from '../../shared/sync/keys.ts';
import {
  type Genesis,
  type GenesisReason,
  type Head,
  Header,
  type JsonObject,
  type WireEntry,
} from '../../shared/sync/wire.ts';
import { type ChainRecord, type ChainTable, chainTable, type Travel } from './chain-table.ts';
import type { Connection } from './database.ts';
import { type EntryTable, entryTable, type StoredRow } from './entry-table.ts';
import { EntryRejected, fileFaultOf, JournalFault } from './faults.ts';
import type { LastKnown } from './head-file.ts';
import type { Sealer } from './seal.ts';

/** Who writes: the station's name on the server (or `unenrolled-…`), its installation, its key. */
export type JournalIdentity = Signer & { readonly station: string; readonly install: string };

export type LedgerOptions = {
  readonly connection: Connection;
  readonly sealer: Sealer;
  readonly clock: Clock;
  readonly identity: JournalIdentity;
  readonly appVersion: string;
  /** The uuid of this start of the app. */
  readonly boot: string;
  /** What is known of a journal that had to be set aside or is gone; null for a first start. */
  readonly lost: LastKnown | null;
};

/** What may be written: type and body are validated by whoever calls (`bodies.ts`). */
export type LedgerDraft = {
  readonly type: string;
  readonly body: JsonObject;
  readonly actor: string;
  readonly session: string | null;
};

export type Written = { readonly position: number; readonly atMs: number; readonly entry: WireEntry };

export type WriteSteps = {
  readonly within?: (written: readonly Written[]) => void;
  readonly committed?: () => void;
};

/** The member `carriedFrom` must still fit when an entry is carried to another chain. */
const CARRY_RESERVE_BYTES = 256;
const CARRY_BATCH = 200;

/** The chains and their entries on disk: the one place that appends. Knows nothing of what an entry means. */
export class Ledger {
  readonly entries: EntryTable;
  readonly chains: ChainTable;
  readonly connection: Connection;
  readonly sealer: Sealer;
  readonly #options: LedgerOptions;
  readonly #ids = new V7Generator();
  readonly #listeners = new Set<() => void>();
  #identity: JournalIdentity;
  #record: ChainRecord;
  #head: Head | null;
  #broken: JournalFault | null = null;

  /** Opens the newest chain, or begins one. Throws errors of SQLite; `open.ts` classifies them. */
  constructor(options: LedgerOptions) {
    this.#options = options;
    this.#identity = options.identity;
    this.connection = options.connection;
    this.sealer = options.sealer;
    this.entries = entryTable(options.connection, options.sealer);
    this.chains = chainTable(options.connection);
    this.#record = this.chains.newest() ?? this.#begin();
    this.#head = this.entries.headOf(this.#record.chain);
    this.adopt(options.identity);
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

  /**
   * Writes all drafts in one transaction, on disk when this returns. `within` runs inside it, after the entries: it
   * may change tables that belong together with them, and its error rolls everything back. `committed` runs once
   * they are on disk, before anyone else is told.
   * Throws {@link EntryRejected} before anything is written, {@link JournalFault} when the disk refuses.
   */
  write(drafts: readonly LedgerDraft[], steps: WriteSteps = {}): readonly Written[] {
    const atMs = Math.trunc(this.#options.clock.now());
    const written = this.#transaction(() => {
      let head = this.#head;
      const done = drafts.map((draft): Written => {
        const entry = this.#entryFor(draft, atMs, head);
        head = { seq: entry.header.seq, hash: entry.hash };
        return { position: this.entries.insert(entry, atMs, false), atMs, entry };
      });
      steps.within?.(done);
      return done;
    });
    const last = written.at(-1);
    if (last !== undefined) this.#head = { seq: last.entry.header.seq, hash: last.entry.hash };
    steps.committed?.();
    this.#tell();
    return written;
  }

  /** Tells of every write and every new chain. Gives the way to stop listening. */
  onWrite(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Goes on as `identity`. When the newest chain is another station's or another key's, a new chain begins, and what
   * the server has not acknowledged of the former one is carried over (SYNC.md, `carriedFrom`).
   */
  adopt(identity: JournalIdentity): void {
    this.#identity = identity;
    const { genesis } = this.#record;
    if (genesis.station === identity.station && genesis.publicKey === identity.publicKey) return;
    this.newChain(
      identity.station === unenrolledStation(identity.install) ? 'reimaged' : 'enrolled',
      this.#record.ackedSeq,
    );
  }

  /**
   * Begins a chain that names the present one, and carries the entries after `lastCommonSeq` over to it: same ids,
   * types and times, `carriedFrom` in the body. A body that is gone stays gone, its commitment goes along.
   * The former chain keeps everything it has.
   */
  newChain(reason: GenesisReason, lastCommonSeq: number): void {
    const former = this.#record;
    const formerHead = this.#head;
    const { record, head } = this.#transaction(() => {
      const next = this.#insertChain(reason, former.chain, formerHead);
      return { record: next, head: this.#carry(former.chain, lastCommonSeq, next.chain) };
    });
    this.#record = record;
    this.#head = head;
    this.#tell();
  }

  /** Entries of this chain from `fromSeq` on. Throws {@link JournalFault} `corrupt` at a row that cannot be read. */
  read(fromSeq: number, limit: number): readonly StoredRow[] {
    return this.#guarded(() => readable(this.entries.range(this.chain, fromSeq, limit)));
  }

  hashAt(seq: number): string | null {
    return this.#guarded(() => this.entries.hashAt(this.chain, seq));
  }

  /** What the server told of this chain. With `travel`, that entry is written in the same transaction. */
  keepTravel(told: Travel, travel: readonly LedgerDraft[] = []): void {
    this.write(travel, {
      within: () => {
        this.chains.keepTravel(this.chain, told);
      },
      committed: () => {
        this.#record = { ...this.#record, ...told };
      },
    });
  }

  #entryFor(draft: LedgerDraft, atMs: number, head: Head | null): WireEntry {
    const { clock, boot } = this.#options;
    const entry = buildEntry(
      {
        chain: this.chain,
        seq: (head?.seq ?? 0) + 1,
        id: this.#ids.generateOrResetWithTs(atMs).toString(),
        prev: prevOf(this.chain, head),
        type: draft.type,
        at: toInstant(atMs),
        boot,
        monotonicMs: Math.max(0, Math.trunc(clock.monotonicMs())),
        clock: clock.status(),
        actor: draft.actor,
        session: draft.session,
      },
      draft.body,
    );
    const header = Header.safeParse(entry.header);
    if (!header.success) throw new EntryRejected('header-invalid', draft.type, z.prettifyError(header.error));
    const bytes = wireBytes(entry);
    if (bytes > MAX_ENTRY_BYTES - CARRY_RESERVE_BYTES)
      throw new EntryRejected('entry-too-large', draft.type, `${bytes} bytes`);
    return entry;
  }

  #begin(): ChainRecord {
    const { lost } = this.#options;
    return this.#transaction(() =>
      this.#insertChain(lost === null ? 'enrolled' : 'corrupt', lost?.chain ?? null, lost?.head ?? null),
    );
  }

  #insertChain(reason: GenesisReason, previousChain: string | null, previousHead: Head | null): ChainRecord {
    const { clock, appVersion } = this.#options;
    const genesis: Genesis = {
      v: 1,
      station: this.#identity.station,
      install: this.#identity.install,
      publicKey: this.#identity.publicKey,
      reason,
      previousChain,
      previousHead,
      createdAt: toInstant(Math.trunc(clock.now())),
      appVersion,
    };
    const chain = chainId(genesis);
    const signature = signGenesis(genesis, this.#identity);
    const record = { chain, genesis, signature, ackedSeq: 0, settledSeq: 0, receipt: null };
    this.chains.insert(record);
    return record;
  }

  #carry(from: string, lastCommonSeq: number, to: string): Head | null {
    let head: Head | null = null;
    let next = lastCommonSeq + 1;
    for (;;) {
      const rows = this.entries.range(from, next, CARRY_BATCH);
      const last = rows.at(-1);
      if (last === undefined) return head;
      // A row without a readable header has nothing to carry; it stays where it is, and verify() names it.
      for (const { wire } of rows.filter((row) => row.wire !== null)) {
        const entry: WireEntry = carried(wire, to, head);
        this.entries.insert(entry, Date.parse(entry.header.at), true);
        head = { seq: entry.header.seq, hash: entry.hash };
      }
      next = (last.wire === null ? last.seq : last.wire.header.seq) + 1;
    }
  }

  #transaction<T>(work: () => T): T {
    return this.#guarded(() => this.connection.transaction(work).immediate());
  }

  /** After an error of input or output the kernel may have thrown pages away that SQLite believes written. */
  #guarded<T>(work: () => T): T {
    if (this.#broken !== null) throw this.#broken;
    try {
      return work();
    } catch (error) {
      const code = fileFaultOf(error);
      if (code === null) throw error;
      const fault = new JournalFault(code, error);
      if (code === 'input-output' || code === 'corrupt') this.#broken = fault;
      throw fault;
    }
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

/** The name of a station before the server gave it one. */
export function unenrolledStation(install: string): string {
  return `unenrolled-${install}`;
}

/** Narrows rows to readable ones. Throws {@link JournalFault} `corrupt` at the first that is not. */
export function readable(rows: ReturnType<EntryTable['range']>): readonly StoredRow[] {
  return rows.map((row) => {
    if (row.wire !== null) return row;
    throw new JournalFault('corrupt', new Error(`The header of seq ${row.seq} cannot be read`));
  });
}

function carried(wire: WireEntry, chain: string, head: Head | null): WireEntry {
  const { v: _v, commit, ...fields } = wire.header;
  const placed = { ...fields, chain, seq: (head?.seq ?? 0) + 1, prev: prevOf(chain, head) };
  if (wire.body === null) {
    const header: Header = { v: 1, ...placed, commit };
    return skeletonOf({ header, hash: hashHeader(header), salt: null, body: null });
  }
  return buildEntry(placed, {
    ...wire.body,
    carriedFrom: { chain: wire.header.chain, seq: wire.header.seq },
  });
}
