import type { DiskReserve } from '../recovery/disk-reserve.ts';
import type { Connection } from './database.ts';
import { fileFaultOf, JournalFault } from './faults.ts';

export type GuardedFileOptions = {
  readonly connection: Connection;
  /** Opens the same file again; null when that fails. */
  readonly reopen: () => Connection | null;
  readonly diskReserve: DiskReserve | null;
};

/** The open database, and how it recovers when the disk refuses. */
export class GuardedFile {
  readonly #options: GuardedFileOptions;
  #connection: Connection;
  #inTransaction: InTransaction;
  #fault: JournalFault | null = null;

  constructor(options: GuardedFileOptions) {
    this.#options = options;
    this.#connection = options.connection;
    this.#inTransaction = transactionsOf(options.connection);
  }

  /** Throws {@link JournalFault} while the file is closed after a fault. */
  get connection(): Connection {
    if (!this.#connection.open && this.#fault !== null) throw this.#fault;
    return this.#connection;
  }

  /** Why nothing may be read or written until the file is reopened; null when all is well. */
  get fault(): JournalFault | null {
    return this.#fault;
  }

  transaction<T>(work: () => T): T {
    const run = (): T => this.guarded(() => this.#run(work));
    try {
      return run();
    } catch (error) {
      const isFull = error instanceof JournalFault && error.code === 'disk-full';
      if (!isFull || this.#options.diskReserve?.release() !== true) throw error;
      return run();
    }
  }

  /** After an I/O error the kernel may have dropped pages that SQLite believes written. */
  guarded<T>(work: () => T): T {
    if (this.#fault !== null) throw this.#fault;
    try {
      return work();
    } catch (error) {
      const code = fileFaultOf(error);
      if (code === null) throw error;
      const fault = new JournalFault(code, error);
      if (code === 'input-output' || code === 'corrupt') this.#fault = fault;
      throw fault;
    }
  }

  /**
   * Closes and reopens the file, so that only what is on disk counts. `isWhole` compares it with what the caller knows.
   * The WAL is then written into the main file and synced: after a failed sync its pages may be in memory only, and the
   * next sync would report success. Returns whether the file is usable.
   */
  reopen(isWhole: (connection: Connection) => boolean): boolean {
    this.#close();
    try {
      const fresh = this.#options.reopen();
      if (fresh === null) {
        this.#fault ??= new JournalFault('cannot-open', null);
        return false;
      }
      this.#connection = fresh;
      this.#inTransaction = transactionsOf(fresh);
      const whole = isWhole(fresh);
      if (whole) fresh.pragma('wal_checkpoint(TRUNCATE)');
      this.#fault = whole ? null : new JournalFault('corrupt', new Error('The file lacks what was written'));
    } catch (error) {
      const code = fileFaultOf(error);
      if (code === null) throw error;
      this.#fault = new JournalFault(code, error);
    }
    if (this.#fault === null) return true;
    this.#close();
    return false;
  }

  #run<T>(work: () => T): T {
    void this.connection;
    const done: { readonly value: T }[] = [];
    this.#inTransaction(() => void done.push({ value: work() }));
    const [first] = done;
    if (first === undefined) throw new TypeError('A transaction ended without its work');
    return first.value;
  }

  #close(): void {
    try {
      this.#connection.close();
    } catch (error) {
      // Closing checkpoints on the same failing disk; what counts is what can be read afterwards.
      if (fileFaultOf(error) === null) throw error;
    }
  }
}

type InTransaction = (work: () => void) => void;

/** Created once per connection: creating it costs as much as hashing an entry. */
function transactionsOf(connection: Connection): InTransaction {
  const run = connection.transaction((work: () => void) => work());
  return (work) => run.immediate(work);
}
