import type { Migration } from 'kysely/migration';
import type { Dialect } from '../dialect.ts';
import { initial } from './0001-initial.ts';
import { service } from './0002-service.ts';
import { signIn } from './0003-sign-in.ts';

/** Forward only. To add one: a file beside this one, and a line here. */
export function migrationsFor(dialect: Dialect): Readonly<Record<string, Migration>> {
  return {
    '0001': { up: (db) => initial(db, dialect) },
    '0002': { up: (db) => service(db, dialect) },
    '0003': { up: (db) => signIn(db, dialect) },
  };
}
