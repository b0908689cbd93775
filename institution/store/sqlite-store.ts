import type { Database, Statement } from 'better-sqlite3';
import { Kysely, SqliteDialect, type Transaction } from 'kysely';
import { Migrator } from 'kysely/migration';
import { z } from 'zod';
import { canonicalText } from '../../shared/sync/encoding.ts';
import { type Json, JsonObject } from '../../shared/sync/wire.ts';
import type { AuditEntry } from '../core/audit.ts';
import type { Change, MapName, Reader, Store, StoredRow, Writer } from '../core/store.ts';
import { initial } from './migrations/0001-initial.ts';
import type { Tables } from './tables.ts';

/** Encrypts rows at rest; `about` binds a row to its place. */
export interface RowSealer {
  seal(about: string, plain: Uint8Array): Uint8Array;
  unseal(about: string, sealed: Uint8Array): Uint8Array | null;
}

const MIGRATIONS = { '0001': { up: initial } };
const BOOKING_MAPS = ['past-bookings', 'schedule'] as const;
const Times = z.looseObject({ startsAt: z.string(), endsAt: z.string() });

/**
 * Opens the institution's store in an SQLite database and migrates it. The store owns the database from then on.
 * Throws when a row does not open with this sealer: the key or the file is not the right one.
 */
export async function openSqliteStore(database: Database, sealer: RowSealer): Promise<Store> {
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  const db = new Kysely<Tables>({ dialect: new SqliteDialect({ database: withStatementCache(database) }) });
  const { error } = await new Migrator({
    db,
    provider: { getMigrations: () => Promise.resolve(MIGRATIONS) },
  }).migrateToLatest();
  if (error !== undefined) throw new Error('The institution’s tables cannot be migrated', { cause: error });
  const opened: OpenedRows = new Map();
  return {
    read: (work) => db.transaction().execute((trx) => work(readerOf(trx, sealer, opened))),
    async write(work) {
      try {
        return await db.transaction().execute((trx) => work(writerOf(trx, sealer, opened)));
      } catch (error) {
        // A version that was rolled back is given out again, for another row.
        opened.clear();
        throw error;
      }
    },
    close: () => db.destroy(),
  };
}

/** Rows that were unsealed before, by map and key: reading thousands of sealed rows takes longer than a press may. */
type OpenedRows = Map<string, { readonly ver: number; readonly text: string; readonly row: Json }>;
type Place = { readonly map: MapName; readonly key: string; readonly ver: number };
/** Rows read by one statement. */
const READ_AT_ONCE = 500;

/** Kysely prepares at every call, and better-sqlite3 compiles at every prepare. */
function withStatementCache(database: Database) {
  const compiled = new Map<string, Statement>();
  return {
    close: () => {
      database.close();
    },
    prepare(sql: string): Statement {
      const statement = compiled.get(sql) ?? database.prepare(sql);
      compiled.set(sql, statement);
      return statement;
    },
  };
}

function readerOf(trx: Transaction<Tables>, sealer: RowSealer, opened: OpenedRows): Reader {
  const textOf = (map: MapName, key: string, sealed: Uint8Array): string => {
    const plain = sealer.unseal(aboutOf(map, key), sealed);
    if (plain === null) throw new Error(`A row of the map "${map}" does not open with this key`);
    return Buffer.from(plain.buffer, plain.byteOffset, plain.byteLength).toString('utf8');
  };
  const unseal = (map: MapName, key: string, sealed: Uint8Array): Json => {
    const row: Json = JSON.parse(textOf(map, key, sealed));
    return row;
  };
  type Found = { key: string; sealed: Uint8Array | null; ver: number };
  const stored = (map: MapName, found: readonly Found[]): readonly StoredRow[] =>
    found.flatMap(({ key, sealed, ver }) =>
      sealed === null ? [] : [{ key, row: unseal(map, key, sealed), ver }],
    );

  /** The rows at these places, each unsealed once per version. */
  async function openRows(places: readonly Place[]) {
    const missing = places.filter(({ map, key, ver }) => opened.get(aboutOf(map, key))?.ver !== ver);
    for (const map of new Set(missing.map((place) => place.map))) {
      const keys = missing.filter((place) => place.map === map).map(({ key }) => key);
      for (let at = 0; at < keys.length; at += READ_AT_ONCE) {
        const found = rowsOf(map).where('key', 'in', keys.slice(at, at + READ_AT_ONCE));
        for (const { key, sealed, ver } of await found.execute()) {
          if (sealed === null) continue;
          const text = textOf(map, key, sealed);
          const row: Json = JSON.parse(text);
          opened.set(aboutOf(map, key), { ver, text, row });
        }
      }
    }
    return places.flatMap(({ map, key }) => {
      const found = opened.get(aboutOf(map, key));
      return found === undefined ? [] : [{ key, ...found }];
    });
  }
  async function rowsOfMap(map: MapName) {
    const found = trx
      .selectFrom('rows')
      .select(['key', 'ver'])
      .where('map', '=', map)
      .where('sealed', 'is not', null);
    return openRows((await found.orderBy('ver').execute()).map((place) => ({ map, ...place })));
  }
  const rowsOf = (map: MapName) =>
    trx.selectFrom('rows').select(['key', 'sealed', 'ver']).where('map', '=', map);

  return {
    async row(map, key) {
      return stored(map, await rowsOf(map).where('key', '=', key).execute())[0] ?? null;
    },
    rows: rowsOfMap,
    async texts(map) {
      return new Map((await rowsOfMap(map)).map(({ key, text }) => [key, text]));
    },
    async bookingsBetween(from, to, limit) {
      const overlapping = trx
        .selectFrom('rows')
        .select(['map', 'key', 'ver'])
        .where('map', 'in', BOOKING_MAPS)
        .where('endsAt', '>', from)
        .where('startsAt', '<', to)
        .orderBy('startsAt')
        .orderBy('key');
      const found = await (limit === undefined ? overlapping : overlapping.limit(limit)).execute();
      return openRows(
        found.flatMap(({ map, ...place }) =>
          BOOKING_MAPS.filter((name) => name === map).map((name) => ({ map: name, ...place })),
        ),
      );
    },
    async bookingsEndedBefore(at, limit) {
      const found = rowsOf('schedule').where('endsAt', '<', at).orderBy('endsAt').limit(limit);
      return stored('schedule', await found.execute());
    },
    async version(map) {
      const found = await trx.selectFrom('maps').select('ver').where('map', '=', map).executeTakeFirst();
      return found?.ver ?? 0;
    },
    async changesAfter(map, after, { limit, withDeletions }) {
      let query = rowsOf(map).where('ver', '>', after);
      if (!withDeletions) query = query.where('sealed', 'is not', null);
      const found = await query.orderBy('ver').limit(limit).execute();
      return found.map(({ key, sealed, ver }): Change => ({
        key,
        row: sealed === null ? null : unseal(map, key, sealed),
        ver,
      }));
    },
    async generation() {
      const { value } = await trx
        .selectFrom('meta')
        .select('value')
        .where('name', '=', 'generation')
        .executeTakeFirstOrThrow();
      return value;
    },
    async lastAuditEntry() {
      const found = await trx
        .selectFrom('audit')
        .selectAll()
        .orderBy('seq', 'desc')
        .limit(1)
        .executeTakeFirst();
      return found === undefined ? null : toAuditEntry(found);
    },
    async auditAfter(after, limit) {
      const found = trx.selectFrom('audit').selectAll().where('seq', '>', after).orderBy('seq').limit(limit);
      return (await found.execute()).map(toAuditEntry);
    },
  };
}

function writerOf(trx: Transaction<Tables>, sealer: RowSealer, opened: OpenedRows): Writer {
  const reader = readerOf(trx, sealer, opened);

  async function setRow(map: MapName, key: string, row: unknown): Promise<number> {
    const ver = (await reader.version(map)) + 1;
    if (row === null) opened.delete(aboutOf(map, key));
    const times = BOOKING_MAPS.some((one) => one === map) ? Times.safeParse(row).data : undefined;
    const values = {
      sealed: row === null ? null : sealer.seal(aboutOf(map, key), Buffer.from(canonicalText(row), 'utf8')),
      ver,
      startsAt: times?.startsAt ?? null,
      endsAt: times?.endsAt ?? null,
    };
    await trx
      .insertInto('rows')
      .values({ map, key, ...values })
      .onConflict((conflict) => conflict.columns(['map', 'key']).doUpdateSet(values))
      .execute();
    await trx
      .insertInto('maps')
      .values({ map, ver })
      .onConflict((conflict) => conflict.column('map').doUpdateSet({ ver }))
      .execute();
    return ver;
  }

  return {
    ...reader,
    async put(map, key, row) {
      const known = await reader.row(map, key);
      const isSame = known !== null && canonicalText(known.row) === canonicalText(row);
      return isSame ? reader.version(map) : setRow(map, key, row);
    },
    async remove(map, key) {
      if ((await reader.row(map, key)) !== null) await setRow(map, key, null);
    },
    async raiseGeneration() {
      await trx
        .updateTable('meta')
        .set(({ eb }) => ({ value: eb('value', '+', 1) }))
        .where('name', '=', 'generation')
        .execute();
    },
    async appendAudit({ detail, ...entry }) {
      await trx
        .insertInto('audit')
        .values({ ...entry, detail: canonicalText(detail) })
        .execute();
    },
  };
}

function toAuditEntry({ detail, ...entry }: Tables['audit']): AuditEntry {
  return { ...entry, detail: JsonObject.parse(JSON.parse(detail)) };
}

function aboutOf(map: MapName, key: string): string {
  return `institution/${map}/${key}`;
}
