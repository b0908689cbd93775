import type { Database as SqliteFile } from 'better-sqlite3';
import type { Store } from '../core/store.ts';
import { EMBEDDED } from './migrations/0002-service.ts';
import type { RowSealer } from './row-sealer.ts';
import { addInstitution, createStore } from './scoped-store.ts';
import { openSqliteDatabase } from './sqlite-database.ts';

/**
 * Opens the store of an institution that is alone in its SQLite database (R64). The store owns the database from then on.
 * A row that does not open with this sealer throws when it is read: the key or the file is not the right one.
 */
export async function openEmbeddedStore(file: SqliteFile, sealer: RowSealer): Promise<Store> {
  const database = await openSqliteDatabase(file);
  await addInstitution(database, EMBEDDED);
  return createStore(database, EMBEDDED, sealer);
}
