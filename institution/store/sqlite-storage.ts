import type { Clock } from '../../shared/clock.ts';
import { ok, refuse, type Result } from '../../shared/result.ts';
import { NewerDatabase } from './database.ts';
import { renewMarker, wasPutBack } from './restore-marker.ts';
import { createSqliteBackups, restoreSqliteBackup } from './sqlite-backups.ts';
import { openSqliteDatabase } from './sqlite-database.ts';
import { createMaintenance, openSqliteFile, refusalOf, type StoreRefusal } from './sqlite-file.ts';
import type { Storage } from './storage.ts';

export interface SqliteStorageOptions {
  /** Created if missing; null for data in memory. */
  readonly folder: string | null;
  readonly clock: Clock;
  readonly backupsKept: number;
  /** The name of a backup to put in the place of the data first. */
  readonly restore: string | null;
  readonly wake: (institution: string, feed: string) => void;
}

export type SqliteStorageRefusal = StoreRefusal | { readonly code: 'no-such-backup'; readonly name: string };

/** Opens the service's data in a folder of this machine. */
export async function openSqliteStorage(
  options: SqliteStorageOptions,
): Promise<Result<Storage, SqliteStorageRefusal>> {
  const { folder, clock, restore, wake, backupsKept } = options;
  if (restore !== null && (folder === null || !restoreSqliteBackup(folder, restore))) {
    return refuse({ code: 'no-such-backup', name: restore });
  }
  const opened = openSqliteFile(folder);
  if (!opened.ok) return opened;
  const file = opened.value;
  try {
    const database = await openSqliteDatabase(file, wake);
    const maintenance = createMaintenance(file);
    const backups =
      folder === null ? null : createSqliteBackups({ file, database, clock }, folder, backupsKept);
    const putBack = folder === null ? null : await wasPutBack(database, folder);
    return ok({
      database,
      putBack,
      makeBackup: backups?.make ?? null,
      answered: maintenance.answered,
      async started() {
        if (folder !== null) await renewMarker(database, folder);
        await backups?.reconcile();
      },
      async close() {
        maintenance.stop();
        await database.close();
      },
    });
  } catch (error) {
    file.close();
    if (error instanceof NewerDatabase) {
      return refuse({ code: 'from-another-version', path: file.name, detail: '' });
    }
    return refuse(refusalOf(error, file.name));
  }
}
