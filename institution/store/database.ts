import { AsyncLocalStorage } from 'node:async_hooks';
import type { IsolationLevel, Kysely, Transaction } from 'kysely';
import { Migrator } from 'kysely/migration';
import type { Dialect } from './dialect.ts';
import { migrationsFor } from './migrations/migrations.ts';
import type { Tables } from './tables.ts';

export type Trx = Transaction<Tables>;
export type Reads = Pick<Trx, 'selectFrom'>;

/** A database whose writes all run in a transaction. The connection itself never leaves this file. */
export interface Database {
  readonly dialect: Dialect;
  /** A single query, which sees one state of the data without a transaction. */
  query<T>(work: (reads: Reads) => Promise<T>): Promise<T>;
  /** One consistent view of the data, however many queries `work` makes. */
  read<T>(work: (trx: Trx) => Promise<T>): Promise<T>;
  /** Durable, or nothing of it happened. `work` waits for nothing but its own queries. */
  write<T>(work: (trx: Trx) => Promise<T>): Promise<T>;
  /** Runs `work` on SQLite's one connection while no transaction is open. */
  between<T>(work: () => T): Promise<T>;
  close(): Promise<void>;
}

/** The tables were written by a version of the program that knows more migrations. */
export class NewerDatabase extends Error {}

/** Migrates the database and takes it over. `readIsolation`: what gives `read` its consistent view. */
export async function openDatabase(
  db: Kysely<Tables>,
  dialect: Dialect,
  readIsolation: IsolationLevel | null,
): Promise<Database> {
  await migrate(db, dialect);
  const inside = new AsyncLocalStorage<true>();
  // SQLite has one connection, so the inner transaction would wait for the outer one for ever.
  const refuseInside = (): void => {
    if (inside.getStore() === true) throw new Error('A transaction inside a transaction');
  };
  const run = <T>(isolation: IsolationLevel | null, work: (trx: Trx) => Promise<T>): Promise<T> => {
    refuseInside();
    const transaction = isolation === null ? db.transaction() : db.transaction().setIsolationLevel(isolation);
    return transaction.execute((trx) => inside.run(true, () => work(trx)));
  };
  return {
    dialect,
    query(work) {
      refuseInside();
      return work(db);
    },
    read: (work) => run(readIsolation, work),
    write: (work) => run(null, work),
    between: (work) => db.connection().execute(() => Promise.resolve(work())),
    close: () => db.destroy(),
  };
}

/** PostgreSQL runs this under a lock, so several instances may start at once. */
async function migrate(db: Kysely<Tables>, dialect: Dialect): Promise<void> {
  const migrations = migrationsFor(dialect);
  const migrator = new Migrator({ db, provider: { getMigrations: () => Promise.resolve(migrations) } });
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
  if (tables.some(({ name }) => name === MIGRATION_TABLE)) {
    const done = await db.selectFrom(MIGRATION_TABLE).select('name').execute();
    if (done.some(({ name }) => !Object.hasOwn(migrations, name))) throw new NewerDatabase();
  }
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw new Error('The institution’s tables cannot be migrated', { cause: error });
}

/** Kysely's own. */
const MIGRATION_TABLE = 'kysely_migration';
