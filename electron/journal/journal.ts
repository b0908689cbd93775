import type { EntryDraft, EntryType, RecordedEntry } from '../../shared/session/entries.ts';
import type { Result } from '../../shared/result.ts';
import { verifyEntry } from '../../shared/sync/chain.ts';
import type { Head, WireEntry } from '../../shared/sync/wire.ts';
import type { DiskReserve } from './recovery/disk-reserve.ts';
import { bodyOf, isRecorded } from './entry-bodies.ts';
import { readable, type StoredRow } from './sqlite/entry-table.ts';
import { JournalFault } from './sqlite/faults.ts';
import type { HeadCheckpoint } from './recovery/head-checkpoint.ts';
import type { Ledger, Written } from './ledger.ts';
import { loadSnapshot, saveSnapshot, type SnapshotPlace } from './snapshot.ts';
import { type Verified, verifyLedger, type VerifyRefusal } from './verify.ts';

/** How the state is derived from the entries. A new `version` voids every older snapshot. */
export type Fold<S> = {
  /** S must survive JSON: plain objects, arrays, text, finite numbers, booleans, null. */
  readonly initial: S;
  readonly evolve: (state: S, entry: RecordedEntry) => S;
  readonly version: number;
  /** Sessions whose entries must not be erased, because folding from the start would need them. */
  readonly needs?: (state: S) => readonly string[];
};

/** An entry with its place in the chain. */
export type StoredEntry = RecordedEntry & {
  readonly chain: string;
  readonly seq: number;
  readonly id: string;
  readonly hash: string;
};

/** Why a former journal could not be used (R60). */
export type Incident = {
  /** `behind`: the file is intact but lost its tail. */
  readonly code: 'not-a-database' | 'corrupt' | 'key-changed' | 'missing' | 'behind';
  /** Path of the unusable file, or of a copy of the one that was behind; null when it was missing. */
  readonly setAside: string | null;
  readonly previousChain: string | null;
};

export type TypeQuery = {
  /** Milliseconds since 1970, inclusive. */
  readonly fromMs?: number;
  /** Milliseconds since 1970, exclusive. */
  readonly untilMs?: number;
  readonly limit?: number;
};

export type JournalOptions<S> = {
  readonly file: string;
  readonly ledger: Ledger;
  readonly fold: Fold<S>;
  /** Entries between two snapshots, so that opening stays fast. */
  readonly snapshotEvery: number;
  readonly incident: Incident | null;
  readonly headCheckpoint: HeadCheckpoint;
  readonly diskReserve: DiskReserve;
};

const REPLAY_BATCH = 500;
const DEFAULT_LIMIT = 10_000;

/** The station's journal and the state folded from it. Opened by `openJournal`. */
export class Journal<S> {
  /** Chains, sending and sealing: for sync. */
  readonly ledger: Ledger;
  readonly incident: Incident | null;
  readonly file: string;
  /** Disk space in reserve; `held()` is 0 after it was released to a full disk. */
  readonly diskReserve: DiskReserve;
  readonly #headCheckpoint: HeadCheckpoint;
  readonly #fold: Fold<S>;
  readonly #snapshotEvery: number;
  #state: S;
  #place: SnapshotPlace;
  #savedPosition: number;
  #recoveries = 0;

  /** Folds the snapshot and the tail after it, verifying the tail. Throws {@link JournalFault} `corrupt`. */
  constructor(options: JournalOptions<S>) {
    this.ledger = options.ledger;
    this.incident = options.incident;
    this.file = options.file;
    this.diskReserve = options.diskReserve;
    this.#headCheckpoint = options.headCheckpoint;
    this.#fold = options.fold;
    this.#snapshotEvery = options.snapshotEvery;
    const start = this.#startOfFold();
    this.#savedPosition = start.place.position;
    const { state, place } = this.#replay(start.state, start.place);
    this.#state = state;
    this.#place = place;
    this.#headCheckpoint.write({ chain: this.chain, head: this.head });
    this.#headCheckpoint.sync();
  }

  get state(): S {
    return this.#state;
  }
  get chain(): string {
    return this.ledger.chain;
  }
  get head(): Head | null {
    return this.ledger.head;
  }

  /**
   * Records what happened: all drafts or none, on disk and folded when this returns (R60).
   * Throws `EntryRejected` for a draft that may not be written, `JournalFault` when the disk refuses; in both cases
   * nothing was written and the state is the former one. After an error of input or output the file is reopened,
   * verified, and written to once more.
   */
  append(drafts: readonly EntryDraft[]): readonly StoredEntry[] {
    if (drafts.length === 0) return [];
    try {
      return this.#write(drafts);
    } catch (error) {
      const mayPass = error instanceof JournalFault && error.code === 'input-output';
      if (!mayPass || !this.ledger.recover()) throw error;
      // A commit whose sync failed may still be on disk.
      const landed = new Set(this.ledger.landed().map((entry) => entry.hash));
      const found = this.#catchUp();
      return landed.size === 0 ? this.#write(drafts) : found.filter((entry) => landed.has(entry.hash));
    }
  }

  #write(drafts: readonly EntryDraft[]): readonly StoredEntry[] {
    if (this.#recoveries !== this.ledger.recoveries) this.#catchUp();
    let next = { state: this.#state, place: this.#place };
    let savedPosition = this.#savedPosition;
    let stored: readonly StoredEntry[] = [];
    this.ledger.write(
      drafts.map((draft) => ({ ...draft, body: bodyOf(draft) })),
      {
        within: (written) => {
          stored = written
            .map(({ entry, atMs }) => storedEntry(entry, atMs))
            .filter((entry) => entry !== null);
          const state = stored.reduce((folded, entry) => this.#fold.evolve(folded, entry), this.#state);
          next = { state, place: this.#placeAfter(written.at(-1)) };
          if (next.place.position - this.#savedPosition < this.#snapshotEvery) return;
          saveSnapshot(this.ledger.connection, this.ledger.sealer, next.place, state);
          savedPosition = next.place.position;
        },
        committed: () => {
          this.#state = next.state;
          this.#place = next.place;
          this.#savedPosition = savedPosition;
        },
      },
    );
    return stored;
  }

  /** Entries of the present chain in wire form, from `fromSeq` (1 is the first). */
  read(fromSeq: number, limit: number): readonly WireEntry[] {
    return this.ledger.read(fromSeq, limit).map((row) => row.wire);
  }

  /** Entries of some types over all chains, oldest first; erased ones are left out (R53). */
  entriesOfType<T extends EntryType>(
    types: readonly T[],
    { fromMs = 0, untilMs = Number.MAX_SAFE_INTEGER, limit = DEFAULT_LIMIT }: TypeQuery = {},
  ): readonly Extract<StoredEntry, { type: T }>[] {
    return readable(this.ledger.entries.ofTypes(types, fromMs, untilMs, limit))
      .map(storedRow)
      .filter((entry) => entry !== null)
      .filter((entry) => isOfType(entry, types));
  }

  /** Everything that belongs to a session, oldest first; erased entries are left out. */
  entriesOfSession(session: string): readonly StoredEntry[] {
    return readable(this.ledger.entries.ofSession(session))
      .map(storedRow)
      .filter((entry) => entry !== null);
  }

  /** Verifies every chain of the file from its first entry on; takes time in proportion to the journal. */
  verify(): Result<Verified, VerifyRefusal> {
    return verifyLedger(this.ledger);
  }

  /** The sessions whose entries must not be erased yet. */
  neededSessions(): ReadonlySet<string> {
    return new Set(this.#fold.needs?.(this.#state) ?? []);
  }

  /** Moves everything into the main file and empties the WAL: after erasing, on idle, before a copy. */
  checkpoint(): void {
    this.ledger.connection.pragma('wal_checkpoint(TRUNCATE)');
    this.#headCheckpoint.sync();
  }

  /** Overwrites the saved fold, so that it contains nothing that was erased. */
  saveFold(): void {
    const { ledger } = this;
    ledger.transaction(() => saveSnapshot(ledger.connection, ledger.sealer, this.#place, this.#state));
    this.#savedPosition = this.#place.position;
  }

  /** Saves the fold, checkpoints, closes. The journal is not usable afterwards; after a fault it just closes. */
  close(): void {
    if (this.ledger.fault === null) {
      if (this.#place.position > this.#savedPosition) this.saveFold();
      this.checkpoint();
    }
    this.#headCheckpoint.close();
    if (this.ledger.fault === null) this.ledger.connection.close();
  }

  #startOfFold(): { readonly state: S; readonly place: SnapshotPlace } {
    const { connection, sealer, entries } = this.ledger;
    const saved = loadSnapshot<S>(connection, sealer, this.#fold.version);
    if (saved !== null && entries.hashAtPosition(saved.place.position) === saved.place.hash) return saved;
    return { state: this.#fold.initial, place: { foldVersion: this.#fold.version, position: 0, hash: '' } };
  }

  #replay(start: S, from: SnapshotPlace): { readonly state: S; readonly place: SnapshotPlace } {
    let state = start;
    let place = from;
    const heads = new Map<string, Head>();
    for (;;) {
      const rows = readable(this.ledger.entries.after(place.position, REPLAY_BATCH));
      const last = rows.at(-1);
      if (last === undefined) return { state, place };
      for (const row of rows) {
        this.#verifyInChain(row, heads);
        const entry = row.carried ? null : storedRow(row);
        if (entry !== null) state = this.#fold.evolve(state, entry);
      }
      place = { ...place, position: last.position, hash: last.wire.hash };
    }
  }

  /** `heads` caches the last entry of each chain; otherwise the previous entry is looked up. */
  #verifyInChain({ wire, bodyState, isFaithful }: StoredRow, heads: Map<string, Head>): void {
    const { chain, seq } = wire.header;
    const hash = seq > 1 ? this.ledger.entries.hashAt(chain, seq - 1) : null;
    const before = heads.get(chain) ?? (hash === null ? null : { seq: seq - 1, hash });
    const verified = verifyEntry(chain, before, wire);
    if (!verified.ok || bodyState === 'unreadable' || !isFaithful) {
      const why = !verified.ok ? verified.refusal : isFaithful ? 'body-unreadable' : 'row-mismatch';
      throw new JournalFault('corrupt', new Error(`seq ${seq}: ${why}`));
    }
    heads.set(chain, verified.value);
  }

  /** Folds the entries on disk that are not folded yet, and returns them. */
  #catchUp(): readonly StoredEntry[] {
    this.#recoveries = this.ledger.recoveries;
    const found = readable(this.ledger.entries.after(this.#place.position, REPLAY_BATCH));
    const { state, place } = this.#replay(this.#state, this.#place);
    this.#state = state;
    this.#place = place;
    return found.map(storedRow).filter((entry) => entry !== null);
  }

  #placeAfter(last: Written | undefined): SnapshotPlace {
    return last === undefined
      ? this.#place
      : { ...this.#place, position: last.position, hash: last.entry.hash };
  }
}

function storedRow({ wire }: Pick<StoredRow, 'wire'>): StoredEntry | null {
  return storedEntry(wire, Date.parse(wire.header.at));
}

/** An entry as the fold reads it; null for types that it does not know. */
export function foldableEntry(wire: WireEntry): RecordedEntry | null {
  return storedRow({ wire });
}

/** Null for what the fold does not know: erased bodies, entries about sync, types of other releases. */
function storedEntry({ header, hash, body }: WireEntry, at: number): StoredEntry | null {
  const { type, actor, session, chain, seq, id } = header;
  const entry = { type, body, actor, session, at, chain, seq, id, hash };
  return isRecorded(entry) ? entry : null;
}

function isOfType<T extends EntryType>(
  entry: StoredEntry,
  types: readonly T[],
): entry is Extract<StoredEntry, { type: T }> {
  return types.some((type) => type === entry.type);
}
