import type pg from 'pg';
import { ok, refuse, type Result } from '../../shared/result.ts';
import { NewerDatabase } from './database.ts';
import { openPostgresDatabase } from './postgres-database.ts';
import { listenForFeeds, type Wakes } from './postgres-listener.ts';
import type { Storage } from './storage.ts';

/** `detail`: the code of PostgreSQL or of the socket, `3D000`, `ECONNREFUSED`. */
export type PostgresRefusal =
  { readonly code: 'database-unreachable'; readonly detail: string } | { readonly code: 'database-newer' };

/** Opens the service's data in a PostgreSQL database, which any number of instances may share. */
export async function openPostgresStorage(
  config: pg.ClientConfig,
  wake: Wakes,
  onIdleError: (error: Error) => void,
): Promise<Result<Storage, PostgresRefusal>> {
  try {
    const database = await openPostgresDatabase(config, onIdleError);
    const stopListening = await listenForFeeds(config, wake);
    return ok({
      database,
      // PostgreSQL does not tell that it was restored: `restored` marks it, and stations prove it.
      putBack: null,
      makeBackup: null,
      answered: () => undefined,
      started: () => Promise.resolve(),
      async close() {
        await stopListening();
        await database.close();
      },
    });
  } catch (error) {
    if (error instanceof NewerDatabase) return refuse({ code: 'database-newer' });
    if (!(error instanceof Error) || !('code' in error)) throw error;
    return refuse({ code: 'database-unreachable', detail: String(error.code) });
  }
}
