import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { runInstitution } from '../../institution/cli/run.ts';
import { postgresFolder, startCluster } from '../../institution/store/postgres.fixture.ts';
import { EntriesAnswer } from '../../shared/sync/wire.ts';
import { SECRET } from './server.ts';
import { enrolDouble, entriesAfter, headOf, stationDouble } from './station-double.ts';
import { startInstance, temporaryFolder } from './testing.ts';

describe.skipIf(postgresFolder() === null)('A backup of PostgreSQL', () => {
  it('lets stations erase what it holds, and is another epoch once it was restored', async () => {
    const cluster = await startCluster({ fsync: 'off' });
    onTestFinished(async () => {
      await cluster.stop('SIGQUIT');
      cluster.remove();
    });
    const database = await cluster.create();
    const urlOf = (name: string) => `postgres://postgres@/${name}?host=${String(database.host)}`;
    const [key, file] = [join(temporaryFolder(), 'key'), join(temporaryFolder(), 'backup.dump')];
    writeFileSync(key, SECRET);
    const run = async (name: string, ...words: readonly string[]) => {
      let said = '';
      const say = (text: string): void => void (said += text);
      const terminal = { out: say, err: say, environment: {} };
      const code = await runInstitution(['--database', urlOf(name), '--key', key, ...words], terminal);
      expect([code, said]).toEqual([0, expect.any(String)]);
    };

    const first = await startInstance(database);
    const station = await enrolDouble(first.url, await first.code());
    const chain = await station.openChain();
    const entries = entriesAfter(chain, null, [{}, {}]);
    await station.push(chain, null, entries.slice(0, 1));
    await run(String(database.database), 'backup', '--file', file);
    const second = await station.push(chain, headOf(entries.slice(0, 1)), entries.slice(1));
    expect(EntriesAnswer.parse(second.json).settledSeq).toBe(1);

    const restored = await cluster.create();
    execFileSync('pg_restore', ['--dbname', urlOf(String(restored.database)), file]);
    await run(String(restored.database), 'restored');
    const after = await startInstance(restored);
    expect(await after.epoch()).not.toBe(await first.epoch());
    expect(await after.listEntries(chain)).toHaveLength(1);
    const again = stationDouble(after.url, station.station, station.keyId, station.signer);
    const resent = await again.push(chain, headOf(entries.slice(0, 1)), entries.slice(1));
    // Registered after the dump was taken, so the restored data does not know of it: nothing is erased for now.
    expect(EntriesAnswer.parse(resent.json)).toMatchObject({ accepted: 1, settledSeq: 0 });
  });
});
