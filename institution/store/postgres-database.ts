import { Kysely, PostgresDialect, type PostgresPool, sql } from 'kysely';
import pg from 'pg';
import { type Database, openDatabase } from './database.ts';
import type { Dialect, EntryRow } from './dialect.ts';
import type { Tables } from './tables.ts';

/** Connections of an instance: its own thread is the limit, and each more costs PostgreSQL memory and time. */
const CONNECTIONS = 4;
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
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool: withPreparedStatements(pool) }) });
  try {
    return await openDatabase(db, dialect, 'repeatable read');
  } catch (error) {
    await db.destroy();
    throw error;
  }
}

/** More parameters than these are a list of any length, and each length is a statement of its own. */
const MOST_PREPARED_PARAMETERS = 20;

/** Kysely names no statement, and PostgreSQL parses and plans one without a name at every call. */
function withPreparedStatements(pool: pg.Pool): PostgresPool {
  const names = new Map<string, string>();
  const nameOf = (text: string, parameters: number): string | undefined => {
    if (parameters === 0 || parameters > MOST_PREPARED_PARAMETERS) return undefined;
    const name = names.get(text) ?? `s${names.size}`;
    names.set(text, name);
    return name;
  };
  return {
    options: pool.options,
    end: () => pool.end(),
    async connect() {
      const client = await pool.connect();
      const query = (text: string, values: unknown[]) =>
        client.query({ name: nameOf(text, values.length), text, values });
      return Object.create(client, { query: { value: query } });
    },
  };
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
  entryRows(rows) {
    const column = (name: keyof EntryRow) => rows.map((row) => row[name]);
    return sql`unnest(${column('seq')}::bigint[], ${column('id')}::text[], ${column('hash')}::text[],
      ${column('type')}::text[], ${column('session')}::text[], ${column('header')}::text[], ${column('salt')}::text[],
      ${column('body')}::text[], ${column('carried')}::bigint[], ${column('quarantined')}::text[])
      as r (seq, id, hash, type, session, header, salt, body, carried, quarantined)`;
  },
  async announce(trx, institution, feed) {
    // In the transaction: delivered when it commits, or never.
    await sql`select pg_notify(${FEED_CHANNEL}, ${`${feed} ${institution}`})`.execute(trx);
  },
};
