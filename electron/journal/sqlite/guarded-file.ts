import type { DiskReserve } from '../recovery/disk-reserve.ts';
import type { Connection } from './database.ts';
import { fileFaultOf, JournalFault } from './faults.ts';

export type GuardedFileOptions = {
  readonly connection: Connection;
  /** Opens the same file once more, prepared as the first time; null when it cannot be had. */
  readonly reopen: () => Connection | null;
  readonly diskReserve: DiskReserve | null;
};

/** The open file, with what must happen when the disk refuses. */
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

  /** Why nothing may be read or written any more until the file was reopened; null when all is well. */
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

  /** After an error of input or output the kernel may have thrown pages away that SQLite believes written. */
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
   * Closes the file and opens it again, so that only what is on the disk counts. `isWhole` holds it against what the
   * caller knows. What the log holds is written and synced once more, into the main file: a sync that failed leaves it
   * in memory only, and the next one would say nothing. Gives whether the file may be used again.
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
      // The checkpoint of a closing connection meets the same disk; what matters is what can be read afterwards.
      if (fileFaultOf(error) === null) throw error;
    }
  }
}

type InTransaction = (work: () => void) => void;

/** Made once for each connection, because making it costs as much as hashing an entry. */
function transactionsOf(connection: Connection): InTransaction {
  const run = connection.transaction((work: () => void) => work());
  return (work) => run.immediate(work);
}
