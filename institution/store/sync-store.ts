import type { Expression, SqlBool } from 'kysely';
import { sql } from 'kysely';
import type { FeedName } from '../../shared/sync/rows.ts';
import type { Head, SignedHead, WireEntry } from '../../shared/sync/wire.ts';
import type { FeedPosition } from '../core/feeds.ts';
import type {
  ChainRow,
  NewEntry,
  SheetPosition,
  SyncReader,
  SyncStore,
  SyncWriter,
} from '../core/sync/sync-store.ts';
import type { Database, Reads, Trx } from './database.ts';
import type { Dialect, EntryRow } from './dialect.ts';
import { raisedGeneration } from './generation.ts';
import type { Tables } from './tables.ts';

/** Stations and chains of every institution in the database. */
export function createSyncStore(database: Database): SyncStore {
  return {
    query: (work) => database.query((reads) => work(readerOf(reads))),
    read: (work) => database.read((trx) => work(readerOf(trx))),
    write: (work) => database.write((trx) => work(writerOf(trx, database.dialect))),
  };
}

function readerOf(reads: Reads): SyncReader {
  return {
    async epoch() {
      return (await epochQuery(reads).executeTakeFirstOrThrow()).value;
    },
    async generation(institution) {
      const found = reads
        .selectFrom('institutions')
        .select('generation')
        .where('institution', '=', institution);
      return (await found.executeTakeFirstOrThrow()).generation;
    },
    async positions(institution) {
      const found = await reads
        .selectFrom('institutions as i')
        .leftJoin('maps as m', 'm.institution', 'i.institution')
        .select(['i.generation', 'm.map', 'm.ver'])
        .where('i.institution', '=', institution)
        .execute();
      const gen = found[0]?.generation;
      if (gen === undefined) throw new Error('A station belongs to an institution that is not there');
      const vers = new Map(found.map(({ map, ver }) => [map, ver]));
      const at = (feed: FeedName): FeedPosition => ({ gen, ver: vers.get(feed) ?? 0 });
      return {
        schedule: at('schedule'),
        sites: at('sites'),
        staff: at('staff'),
        settings: at('settings'),
        directives: at('directives'),
      };
    },
    async key(station, keyId) {
      const found = await reads
        .selectFrom('stationKeys as k')
        .innerJoin('stations as s', 's.station', 'k.station')
        .select(['s.institution', 's.location', 's.revokedAt', 'k.publicKey', 'k.number'])
        .select((eb) =>
          eb
            .selectFrom('stationKeys as o')
            .select((older) => older.fn.min<number>('o.number').as('first'))
            .whereRef('o.station', '=', 'k.station')
            .where('o.retiredAt', 'is', null)
            .as('first'),
        )
        .where('k.station', '=', station)
        .where('k.keyId', '=', keyId)
        .where('k.retiredAt', 'is', null)
        .executeTakeFirst();
      if (found === undefined) return null;
      const { institution, location, publicKey, revokedAt, number, first } = found;
      return {
        ...{ institution, location, publicKey },
        isRevoked: revokedAt !== null,
        hasOlder: (first ?? number) < number,
      };
    },
    async hasKey(station, publicKey) {
      const found = await reads
        .selectFrom('stationKeys')
        .select('keyId')
        .where('station', '=', station)
        .where('publicKey', '=', publicKey)
        .executeTakeFirst();
      return found !== undefined;
    },
    async chain(station, chain) {
      const found = await reads
        .selectFrom('chains')
        .select(['chain', 'station', 'status', 'headSeq', 'headHash'])
        .where('chain', '=', chain)
        .where('station', '=', station)
        .executeTakeFirst();
      return found === undefined ? null : toChain(found);
    },
    async hashAt(chain, seq) {
      const found = await reads
        .selectFrom('entries')
        .select('hash')
        .where('chain', '=', chain)
        .where('seq', '=', seq)
        .executeTakeFirst();
      return found?.hash ?? null;
    },
    async chainState(station, chain) {
      const { epoch, settled, ...found } = await reads
        .selectFrom('service as s')
        .leftJoin('chains as c', (join) => join.on('c.chain', '=', chain).on('c.station', '=', station))
        .select(['s.value as epoch', 'c.status', 'c.headSeq', 'c.headHash'])
        .select(settledSeq(reads, chain).as('settled'))
        .where('s.name', '=', 'epoch')
        .executeTakeFirstOrThrow();
      const { status, headSeq, headHash } = found;
      const row = status === null ? null : { chain, station, status, head: toHead(headSeq, headHash) };
      return { ...toBackupState({ epoch, settled }), row };
    },
    async attempts(address) {
      const found = reads.selectFrom('attempts').select(['failures', 'atMs']).where('address', '=', address);
      return (await found.executeTakeFirst()) ?? null;
    },
    async stations(institution) {
      return reads
        .selectFrom('stations')
        .select([
          ...(['station', 'location', 'platform', 'appVersion', 'enrolledAt'] as const),
          ...(['revokedAt', 'heardAt', 'heartbeat'] as const),
        ])
        .where('institution', '=', institution)
        .orderBy('number')
        .execute();
    },
    async chains(institution) {
      const found = await reads
        .selectFrom('chains as c')
        .innerJoin('stations as s', 's.station', 'c.station')
        .select(['c.chain', 'c.station', 'c.status', 'c.headSeq', 'c.headHash'])
        .where('s.institution', '=', institution)
        .orderBy('c.openedAt')
        .orderBy('s.number')
        .execute();
      return found.map(toChain);
    },
    async entries(chain) {
      const found = await reads
        .selectFrom('entries')
        .select(['header', 'hash', 'salt', 'body', 'carried', 'quarantined'])
        .where('chain', '=', chain)
        .orderBy('seq')
        .execute();
      return found.map(({ carried, ...rest }) => ({ ...rest, carried: carried === 1 }));
    },
    async evidence(chain) {
      const found = reads.selectFrom('evidence').select('entries').where('chain', '=', chain).orderBy('id');
      return (await found.execute()).map(({ entries }) => entries);
    },
    async alarms(institution) {
      return reads
        .selectFrom('alarms')
        .select(['at', 'station', 'chain', 'code', 'detail'])
        .where('institution', '=', institution)
        .orderBy('id')
        .execute();
    },
    async quarantined(institution) {
      const found = await reads
        .selectFrom('entries as e')
        .innerJoin('chains as c', 'c.chain', 'e.chain')
        .innerJoin('stations as s', 's.station', 'c.station')
        .select(['e.chain', 'e.seq', 'e.quarantined'])
        .where('s.institution', '=', institution)
        .where('e.quarantined', 'is not', null)
        .orderBy('e.receivedAt')
        .orderBy('e.chain')
        .orderBy('e.seq')
        .execute();
      return found.map(({ chain, seq, quarantined }) => ({ chain, seq, code: quarantined ?? '' }));
    },
    async sheet(institution, { from, to }, after, limit) {
      let query = reads
        .selectFrom('sheet')
        .select(['session', 'version', 'day', 'start', 'row'])
        .where('institution', '=', institution);
      if (from !== null) query = query.where('day', '>=', from);
      if (to !== null) query = query.where('day', '<=', to);
      if (after !== null) query = query.where(isAfter(after));
      return query.orderBy('day').orderBy('start').orderBy('session').limit(limit).execute();
    },
  };
}

function epochQuery(reads: Reads) {
  return reads.selectFrom('service').select('value').where('name', '=', 'epoch');
}

function settledSeq(reads: Reads, chain: string) {
  return reads
    .selectFrom('backups as b')
    .leftJoin('backupHeads as h', (join) => join.onRef('h.backup', '=', 'b.name').on('h.chain', '=', chain))
    .select(({ fn, lit }) => fn.min<number | null>(fn.coalesce('h.seq', lit(0))).as('settled'));
}

function toBackupState({ epoch, settled }: { readonly epoch: string; readonly settled: number | null }) {
  return { epoch, settledSeq: settled ?? 0 };
}

/** By key: with OFFSET, the last page of a long sheet would cost a hundred times the first. */
function isAfter({ day, start, session }: SheetPosition): Expression<SqlBool> {
  return sql<SqlBool>`(day, start, session) > (${day}, ${start}, ${session})`;
}

function writerOf(trx: Trx, dialect: Dialect): SyncWriter {
  const reader = readerOf(trx);
  return {
    ...reader,
    async addCode(hash, code) {
      await trx
        .insertInto('codes')
        .values({ hash, ...code, usedBy: null })
        .execute();
    },
    async lockCode(hash) {
      const found = await trx
        .updateTable('codes')
        .set((eb) => ({ hash: eb.ref('hash') }))
        .where('hash', '=', hash)
        .returning(['institution', 'location', 'expiresAt', 'device', 'usedBy'])
        .executeTakeFirst();
      return found ?? null;
    },
    async spendCode(hash, station) {
      await trx.updateTable('codes').set({ usedBy: station }).where('hash', '=', hash).execute();
    },
    async recordFailure(address, atMs) {
      await trx
        .insertInto('attempts')
        .values({ address, failures: 1, atMs })
        .onConflict((conflict) =>
          conflict
            .column('address')
            .doUpdateSet((eb) => ({ failures: eb('attempts.failures', '+', 1), atMs })),
        )
        .execute();
    },
    async forgetFailuresBefore(atMs) {
      await trx.deleteFrom('attempts').where('atMs', '<', atMs).execute();
    },
    async addStation({ at, ...about }) {
      const { value: number } = await trx
        .updateTable('meta')
        .set((eb) => ({ value: eb('value', '+', 1) }))
        .where('name', '=', 'stations')
        .returning('value')
        .executeTakeFirstOrThrow();
      const station = `st_${String(number).padStart(4, '0')}`;
      const unheard = { revokedAt: null, heardAt: null, heartbeat: null };
      await trx
        .insertInto('stations')
        .values({ station, number, ...about, enrolledAt: at, ...unheard })
        .execute();
      return station;
    },
    async enrolledKey(station, install, publicKey) {
      const found = await trx
        .selectFrom('stationKeys as k')
        .innerJoin('stations as s', 's.station', 'k.station')
        .select('k.keyId')
        .where('s.station', '=', station)
        .where('s.install', '=', install)
        .where('s.revokedAt', 'is', null)
        .where('k.publicKey', '=', publicKey)
        .where('k.retiredAt', 'is', null)
        .executeTakeFirst();
      return found?.keyId ?? null;
    },
    async addKey(station, publicKey, at) {
      await trx
        .updateTable('stations')
        .set((eb) => ({ station: eb.ref('station') }))
        .where('station', '=', station)
        .execute();
      const keys = await trx
        .selectFrom('stationKeys')
        .select(['keyId', 'number', 'publicKey', 'retiredAt'])
        .where('station', '=', station)
        .orderBy('number')
        .execute();
      const known = keys.find((key) => key.publicKey === publicKey && key.retiredAt === null);
      if (known !== undefined) return known.keyId;
      const number = (keys.at(-1)?.number ?? 0) + 1;
      const keyId = `k${number}`;
      await trx
        .insertInto('stationKeys')
        .values({ station, keyId, number, publicKey, addedAt: at, retiredAt: null })
        .execute();
      return keyId;
    },
    async retireOlderKeys(station, keyId, at) {
      await trx
        .updateTable('stationKeys')
        .set({ retiredAt: at })
        .where('station', '=', station)
        .where('retiredAt', 'is', null)
        .where('number', '<', (eb) =>
          eb
            .selectFrom('stationKeys as used')
            .select('used.number')
            .where('used.station', '=', station)
            .where('used.keyId', '=', keyId),
        )
        .execute();
    },
    async revoke(institution, station, at) {
      await trx
        .updateTable('stations')
        .set({ revokedAt: at })
        .where('institution', '=', institution)
        .where('station', '=', station)
        .where('revokedAt', 'is', null)
        .execute();
    },
    async recordHeartbeat(station, { at, appVersion, text }) {
      await trx
        .updateTable('stations')
        .set({ heardAt: at, appVersion, heartbeat: text })
        .where('station', '=', station)
        .execute();
    },
    async addChain(chain, { station, genesis, signature, at }) {
      const added = await trx
        .insertInto('chains')
        .values({
          ...{ chain, station, genesis, genesisSignature: signature, openedAt: at },
          ...{ status: 'open', headSeq: 0, headHash: null, ackedSeq: 0 },
          ...{ signedSeq: null, signedHash: null, signedBy: null },
        })
        .onConflict((conflict) => conflict.column('chain').doNothing())
        .returning('chain')
        .executeTakeFirst();
      return added !== undefined;
    },
    async closeChain(station, chain) {
      await trx
        .updateTable('chains')
        .set({ status: 'closed' })
        .where('station', '=', station)
        .where('chain', '=', chain)
        .where('status', '=', 'open')
        .execute();
    },
    async lockChain(station, chain) {
      const found = await trx
        .updateTable('chains')
        .set((eb) => ({ headSeq: eb.ref('headSeq') }))
        .where('chain', '=', chain)
        .where('station', '=', station)
        .returning([
          ...(['chain', 'station', 'status', 'headSeq', 'headHash'] as const),
          ...(['signedSeq', 'signedHash', 'ackedSeq'] as const),
        ])
        .executeTakeFirst();
      if (found === undefined) return null;
      const { signedSeq, signedHash, ackedSeq } = found;
      return { ...toChain(found), signed: toHead(signedSeq, signedHash), ackedSeq };
    },
    async places(chain, from, to) {
      const found = await trx
        .selectFrom('entries')
        .select(['seq', 'hash', 'quarantined'])
        .select((eb) => eb.case().when('body', 'is', null).then(0).else(1).end().as('hasBody'))
        .where('chain', '=', chain)
        .where('seq', '>=', from)
        .where('seq', '<=', to)
        .orderBy('seq')
        .execute();
      return found.map(({ hasBody, ...place }) => ({ ...place, hasBody: hasBody === 1 }));
    },
    async addEntries(chain, entries, receivedAt, repeats) {
      if (entries.length === 0) return new Set();
      const added = await trx
        .insertInto('entries')
        .columns(ENTRY_COLUMNS)
        // `where true`: without it SQLite takes ON CONFLICT for the condition of a join. A literal `repeats`: PostgreSQL does
        // not find the partial index by a parameter.
        .expression(
          sql<never>`select ${sql.val(chain)}, r.seq, r.id, r.hash, r.type, r.session, r.header, r.salt, r.body,
            ${sql.lit(repeats ? 1 : 0)}, r.carried, r.quarantined, ${sql.val(receivedAt)}
            from ${dialect.entryRows(entries.map(toRow))} where true`,
        )
        .onConflict((conflict) => conflict.column('id').where('repeats', '=', sql.lit(0)).doNothing())
        .returning('seq')
        .execute();
      return new Set(added.map(({ seq }) => seq));
    },
    async firstWithId(id) {
      const found = await trx
        .selectFrom('entries as e')
        .innerJoin('chains as c', 'c.chain', 'e.chain')
        .select(['e.chain', 'c.station'])
        .where('e.id', '=', id)
        .where('e.repeats', '=', sql.lit(0))
        .executeTakeFirst();
      return found ?? null;
    },
    async fillIn(chain, seq, { salt, body }, quarantined) {
      await trx
        .updateTable('entries')
        .set({ salt, body, quarantined })
        .where('chain', '=', chain)
        .where('seq', '=', seq)
        .where('body', 'is', null)
        .execute();
    },
    async moveHead(chain, { seq, hash }, signed) {
      const head = { headSeq: seq, headHash: hash };
      const moved = signed === null ? head : { ...head, ...signedColumns(signed) };
      const found = await trx
        .updateTable('chains')
        .set(moved)
        .where('chain', '=', chain)
        .returning([epochQuery(trx).$asScalar().$notNull().as('epoch'), settledSeq(trx, chain).as('settled')])
        .executeTakeFirstOrThrow();
      return toBackupState(found);
    },
    async recordSignedHead(chain, signed) {
      await trx.updateTable('chains').set(signedColumns(signed)).where('chain', '=', chain).execute();
    },
    async recordAcked(chain, ackedSeq) {
      await trx.updateTable('chains').set({ ackedSeq }).where('chain', '=', chain).execute();
    },
    async markForked(chain) {
      await trx.updateTable('chains').set({ status: 'forked' }).where('chain', '=', chain).execute();
    },
    async addEvidence({ id, chain, at, entries }) {
      await trx.insertInto('evidence').values({ id, chain, receivedAt: at, entries }).execute();
    },
    async addAlarm(institution, alarm) {
      await trx
        .insertInto('alarms')
        .values({ ...alarm, institution })
        .execute();
    },
    async addToSheet(institution, entries) {
      for (const entry of entries) {
        const { session: _key, ...values } = entry;
        await trx
          .insertInto('sheet')
          .values({ institution, ...entry })
          .onConflict((conflict) =>
            conflict
              .columns(['institution', 'session'])
              .doUpdateSet(values)
              .where('sheet.version', '<', entry.version),
          )
          .execute();
      }
    },
    async eraseSessions(institution, sessions) {
      const own = trx
        .selectFrom('chains as c')
        .innerJoin('stations as s', 's.station', 'c.station')
        .select('c.chain')
        .where('s.institution', '=', institution);
      const erased = new Set<unknown>(sessions);
      const isErased = ({ header }: WireEntry) => header.session !== null && erased.has(header.session);
      for (let at = 0; at < sessions.length; at += ERASED_AT_ONCE) {
        const part = sessions.slice(at, at + ERASED_AT_ONCE);
        await trx
          .updateTable('entries')
          .set({ salt: null, body: null })
          .where('session', 'in', part)
          .where('chain', 'in', own)
          .execute();
        await trx
          .deleteFrom('sheet')
          .where('institution', '=', institution)
          .where('session', 'in', part)
          .execute();
      }
      const evidence = trx.selectFrom('evidence').select(['id', 'entries']).where('chain', 'in', own);
      for (const { id, entries: text } of await evidence.execute()) {
        const entries: readonly WireEntry[] = JSON.parse(text);
        if (!entries.some(isErased)) continue;
        const kept = entries.map((entry) => (isErased(entry) ? { ...entry, salt: null, body: null } : entry));
        await trx
          .updateTable('evidence')
          .set({ entries: JSON.stringify(kept) })
          .where('id', '=', id)
          .execute();
      }
    },
    async setEpoch(epoch) {
      await trx.updateTable('service').set({ value: epoch }).where('name', '=', 'epoch').execute();
    },
    async raiseGeneration(least) {
      await trx
        .updateTable('institutions')
        .set({ generation: raisedGeneration(least) })
        .execute();
    },
  };
}

/** Sessions of one statement: a database takes a limited number of parameters. */
const ERASED_AT_ONCE = 500;

const ENTRY_COLUMNS = [
  ...(['chain', 'seq', 'id', 'hash', 'type', 'session', 'header', 'salt', 'body'] as const),
  ...(['repeats', 'carried', 'quarantined', 'receivedAt'] as const),
];

function toRow({ seq, id, type, session, text, quarantined, carried }: NewEntry): EntryRow {
  const { hash, header, salt, body } = text;
  return { seq, id, hash, type, session, header, salt, body, carried: carried ? 1 : 0, quarantined };
}

function signedColumns({ seq, hash, signature }: SignedHead) {
  return { signedSeq: seq, signedHash: hash, signedBy: signature };
}

type ChainColumns = Pick<Tables['chains'], 'chain' | 'station' | 'status' | 'headSeq' | 'headHash'>;

function toChain({ chain, station, status, headSeq, headHash }: ChainColumns): ChainRow {
  return { chain, station, status, head: toHead(headSeq, headHash) };
}

function toHead(seq: number | null, hash: string | null): Head | null {
  return seq === null || hash === null ? null : { seq, hash };
}
