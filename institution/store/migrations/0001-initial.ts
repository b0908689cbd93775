import { sql, type Kysely } from 'kysely';
import type { Dialect } from '../dialect.ts';

export async function initial(
  db: Kysely<unknown>,
  { text, integer, bytes, tableEnd }: Dialect,
): Promise<void> {
  await db.schema
    .createTable('meta')
    .addColumn('name', sql`${text}`, (column) => column.primaryKey())
    .addColumn('value', sql`${integer}`, (column) => column.notNull())
    .modifyEnd(tableEnd)
    .execute();
  await sql`insert into meta (name, value) values ('generation', 1)`.execute(db);
  await db.schema
    .createTable('maps')
    .addColumn('map', sql`${text}`, (column) => column.primaryKey())
    .addColumn('ver', sql`${integer}`, (column) => column.notNull())
    .modifyEnd(tableEnd)
    .execute();
  await db.schema
    .createTable('rows')
    .addColumn('map', sql`${text}`, (column) => column.notNull())
    .addColumn('key', sql`${text}`, (column) => column.notNull())
    .addColumn('sealed', sql`${bytes}`)
    .addColumn('ver', sql`${integer}`, (column) => column.notNull())
    .addColumn('startsAt', sql`${text}`)
    .addColumn('endsAt', sql`${text}`)
    .addPrimaryKeyConstraint('rowsKey', ['map', 'key'])
    .modifyEnd(tableEnd)
    .execute();
  await db.schema.createIndex('rowsByVersion').on('rows').columns(['map', 'ver']).execute();
  await db.schema.createIndex('rowsByTime').on('rows').columns(['map', 'endsAt', 'startsAt']).execute();
  await db.schema
    .createTable('audit')
    .addColumn('seq', sql`${integer}`, (column) => column.primaryKey())
    .addColumn('at', sql`${text}`, (column) => column.notNull())
    .addColumn('actor', sql`${text}`, (column) => column.notNull())
    .addColumn('action', sql`${text}`, (column) => column.notNull())
    .addColumn('subject', sql`${text}`, (column) => column.notNull())
    .addColumn('detail', sql`${text}`, (column) => column.notNull())
    .addColumn('prev', sql`${text}`, (column) => column.notNull())
    .addColumn('hash', sql`${text}`, (column) => column.notNull())
    .modifyEnd(tableEnd)
    .execute();
}
