import type { RawBuilder } from 'kysely';
import type { Trx } from './database.ts';

/** Everything in which the two databases differ. No other file may ask which one it is. */
export interface Dialect {
  readonly text: RawBuilder<unknown>;
  readonly integer: RawBuilder<unknown>;
  readonly bytes: RawBuilder<unknown>;
  /** What ends the definition of a table. */
  readonly tableEnd: RawBuilder<unknown>;
  /**
   * Rows of entries as one parameter, a JSON array, under the name `r`: the statement is the same for every length, so it is
   * compiled once.
   */
  entryRows(json: string): RawBuilder<unknown>;
  /** Tells every instance, once the transaction is committed, that a feed of an institution has changed. */
  announce(trx: Trx, institution: string, feed: string): Promise<void>;
}
