import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { DATABASE_FILE } from '../../institution/store/sqlite-file.ts';
import { drain, WARMING } from './drain.ts';
import type { BenchOptions, Figure } from './figures.ts';

const WAITING = 100;
const BATCH = 100;

/** Every station of the country comes back at once, each with its waiting entries, to one server. */
export async function fleet({ quick, say }: BenchOptions): Promise<Figure> {
  const stations = quick ? 200 : 1000;
  const folder = mkdtempSync(join(tmpdir(), 'bench-fleet-'));
  try {
    say(`sync: ${stations} stations with ${WAITING} waiting entries each`);
    const where = join(folder, 'server');
    const drained = await drain({ where, count: 1, stations, waiting: WAITING });
    const file = join(folder, 'server', DATABASE_FILE);
    const limit = bareInserts(file, join(folder, 'bare.sqlite'));
    const lost = (stations + WARMING) * WAITING - limit.rows;
    if (lost !== 0) throw new Error(`${lost} entries are not on the server`);
    const throughput = drained.entries / drained.seconds;
    return {
      name: `${stations} stations after an outage over bare inserts`,
      value: throughput / limit.perSecond,
      target: { kind: 'at-least', value: 0.3 },
      parts: {
        'entries/s': throughput,
        'bare/s': limit.perSecond,
        lost,
        'drained in s': drained.seconds,
        'answer p99 ms': drained.p99Ms,
      },
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The same rows into the same table, a batch a transaction, every commit synced: what the disk allows at most. */
function bareInserts(from: string, to: string): { readonly rows: number; readonly perSecond: number } {
  const source = new Database(from, { readonly: true });
  const schema = source
    .prepare<[], string>(
      "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND tbl_name IN ('chains', 'entries', 'stations')",
    )
    .pluck()
    .all();
  const rows = source.prepare<[], object>('SELECT * FROM entries ORDER BY rowid').all();
  source.close();
  const db = new Database(to);
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  for (const sql of schema) db.exec(sql);
  const columns = Object.keys(rows[0] ?? {});
  const insert = db.prepare(
    `INSERT INTO entries (${columns.join(', ')}) VALUES (${columns.map((name) => `@${name}`).join(', ')})`,
  );
  db.pragma('foreign_keys = OFF');
  const write = db.transaction((batch: readonly object[]) => {
    for (const row of batch) insert.run(row);
  });
  const began = performance.now();
  for (let at = 0; at < rows.length; at += BATCH) write.immediate(rows.slice(at, at + BATCH));
  const seconds = (performance.now() - began) / 1000;
  db.close();
  return { rows: rows.length, perSecond: rows.length / seconds };
}
