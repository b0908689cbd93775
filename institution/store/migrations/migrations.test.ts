import Sqlite from 'better-sqlite3';
import { Kysely, sql, SqliteDialect } from 'kysely';
import { expect, it } from 'vitest';
import { recordAct } from '../../core/audit.ts';
import { XOR_SEALER } from '../../core/institution.fixture.ts';
import type { Dialect } from '../dialect.ts';
import { openEmbeddedStore } from '../embedded-store.ts';
import { NewerDatabase } from '../database.ts';
import { openSqliteDatabase } from '../sqlite-database.ts';
import { initial } from './0001-initial.ts';

const DIALECT: Dialect = {
  ...{ text: sql`text`, integer: sql`integer`, bytes: sql`blob`, tableEnd: sql`strict` },
  entryRows: () => sql``,
  announce: () => Promise.resolve(),
};

it('a station’s institution from before keeps its rows, versions, generation and audit', async () => {
  const file = new Sqlite(':memory:');
  await initial(new Kysely<unknown>({ dialect: new SqliteDialect({ database: file }) }), DIALECT);
  file.exec(`
    CREATE TABLE kysely_migration (name varchar(255) NOT NULL PRIMARY KEY, timestamp varchar(255) NOT NULL);
    INSERT INTO kysely_migration VALUES ('0001', '2026-11-22T00:00:00.000Z');
    UPDATE meta SET value = 4 WHERE name = 'generation';
    INSERT INTO maps VALUES ('settings', 3);`);
  const sealed = XOR_SEALER.seal('institution/settings/cues', Buffer.from('{"minutes":[5]}', 'utf8'));
  file.prepare('INSERT INTO rows VALUES (?, ?, ?, 3, NULL, NULL)').run('settings', 'cues', sealed);
  file.prepare("INSERT INTO audit VALUES (1, 'at', 'a', 'b', 'c', '{}', '', 'hash-1')").run();

  const store = await openEmbeddedStore(file, XOR_SEALER);
  const act = { at: '2026-11-22T01:00:00.000Z', actor: 'a', action: 'b', subject: 'c', detail: {} };
  await store.write((writer) => recordAct(writer, act));
  expect(
    await store.read(async (reader) => [
      await reader.generation(),
      await reader.rows('settings').then((rows) => rows.map(({ key, row, ver }) => ({ key, row, ver }))),
      (await reader.auditAfter(0, 10)).map(({ seq, prev }) => ({ seq, prev })),
    ]),
  ).toEqual([
    4,
    [{ key: 'cues', row: { minutes: [5] }, ver: 3 }],
    [
      { seq: 1, prev: '' },
      { seq: 2, prev: 'hash-1' },
    ],
  ]);
  await store.close();
});

it('tables of a newer version are left as they are', async () => {
  const file = new Sqlite(':memory:');
  await openEmbeddedStore(file, XOR_SEALER);
  file.exec("INSERT INTO kysely_migration VALUES ('9999', '2026-11-22T00:00:00.000Z')");
  await expect(openSqliteDatabase(file)).rejects.toBeInstanceOf(NewerDatabase);
});

it('a transaction inside a transaction is refused at once, instead of waiting for itself', async () => {
  const store = await openEmbeddedStore(new Sqlite(':memory:'), XOR_SEALER);
  const inner = store.write(() => store.read((reader) => reader.generation()));
  await expect(inner).rejects.toThrow('A transaction inside a transaction');
  await store.close();
});
