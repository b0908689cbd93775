import { z } from 'zod';
import type { Credential, PasswordHash, SessionRow, SignInStore, Subject } from '../core/sign-in-store.ts';
import type { Database, Trx } from './database.ts';
import type { RowSealer } from './row-sealer.ts';
import type { SignInTables } from './tables.ts';

const Password: z.ZodType<PasswordHash> = z.object({
  N: z.int(),
  r: z.int(),
  p: z.int(),
  salt: z.string(),
  hash: z.string(),
});
const StoredSubject: z.ZodType<Subject> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('member'), institution: z.string(), staff: z.string() }),
  z.object({
    kind: z.literal('provider'),
    id: z.string(),
    name: z.string(),
    roles: z.array(z.string()),
    institution: z.string().nullable(),
  }),
]);
const Pending = z.object({ verifier: z.string(), state: z.string(), nonce: z.string() });

/** Each call is a transaction of its own. */
export function createSignInStore(database: Database, sealer: RowSealer): SignInStore {
  const read = <T>(work: (store: SignInStore) => Promise<T>) =>
    database.read((trx) => work(statements(trx, sealer)));
  const write = <T>(work: (store: SignInStore) => Promise<T>) =>
    database.write((trx) => work(statements(trx, sealer)));
  return {
    credentialByLogin: (login) => read((store) => store.credentialByLogin(login)),
    credentialByCode: (codeHash) => read((store) => store.credentialByCode(codeHash)),
    credentialOf: (institution, staff) => read((store) => store.credentialOf(institution, staff)),
    saveCredential: (credential) => write((store) => store.saveCredential(credential)),
    useCode: (codeHash, next) => write((store) => store.useCode(codeHash, next)),
    hasPassword: (institution) => read((store) => store.hasPassword(institution)),
    insertSession: (row) => write((store) => store.insertSession(row)),
    session: (tokenHash) => read((store) => store.session(tokenHash)),
    touchSession: (tokenHash, usedAt) => write((store) => store.touchSession(tokenHash, usedAt)),
    deleteSession: (tokenHash) => write((store) => store.deleteSession(tokenHash)),
    deleteSessionsOf: (institution, staff) => write((store) => store.deleteSessionsOf(institution, staff)),
    deleteExpired: (limits) => write((store) => store.deleteExpired(limits)),
    attempts: (key) => read((store) => store.attempts(key)),
    countAttempt: (key, seen, at) => write((store) => store.countAttempt(key, seen, at)),
    forgetAttempts: (key) => write((store) => store.forgetAttempts(key)),
    uncountAttempt: (key) => write((store) => store.uncountAttempt(key)),
    insertPending: (idHash, pending, at) => write((store) => store.insertPending(idHash, pending, at)),
    takePending: (idHash, notBefore) => write((store) => store.takePending(idHash, notBefore)),
  };
}

/** The same for both databases. */
function statements(db: Trx, sealer: RowSealer): SignInStore {
  const seal = (about: string, value: unknown): string =>
    Buffer.from(sealer.seal(about, Buffer.from(JSON.stringify(value), 'utf8'))).toString('base64url');
  const unseal = (about: string, sealed: string): unknown => {
    const plain = sealer.unseal(about, Buffer.from(sealed, 'base64url'));
    if (plain === null) throw new Error(`${about} does not open with this key`);
    return JSON.parse(Buffer.from(plain).toString('utf8'));
  };

  const one = async (column: 'login' | 'codeHash', value: string): Promise<Credential | null> =>
    credentialOf(
      await db
        .selectFrom('credentials')
        .select(CREDENTIAL_COLUMNS)
        .where(column, '=', value)
        .executeTakeFirst(),
    );
  const loginIsFree = async ({ institution, staff, login }: Credential): Promise<boolean> => {
    const holder = login === null ? null : await one('login', login);
    return holder === null || (holder.institution === institution && holder.staff === staff);
  };

  return {
    credentialByLogin: (login) => one('login', login),
    credentialByCode: (codeHash) => one('codeHash', codeHash),
    credentialOf: async (institution, staff) =>
      credentialOf(
        await db
          .selectFrom('credentials')
          .select(CREDENTIAL_COLUMNS)
          .where('institution', '=', institution)
          .where('staff', '=', staff)
          .executeTakeFirst(),
      ),
    async saveCredential(credential) {
      if (!(await loginIsFree(credential))) return false;
      const { institution, staff, ...rest } = rowOf(credential);
      await db
        .insertInto('credentials')
        .values({ institution, staff, ...rest })
        .onConflict((conflict) => conflict.columns(['institution', 'staff']).doUpdateSet(rest))
        .execute();
      return true;
    },
    async useCode(codeHash, next) {
      if (!(await loginIsFree(next))) return 'login-taken';
      const { login, password } = rowOf(next);
      const { numUpdatedRows } = await db
        .updateTable('credentials')
        .set({ login, password, codeHash: null, codeExpiresAt: null })
        .where('codeHash', '=', codeHash)
        .executeTakeFirst();
      return numUpdatedRows === 1n ? 'done' : 'used';
    },
    async hasPassword(institution) {
      const found = db
        .selectFrom('credentials')
        .select('staff')
        .where('institution', '=', institution)
        .where('password', 'is not', null)
        .limit(1);
      return (await found.executeTakeFirst()) !== undefined;
    },

    async insertSession({ tokenHash, subject, startedAt, usedAt }) {
      const member = subject.kind === 'member' ? subject : { institution: null, staff: null };
      const sealed = seal(`session/${tokenHash}`, subject);
      const { institution, staff } = member;
      await db
        .insertInto('sessions')
        .values({ tokenHash, institution, staff, sealed, startedAt, usedAt })
        .execute();
    },
    async session(tokenHash): Promise<SessionRow | null> {
      const found = await db
        .selectFrom('sessions')
        .select(['sealed', 'startedAt', 'usedAt'])
        .where('tokenHash', '=', tokenHash)
        .executeTakeFirst();
      if (found === undefined) return null;
      const { sealed, startedAt, usedAt } = found;
      const subject = StoredSubject.parse(unseal(`session/${tokenHash}`, sealed));
      return { tokenHash, subject, startedAt, usedAt };
    },
    async touchSession(tokenHash, usedAt) {
      await db.updateTable('sessions').set({ usedAt }).where('tokenHash', '=', tokenHash).execute();
    },
    async deleteSession(tokenHash) {
      await db.deleteFrom('sessions').where('tokenHash', '=', tokenHash).execute();
    },
    async deleteSessionsOf(institution, staff) {
      await db
        .deleteFrom('sessions')
        .where('institution', '=', institution)
        .where('staff', '=', staff)
        .execute();
    },
    async deleteExpired({ startedBefore, usedBefore, pendingBefore, attemptsBefore }) {
      await db
        .deleteFrom('sessions')
        .where((row) => row.or([row('startedAt', '<', startedBefore), row('usedAt', '<', usedBefore)]))
        .execute();
      await db.deleteFrom('pendingSignIns').where('startedAt', '<', pendingBefore).execute();
      await db.deleteFrom('signInAttempts').where('lastAt', '<', attemptsBefore).execute();
    },

    async attempts(key) {
      const found = await db
        .selectFrom('signInAttempts')
        .select(['failures', 'lastAt'])
        .where('key', '=', key)
        .executeTakeFirst();
      return found ?? null;
    },
    async countAttempt(key, seen, at) {
      if (seen === null) {
        const { numInsertedOrUpdatedRows } = await db
          .insertInto('signInAttempts')
          .values({ key, failures: 1, lastAt: at })
          .onConflict((conflict) => conflict.column('key').doNothing())
          .executeTakeFirst();
        return numInsertedOrUpdatedRows === 1n;
      }
      const { numUpdatedRows } = await db
        .updateTable('signInAttempts')
        .set({ failures: seen.failures + 1, lastAt: at })
        .where('key', '=', key)
        .where('failures', '=', seen.failures)
        .where('lastAt', '=', seen.lastAt)
        .executeTakeFirst();
      return numUpdatedRows === 1n;
    },
    async forgetAttempts(key) {
      await db.deleteFrom('signInAttempts').where('key', '=', key).execute();
    },
    async uncountAttempt(key) {
      await db
        .updateTable('signInAttempts')
        .set(({ eb }) => ({ failures: eb('failures', '-', 1) }))
        .where('key', '=', key)
        .where('failures', '>', 0)
        .execute();
    },

    async insertPending(idHash, pending, at) {
      await db
        .insertInto('pendingSignIns')
        .values({ idHash, sealed: seal(`pending/${idHash}`, pending), startedAt: at })
        .execute();
    },
    async takePending(idHash, notBefore) {
      const [taken] = await db
        .deleteFrom('pendingSignIns')
        .where('idHash', '=', idHash)
        .returning(['sealed', 'startedAt'])
        .execute();
      if (taken === undefined || taken.startedAt < notBefore) return null;
      return Pending.parse(unseal(`pending/${idHash}`, taken.sealed));
    },
  };
}

const CREDENTIAL_COLUMNS = [
  ...(['institution', 'staff', 'login', 'password', 'codeHash', 'codeExpiresAt'] as const),
];

function credentialOf(row: SignInTables['credentials'] | undefined): Credential | null {
  if (row === undefined) return null;
  return { ...row, password: row.password === null ? null : Password.parse(JSON.parse(row.password)) };
}

function rowOf({ password, ...rest }: Credential): SignInTables['credentials'] {
  return { ...rest, password: password === null ? null : JSON.stringify(password) };
}
