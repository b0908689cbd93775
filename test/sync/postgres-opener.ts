import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { readHeads, registerBackup } from '../../institution/store/backup-register.ts';
import { openPostgresDatabase } from '../../institution/store/postgres-database.ts';
import { openPostgresStorage } from '../../institution/store/postgres-storage.ts';
import { startCluster } from '../../institution/store/postgres.fixture.ts';
import { toInstant } from '../../shared/clock.ts';
import type { StorageOpener } from '../institution/server.ts';

const run = promisify(execFile);

/** Institutions on a PostgreSQL of their own: a database for each data folder, with dumps as backups. */
export async function postgresOpener(): Promise<{
  readonly open: StorageOpener;
  readonly close: () => Promise<void>;
}> {
  const cluster = await startCluster({ fsync: 'off' });
  // Every new database is a copy of it, so its tables are made once.
  await (await openPostgresDatabase(cluster.config('template1'), () => undefined)).close();
  const dumps = mkdtempSync(join(tmpdir(), 'pg-dumps-'));
  const databases = new Map<string, string>();
  const urlOf = (name: string) => `postgres://postgres@/${name}?host=${String(cluster.config(name).host)}`;
  let made = 0;
  return {
    async open({ dataDir, restore, clock }, wake) {
      const isKept = dataDir !== ':memory:';
      const known = isKept && restore === undefined ? databases.get(dataDir) : undefined;
      const name = known ?? String((await cluster.create()).database);
      if (isKept) databases.set(dataDir, name);
      if (restore !== undefined)
        await run('pg_restore', ['--clean', '--if-exists', '--dbname', urlOf(name), restore]);
      const opened = await openPostgresStorage(cluster.config(name), wake, () => undefined);
      if (!opened.ok) throw new Error(JSON.stringify(opened.refusal));
      const { database } = opened.value;
      return {
        ...opened.value,
        // As the verb `restored` does.
        putBack: restore === undefined ? null : 0,
        async makeBackup() {
          made += 1;
          const file = join(dumps, `${made}.dump`);
          const heads = await readHeads(database);
          await run('pg_dump', ['--format=custom', `--file=${file}`, urlOf(name)]);
          await registerBackup(database, { name: file, takenAt: toInstant(clock.now()), heads });
          return file;
        },
      };
    },
    async close() {
      await cluster.stop('SIGQUIT');
      cluster.remove();
      rmSync(dumps, { recursive: true, force: true });
    },
  };
}
