import { sql, type Kysely } from 'kysely';
import type { Dialect } from '../dialect.ts';

/** Signing in from a browser. */
export async function signIn(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const { tableEnd } = dialect;
  const [text, integer] = [sql`${dialect.text}`, sql`${dialect.integer}`];
  await db.schema
    .createTable('credentials')
    .addColumn('institution', text, (column) => column.notNull())
    .addColumn('staff', text, (column) => column.notNull())
    .addColumn('login', text, (column) => column.unique())
    .addColumn('password', text)
    .addColumn('codeHash', text, (column) => column.unique())
    .addColumn('codeExpiresAt', text)
    .addPrimaryKeyConstraint('credentialsKey', ['institution', 'staff'])
    .modifyEnd(tableEnd)
    .execute();
  await db.schema
    .createTable('sessions')
    .addColumn('tokenHash', text, (column) => column.primaryKey())
    .addColumn('institution', text)
    .addColumn('staff', text)
    .addColumn('sealed', text, (column) => column.notNull())
    .addColumn('startedAt', text, (column) => column.notNull())
    .addColumn('usedAt', text, (column) => column.notNull())
    .modifyEnd(tableEnd)
    .execute();
  await db.schema.createIndex('sessionsOfStaff').on('sessions').columns(['institution', 'staff']).execute();
  await db.schema
    .createTable('signInAttempts')
    .addColumn('key', text, (column) => column.primaryKey())
    .addColumn('failures', integer, (column) => column.notNull())
    .addColumn('lastAt', text, (column) => column.notNull())
    .modifyEnd(tableEnd)
    .execute();
  await db.schema
    .createTable('pendingSignIns')
    .addColumn('idHash', text, (column) => column.primaryKey())
    .addColumn('sealed', text, (column) => column.notNull())
    .addColumn('startedAt', text, (column) => column.notNull())
    .modifyEnd(tableEnd)
    .execute();
}
