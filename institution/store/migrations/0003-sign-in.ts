import type { Kysely } from 'kysely';

/** Signing in from a browser: text and integers alone, which both databases have. */
export async function signIn(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('credentials')
    .addColumn('institution', 'text', (column) => column.notNull())
    .addColumn('staff', 'text', (column) => column.notNull())
    .addColumn('login', 'text', (column) => column.unique())
    .addColumn('password', 'text')
    .addColumn('codeHash', 'text', (column) => column.unique())
    .addColumn('codeExpiresAt', 'text')
    .addPrimaryKeyConstraint('credentialsKey', ['institution', 'staff'])
    .execute();
  await db.schema
    .createTable('sessions')
    .addColumn('tokenHash', 'text', (column) => column.primaryKey())
    .addColumn('institution', 'text')
    .addColumn('staff', 'text')
    .addColumn('sealed', 'text', (column) => column.notNull())
    .addColumn('startedAt', 'text', (column) => column.notNull())
    .addColumn('usedAt', 'text', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('sessionsOfStaff').on('sessions').columns(['institution', 'staff']).execute();
  await db.schema
    .createTable('signInAttempts')
    .addColumn('key', 'text', (column) => column.primaryKey())
    .addColumn('failures', 'integer', (column) => column.notNull())
    .addColumn('lastAt', 'text', (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('pendingSignIns')
    .addColumn('idHash', 'text', (column) => column.primaryKey())
    .addColumn('sealed', 'text', (column) => column.notNull())
    .addColumn('startedAt', 'text', (column) => column.notNull())
    .execute();
}
