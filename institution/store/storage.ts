import type { Database } from './database.ts';

/** An open database with what only its kind has. */
export interface Storage {
  readonly database: Database;
  /**
   * The latest generation of feeds known to have been in use, where the data turned out to be a restored copy; otherwise
   * null.
   */
  readonly putBack: number | null;
  /** Makes a backup, registers it, and returns its name. Null where the database is backed up by its own tools. */
  readonly makeBackup: (() => Promise<string>) | null;
  /** Call after each answer: what waits for a quiet moment is done then. */
  readonly answered: () => void;
  /** Call once what follows from `putBack` is done. */
  readonly started: () => Promise<void>;
  readonly close: () => Promise<void>;
}
