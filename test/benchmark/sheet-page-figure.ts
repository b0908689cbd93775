import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { SHEET_PAGE, sheetRows } from '../../institution/core/sync/sheet.ts';
import type { Database } from '../../institution/store/database.ts';
import { openPostgresDatabase } from '../../institution/store/postgres-database.ts';
import type { Cluster } from '../../institution/store/postgres.fixture.ts';
import { openSqliteDatabase } from '../../institution/store/sqlite-database.ts';
import { openSqliteFile } from '../../institution/store/sqlite-file.ts';
import { createSyncStore } from '../../institution/store/sync-store.ts';
import { SAMPLE_ROW } from '../../shared/tracking/tracking.fixture.ts';
import { type BenchOptions, type Figure, median } from './figures.ts';

const FEW = SHEET_PAGE;
const MANY = 1_000_000;
const PAGES = 100;
const FIRST_DAY = Date.UTC(2000, 0, 1);
const DAY_MS = 86_400_000;
const ROWS_A_DAY = 100;
const DAYS_AT_ONCE = 4000;
const ROW = JSON.stringify(SAMPLE_ROW);

/** A page of a long sheet beside a sheet of one page, in the same database: by key, it costs the same. */
export async function sheetPageFigures(
  cluster: Cluster,
  { quick, say }: BenchOptions,
): Promise<readonly Figure[]> {
  const rows = quick ? MANY / 10 : MANY;
  say(`institution: a page of a sheet of ${rows} rows`);
  const folder = mkdtempSync(join(tmpdir(), 'bench-sheet-'));
  try {
    const file = openSqliteFile(folder);
    if (!file.ok) throw new Error(file.refusal.code);
    return [
      await figureOf('SQLite', await openSqliteDatabase(file.value), rows),
      await figureOf('PostgreSQL', await openPostgresDatabase(await cluster.create(), () => undefined), rows),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function figureOf(name: string, database: Database, rows: number): Promise<Figure> {
  try {
    await fill(database, 'few', FEW);
    await fill(database, 'many', rows);
    // The first round compiles, and reads what is on the disk.
    await msPerPage(database, rows);
    const { few, many } = await msPerPage(database, rows);
    return {
      name: `a page of a sheet of ${rows} rows over one of ${FEW}, ${name}`,
      value: many / few,
      target: { kind: 'at-most', value: 1.2 },
      parts: { [`${rows} rows ms`]: many, [`${FEW} rows ms`]: few },
    };
  } finally {
    await database.close();
  }
}

/** The first row of each day, then by one statement the others of every day, in the order in which visits happen. */
async function fill(database: Database, institution: string, rows: number): Promise<void> {
  const days = rows / ROWS_A_DAY;
  for (let at = 0; at < days; at += DAYS_AT_ONCE) {
    const values = Array.from({ length: Math.min(DAYS_AT_ONCE, days - at) }, (_, n) => ({
      ...{ institution, version: 1, row: ROW },
      ...firstOf(at + n),
    }));
    await database.write((trx) => trx.insertInto('sheet').values(values).execute());
  }
  const others = Array.from({ length: ROWS_A_DAY - 1 }, (_, n) => sql`(${sql.lit(`-${n + 1}`)})`);
  await database.write((trx) =>
    sql`insert into sheet (institution, session, version, day, start, "row")
      select s.institution, s.session || o.column1, s.version, s.day, s.start, s."row"
      from sheet s cross join (values ${sql.join(others)}) o where s.institution = ${institution}
      order by s.day, o.column1`.execute(trx),
  );
}

/** The first row of a day. */
function firstOf(day: number) {
  const start = new Date(FIRST_DAY + day * DAY_MS).toISOString();
  return { session: `session-${String(day).padStart(5, '0')}`, day: start.slice(0, 10), start };
}

/** Pages from the whole length of each sheet, as the service reads them, in turn: other work slows both alike. */
async function msPerPage(
  database: Database,
  rows: number,
): Promise<{ readonly few: number; readonly many: number }> {
  const store = createSyncStore(database);
  const msOf = async (institution: string, from: string): Promise<number> => {
    const began = performance.now();
    const { value } = await sheetRows(store, institution, { from, to: null }).next();
    const ms = performance.now() - began;
    if (value?.length !== SHEET_PAGE) throw new Error(`A page has ${value?.length} rows`);
    return ms;
  };
  const times: { readonly few: number; readonly many: number }[] = [];
  for (let n = 0; n < PAGES; n += 1) {
    const { day } = firstOf(Math.floor(((rows - FEW) * n) / PAGES / ROWS_A_DAY));
    times.push({ few: await msOf('few', firstOf(0).day), many: await msOf('many', day) });
  }
  return { few: median(times.map(({ few }) => few)), many: median(times.map(({ many }) => many)) };
}
