import { sql, type Kysely } from 'kysely';

/** STRICT is SQLite's; the types are those that both databases have. */
export async function initial(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('meta')
    .addColumn('name', 'text', (column) => column.primaryKey())
    .addColumn('value', 'integer', (column) => column.notNull())
    .modifyEnd(sql`strict`)
    .execute();
  await sql`insert into meta (name, value) values ('generation', 1)`.execute(db);
  await db.schema
    .createTable('maps')
    .addColumn('map', 'text', (column) => column.primaryKey())
    .addColumn('ver', 'integer', (column) => column.notNull())
    .modifyEnd(sql`strict`)
    .execute();
  await db.schema
    .createTable('rows')
    .addColumn('map', 'text', (column) => column.notNull())
    .addColumn('key', 'text', (column) => column.notNull())
    .addColumn('sealed', 'blob')
    .addColumn('ver', 'integer', (column) => column.notNull())
    .addColumn('startsAt', 'text')
    .addColumn('endsAt', 'text')
    .addPrimaryKeyConstraint('rowsKey', ['map', 'key'])
    .modifyEnd(sql`strict`)
    .execute();
  await db.schema.createIndex('rowsByVersion').on('rows').columns(['map', 'ver']).execute();
  await db.schema.createIndex('rowsByTime').on('rows').columns(['map', 'endsAt', 'startsAt']).execute();
  await db.schema
    .createTable('audit')
    .addColumn('seq', 'integer', (column) => column.primaryKey())
    .addColumn('at', 'text', (column) => column.notNull())
    .addColumn('actor', 'text', (column) => column.notNull())
    .addColumn('action', 'text', (column) => column.notNull())
    .addColumn('subject', 'text', (column) => column.notNull())
    .addColumn('detail', 'text', (column) => column.notNull())
    .addColumn('prev', 'text', (column) => column.notNull())
    .addColumn('hash', 'text', (column) => column.notNull())
    .modifyEnd(sql`strict`)
    .execute();
}
