import type { RawBuilder } from 'kysely';
import type { Trx } from './database.ts';
import type { Tables } from './tables.ts';

/** What differs between the entries of one insert. */
export type EntryRow = Omit<Tables['entries'], 'chain' | 'repeats' | 'receivedAt'>;

/** Everything in which the two databases differ. No other file may ask which one it is. */
export interface Dialect {
  readonly text: RawBuilder<unknown>;
  readonly integer: RawBuilder<unknown>;
  readonly bytes: RawBuilder<unknown>;
  /** What ends the definition of a table. */
  readonly tableEnd: RawBuilder<unknown>;
  /** Entries as a table `r`, in a statement that is the same for every number of them, so it is compiled once. */
  entryRows(rows: readonly EntryRow[]): RawBuilder<unknown>;
  /** Tells every instance, once the transaction is committed, that a feed of an institution has changed. */
  announce(trx: Trx, institution: string, feed: string): Promise<void>;
}
