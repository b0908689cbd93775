import type { Database } from './database.ts';

export type ChainHead = { readonly chain: string; readonly seq: number };

/** What every copy made from now on holds at least. */
export function readHeads(database: Database): Promise<readonly ChainHead[]> {
  return database.read((trx) =>
    trx.selectFrom('chains').select(['chain', 'headSeq as seq']).where('headSeq', '>', 0).execute(),
  );
}

/** Registers a backup that could be restored: stations may erase what all of them hold (SYNC.md, Erasing). */
export async function registerBackup(
  database: Database,
  {
    name,
    takenAt,
    heads,
  }: { readonly name: string; readonly takenAt: string; readonly heads: readonly ChainHead[] },
): Promise<void> {
  await database.write(async (trx) => {
    await trx.insertInto('backups').values({ name, takenAt }).execute();
    for (let at = 0; at < heads.length; at += HEADS_AT_ONCE) {
      const some = heads.slice(at, at + HEADS_AT_ONCE);
      await trx
        .insertInto('backupHeads')
        .values(some.map(({ chain, seq }) => ({ backup: name, chain, seq })))
        .execute();
    }
  });
}

const HEADS_AT_ONCE = 1000;

/** Names of the registered backups, the oldest first. */
export async function registeredBackups(database: Database): Promise<readonly string[]> {
  const found = await database.read((trx) =>
    trx.selectFrom('backups').select('name').orderBy('takenAt').orderBy('name').execute(),
  );
  return found.map(({ name }) => name);
}

/** Call before a backup is deleted: from then on it counts for nothing. */
export async function unregisterBackup(database: Database, name: string): Promise<void> {
  await database.write(async (trx) => {
    await trx.deleteFrom('backupHeads').where('backup', '=', name).execute();
    await trx.deleteFrom('backups').where('name', '=', name).execute();
  });
}
