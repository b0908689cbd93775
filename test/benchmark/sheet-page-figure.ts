import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
const ROWS_AT_ONCE = 4000;
const FIRST_DAY = Date.UTC(2000, 0, 1);
const DAY_MS = 86_400_000;
const ROWS_A_DAY = 100;
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
    await msPerPage(database, 'few', FEW);
    await msPerPage(database, 'many', rows);
    const [few, many] = [await msPerPage(database, 'few', FEW), await msPerPage(database, 'many', rows)];
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

async function fill(database: Database, institution: string, rows: number): Promise<void> {
  for (let at = 0; at < rows; at += ROWS_AT_ONCE) {
    const values = Array.from({ length: Math.min(ROWS_AT_ONCE, rows - at) }, (_, n) => ({
      ...{ institution, version: 1, row: ROW },
      ...positionOf(at + n),
    }));
    await database.write((trx) => trx.insertInto('sheet').values(values).execute());
  }
}

function positionOf(n: number) {
  const start = new Date(FIRST_DAY + Math.floor(n / ROWS_A_DAY) * DAY_MS).toISOString();
  return { session: `session-${String(n).padStart(7, '0')}`, day: start.slice(0, 10), start };
}

/** Pages from the whole length of the sheet, as the service reads them. */
async function msPerPage(database: Database, institution: string, rows: number): Promise<number> {
  const store = createSyncStore(database);
  const times: number[] = [];
  for (let n = 0; n < PAGES; n += 1) {
    const from = positionOf(Math.floor(((rows - FEW) * n) / PAGES)).day;
    const began = performance.now();
    const { value } = await sheetRows(store, institution, { from, to: null }).next();
    times.push(performance.now() - began);
    if (value?.length !== SHEET_PAGE) throw new Error(`A page has ${value?.length} rows`);
  }
  return median(times);
}
