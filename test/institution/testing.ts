import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, onTestFinished } from 'vitest';
import type { ClientConfig } from 'pg';
import { openPostgresDatabase } from '../../institution/store/postgres-database.ts';
import { type Cluster, postgresFolder, startCluster } from '../../institution/store/postgres.fixture.ts';
import { openPostgresStorage } from '../../institution/store/postgres-storage.ts';
import { emptySeed } from './practice-data.ts';
import { createInstitution, type Institution, type InstitutionOptions } from './server.ts';
import { testClock, type TestClock } from './station-double.ts';

export const VECTOR_TIME = '2026-11-22T01:02:10.000Z';

/** Null while tests run on SQLite. */
let postgres: Cluster | null = null;

/** Runs the tests on SQLite, and on PostgreSQL where it is installed (`apt-get install postgresql`). */
export function onEachDatabase(tests: () => void): void {
  describe('on SQLite', () => {
    tests();
  });
  describe.skipIf(postgresFolder() === null)('on PostgreSQL', () => {
    beforeAll(async () => {
      postgres = await startCluster({ fsync: 'off' });
      // Every new database is a copy of it, so its tables are made once.
      const template = await openPostgresDatabase(postgres.config('template1'), () => undefined);
      await template.close();
    });
    afterAll(async () => {
      await postgres?.stop('SIGQUIT');
      postgres?.remove();
      postgres = null;
    });
    tests();
  });
}

/** An empty institution (in memory by default), closed when the test ends. */
export async function startInstitution(
  options: Partial<InstitutionOptions> = {},
): Promise<{ readonly institution: Institution; readonly clock: TestClock }> {
  const database = await newDatabase();
  const clock = testClock(VECTOR_TIME);
  const institution = await startInstance(database, { clock, ...options });
  return { institution, clock };
}

/** A PostgreSQL database for several instances; null for SQLite, which has one. */
export async function newDatabase(): Promise<ClientConfig | null> {
  return (await postgres?.create()) ?? null;
}

/** One more instance of a service; on SQLite, the only one. */
export async function startInstance(
  database: ClientConfig | null,
  options: Partial<InstitutionOptions> = {},
): Promise<Institution> {
  const created = await createInstitution({
    dataDir: ':memory:',
    clock: testClock(VECTOR_TIME),
    seed: emptySeed(),
    ...(database === null ? {} : { openStorage: storageOf(database) }),
    ...options,
  });
  if (!created.ok) throw new Error(`The institution did not start: ${JSON.stringify(created.refusal)}`);
  onTestFinished(created.value.close);
  return created.value;
}

function storageOf(config: ClientConfig): NonNullable<InstitutionOptions['openStorage']> {
  return async (wake) => {
    const opened = await openPostgresStorage(config, wake, () => undefined);
    if (!opened.ok) throw new Error(JSON.stringify(opened.refusal));
    return opened.value;
  };
}

/** A folder that is removed when the test ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'institution-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
