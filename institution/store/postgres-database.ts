import { Kysely, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import { type Database, openDatabase } from './database.ts';
import type { Dialect } from './dialect.ts';
import type { Tables } from './tables.ts';

/** Connections of an instance: more do not help, because its own thread is the limit. */
const CONNECTIONS = 8;
const CONNECT_MS = 10_000;

/** The channel on which instances tell each other of changed feeds: `FEED INSTITUTION`. */
export const FEED_CHANNEL = 'child_link_feeds';

/** Opens and migrates a PostgreSQL database. Throws the driver's errors. */
export async function openPostgresDatabase(
  config: pg.ClientConfig,
  onIdleError: (error: Error) => void,
): Promise<Database> {
  const pool = new pg.Pool({
    ...config,
    max: CONNECTIONS,
    connectionTimeoutMillis: CONNECT_MS,
    types: { getTypeParser },
  });
  // Without a listener, a connection that breaks would end the process: the pool listens to idle ones alone.
  pool.on('error', onIdleError);
  pool.on('connect', (client) => client.on('error', onIdleError));
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  try {
    return await openDatabase(db, dialect, 'repeatable read');
  } catch (error) {
    await db.destroy();
    throw error;
  }
}

/** int8 comes as text otherwise; the contract keeps integers below 2^53. */
const getTypeParser: typeof pg.types.getTypeParser = (oid: number, format?: 'text' | 'binary') =>
  oid === pg.types.builtins.INT8 ? Number : pg.types.getTypeParser(oid, format);

const dialect: Dialect = {
  // Sorted by bytes, as SQLite does.
  text: sql`text collate "C"`,
  integer: sql`bigint`,
  bytes: sql`bytea`,
  tableEnd: sql``,
  entryRows: (
    json,
  ) => sql`json_to_recordset(${json}::json) as r (seq bigint, id text, hash text, type text, session text,
    header text, salt text, body text, carried bigint, quarantined text)`,
  async announce(trx, institution, feed) {
    // In the transaction: delivered when it commits, or never.
    await sql`select pg_notify(${FEED_CHANNEL}, ${`${feed} ${institution}`})`.execute(trx);
  },
};
