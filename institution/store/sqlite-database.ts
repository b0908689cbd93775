import type { Database as SqliteFile, Statement } from 'better-sqlite3';
import { Kysely, sql, SqliteDialect } from 'kysely';
import { type Database, openDatabase } from './database.ts';
import type { Dialect } from './dialect.ts';
import type { Tables } from './tables.ts';

/**
 * Migrates an SQLite database and takes it over. `announce` hears of each changed feed inside the transaction: act on it
 * later. One process may have the file open.
 */
export function openSqliteDatabase(
  file: SqliteFile,
  announce: (institution: string, feed: string) => void = () => undefined,
): Promise<Database> {
  file.pragma('journal_mode = WAL');
  file.pragma('synchronous = FULL');
  const db = new Kysely<Tables>({ dialect: new SqliteDialect({ database: withStatementCache(file) }) });
  // Its one connection is the consistent view.
  return openDatabase(db, dialectOf(announce), null);
}

function dialectOf(announce: (institution: string, feed: string) => void): Dialect {
  return {
    text: sql`text`,
    integer: sql`integer`,
    bytes: sql`blob`,
    tableEnd: sql`strict`,
    entryRows: (
      rows,
    ) => sql`(select value ->> 'seq' seq, value ->> 'id' id, value ->> 'hash' hash, value ->> 'type' type,
      value ->> 'session' session, value ->> 'header' header, value ->> 'salt' salt, value ->> 'body' body,
      value ->> 'carried' carried, value ->> 'quarantined' quarantined from json_each(${JSON.stringify(rows)})) r`,
    announce: (_trx, institution, feed) => {
      announce(institution, feed);
      return Promise.resolve();
    },
  };
}

/** Kysely prepares at every call, and better-sqlite3 compiles at every prepare. */
function withStatementCache(database: SqliteFile) {
  const compiled = new Map<string, Statement>();
  return {
    close: () => {
      database.close();
    },
    prepare(text: string): Statement {
      const statement = compiled.get(text) ?? database.prepare(text);
      compiled.set(text, statement);
      return statement;
    },
  };
}
