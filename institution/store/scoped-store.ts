import { z } from 'zod';
import { canonicalText } from '../../shared/sync/encoding.ts';
import { FEED_NAMES } from '../../shared/sync/rows.ts';
import { type Json, JsonObject } from '../../shared/sync/wire.ts';
import type { AuditEntry } from '../core/audit.ts';
import type { Change, MapName, Reader, Store, StoredRow, Writer } from '../core/store.ts';
import type { Database, Trx } from './database.ts';
import { raisedGeneration } from './generation.ts';
import type { RowSealer } from './row-sealer.ts';
import type { Tables } from './tables.ts';

const BOOKING_MAPS = ['past-bookings', 'schedule'] as const;
const Times = z.looseObject({ startsAt: z.string(), endsAt: z.string() });

/** One institution of the database: nothing of any other can be read or written through it. */
export function createStore(database: Database, institution: string, sealer: RowSealer): Store {
  const rows: Rows = { institution, sealer, opened: new Map() };
  return {
    read: (work) => database.read((trx) => work(readerOf(trx, rows))),
    async write(work) {
      try {
        return await database.write(async (trx) => {
          await lock(trx, institution);
          return work(writerOf(database, trx, rows));
        });
      } catch (error) {
        // A version that was rolled back is given out again, for another row.
        rows.opened.clear();
        throw error;
      }
    },
    close: () => database.close(),
  };
}

/** Adds an institution without any data, unless it is there. */
export async function addInstitution(database: Database, institution: string): Promise<void> {
  await database.write((trx) =>
    trx
      .insertInto('institutions')
      .values({ institution, generation: 1 })
      .onConflict((conflict) => conflict.doNothing())
      .execute(),
  );
}

export async function listInstitutions(database: Database): Promise<readonly string[]> {
  const found = await database.read((trx) =>
    trx.selectFrom('institutions').select('institution').orderBy('institution').execute(),
  );
  return found.map(({ institution }) => institution);
}

/** One writer at a time in an institution: acts are chained, and bookings are compared with each other. */
async function lock(trx: Trx, institution: string): Promise<void> {
  // The one way to lock a row that both databases have.
  await trx
    .updateTable('institutions')
    .set((eb) => ({ generation: eb.ref('generation') }))
    .where('institution', '=', institution)
    .returning('generation')
    .executeTakeFirstOrThrow();
}

/** Rows that were unsealed before, by map and key: reading thousands of sealed rows takes longer than a press may. */
type OpenedRows = Map<string, { readonly ver: number; readonly text: string; readonly row: Json }>;
type Rows = { readonly institution: string; readonly sealer: RowSealer; readonly opened: OpenedRows };
type Place = { readonly map: MapName; readonly key: string; readonly ver: number };
/** Rows read by one statement. */
const READ_AT_ONCE = 500;
/** Rows written by one statement. */
const WRITTEN_AT_ONCE = 500;

function readerOf(trx: Trx, { institution, sealer, opened }: Rows): Reader {
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
    const found = ownRows().select(['key', 'ver']).where('map', '=', map).where('sealed', 'is not', null);
    return openRows((await found.orderBy('ver').execute()).map((place) => ({ map, ...place })));
  }
  const ownRows = () => trx.selectFrom('rows').where('institution', '=', institution);
  const rowsOf = (map: MapName) => ownRows().select(['key', 'sealed', 'ver']).where('map', '=', map);
  const audit = () => trx.selectFrom('audit').select(AUDIT_COLUMNS).where('institution', '=', institution);

  return {
    async row(map, key) {
      return stored(map, await rowsOf(map).where('key', '=', key).execute())[0] ?? null;
    },
    rows: rowsOfMap,
    async texts(map) {
      return new Map((await rowsOfMap(map)).map(({ key, text }) => [key, text]));
    },
    async bookingsBetween(from, to, limit) {
      const overlapping = ownRows()
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
      const found = await trx
        .selectFrom('maps')
        .select('ver')
        .where('institution', '=', institution)
        .where('map', '=', map)
        .executeTakeFirst();
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
      const { generation } = await trx
        .selectFrom('institutions')
        .select('generation')
        .where('institution', '=', institution)
        .executeTakeFirstOrThrow();
      return generation;
    },
    async lastAuditEntry() {
      const found = await audit().orderBy('seq', 'desc').limit(1).executeTakeFirst();
      return found === undefined ? null : toAuditEntry(found);
    },
    async auditAfter(after, limit) {
      const found = audit().where('seq', '>', after).orderBy('seq').limit(limit);
      return (await found.execute()).map(toAuditEntry);
    },
  };
}

function writerOf({ dialect }: Pick<Database, 'dialect'>, trx: Trx, rows: Rows): Writer {
  const { institution, sealer, opened } = rows;
  const reader = readerOf(trx, rows);

  /** `row`: null for a deletion. Returns the new version of the map. */
  async function setRows(
    map: MapName,
    changed: readonly { readonly key: string; readonly row: unknown }[],
  ): Promise<number> {
    let ver = await reader.version(map);
    for (let at = 0; at < changed.length; at += WRITTEN_AT_ONCE) {
      const values = changed.slice(at, at + WRITTEN_AT_ONCE).map(({ key, row }) => {
        if (row === null) opened.delete(aboutOf(map, key));
        const times = BOOKING_MAPS.some((one) => one === map) ? Times.safeParse(row).data : undefined;
        ver += 1;
        return {
          ...{ institution, map, key, ver },
          sealed:
            row === null ? null : sealer.seal(aboutOf(map, key), Buffer.from(canonicalText(row), 'utf8')),
          startsAt: times?.startsAt ?? null,
          endsAt: times?.endsAt ?? null,
        };
      });
      await trx
        .insertInto('rows')
        .values(values)
        .onConflict((conflict) =>
          conflict.columns(['institution', 'map', 'key']).doUpdateSet(({ ref }) => ({
            sealed: ref('excluded.sealed'),
            ver: ref('excluded.ver'),
            startsAt: ref('excluded.startsAt'),
            endsAt: ref('excluded.endsAt'),
          })),
        )
        .execute();
    }
    await trx
      .insertInto('maps')
      .values({ institution, map, ver })
      .onConflict((conflict) => conflict.columns(['institution', 'map']).doUpdateSet({ ver }))
      .execute();
    if (isFeed(map)) await dialect.announce(trx, institution, map);
    return ver;
  }

  return {
    ...reader,
    async put(map, key, row) {
      const known = await reader.row(map, key);
      const isSame = known !== null && canonicalText(known.row) === canonicalText(row);
      return isSame ? reader.version(map) : setRows(map, [{ key, row }]);
    },
    async putAll(map, rows) {
      if (rows.length > 0) await setRows(map, rows);
    },
    async remove(map, key) {
      if ((await reader.row(map, key)) !== null) await setRows(map, [{ key, row: null }]);
    },
    async raiseGeneration(least) {
      await trx
        .updateTable('institutions')
        .set({ generation: raisedGeneration(least) })
        .where('institution', '=', institution)
        .execute();
    },
    async appendAudit({ detail, ...entry }) {
      await trx
        .insertInto('audit')
        .values({ ...entry, institution, detail: canonicalText(detail) })
        .execute();
    },
  };
}

const AUDIT_COLUMNS = ['seq', 'at', 'actor', 'action', 'subject', 'detail', 'prev', 'hash'] as const;

function toAuditEntry({ detail, ...entry }: Omit<Tables['audit'], 'institution'>): AuditEntry {
  return { ...entry, detail: JsonObject.parse(JSON.parse(detail)) };
}

function isFeed(map: MapName): boolean {
  return FEED_NAMES.some((feed) => feed === map);
}

function aboutOf(map: MapName, key: string): string {
  return `institution/${map}/${key}`;
}
