import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { MIGRATIONS } from '../../electron/journal/sqlite/migrations/all.ts';
import { type BenchOptions, type Figure, median } from './figures.ts';
import { openBenchJournal, RECORD_FILE } from './record.ts';
import { runFixture } from './run-fixture.ts';

type Start = {
  readonly startMs: number;
  readonly appendMs: number;
  readonly residentBytes: number;
};

const ROUNDS = 30;
const WARMING = 10;
const APPENDS = 200;

/** Appending compared with the bare database, and a long record with a short one. */
export async function journalBench(options: BenchOptions): Promise<readonly Figure[]> {
  return [appends(options), ...(await lengths(options))];
}

/** Durable appends, one entry a transaction, over a bare loop that writes the same rows into the same table. */
function appends({ say }: BenchOptions): Figure {
  const folder = mkdtempSync(join(tmpdir(), 'bench-journal-'));
  try {
    say('journal: appending beside the bare database');
    const journal = openBenchJournal(join(folder, 'station'));
    const bare = bareDatabase(join(folder, 'bare.sqlite'));
    const [ours, theirs]: [number[], number[]] = [[], []];
    let position = 0;
    for (let round = 0; round < ROUNDS; round += 1) {
      const began = performance.now();
      for (let n = 0; n < APPENDS; n += 1) {
        journal.append([
          {
            type: 'station.note',
            body: { code: 'bench', detail: `${round} ${n} ${'x'.repeat(200)}` },
            actor: 'station',
            session: null,
          },
        ]);
      }
      const between = performance.now();
      const rows = journal.ledger.connection
        .prepare<[number], object>('SELECT * FROM entries WHERE position > ? ORDER BY position')
        .all(position);
      position += rows.length;
      const again = performance.now();
      for (const row of rows) bare.insert(row);
      const ended = performance.now();
      if (round < WARMING) continue;
      ours.push(APPENDS / ((between - began) / 1000));
      theirs.push(rows.length / ((ended - again) / 1000));
    }
    journal.close();
    bare.close();
    const ratios = ours.map((value, index) => value / (theirs[index] ?? Number.NaN));
    return {
      name: 'durable appends over a bare loop of the same rows',
      value: median(ratios),
      target: { kind: 'at-least', value: 0.8 },
      parts: { 'appends/s': median(ours), 'bare/s': median(theirs) },
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The journal's own tables, without the journal: every commit synced. */
function bareDatabase(file: string): { readonly insert: (row: object) => void; readonly close: () => void } {
  const db = new Database(file);
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  for (const { sql } of MIGRATIONS) db.exec(sql);
  db.pragma('foreign_keys = OFF');
  const columns = db.prepare<[], string>("SELECT name FROM pragma_table_info('entries')").pluck().all();
  const insert = db.prepare(
    `INSERT INTO entries (${columns.join(', ')}) VALUES (${columns.map((name) => `@${name}`).join(', ')})`,
  );
  return { insert: (row) => void insert.run(row), close: () => void db.close() };
}

/** Starting, appending and holding a long record over the same with a thousand entries. */
async function lengths({ quick, say }: BenchOptions): Promise<readonly Figure[]> {
  const long = quick ? 100_000 : 1_000_000;
  const [short, huge] = [await recordOf(1000, say), await recordOf(long, say)];
  const starts: { readonly short: Start[]; readonly huge: Start[] } = { short: [], huge: [] };
  say(`journal: starting with 1,000 and with ${long.toLocaleString('en-CA')} entries`);
  for (let round = 0; round < (quick ? 5 : 9); round += 1) {
    starts.short.push(await runFixture<Start>('start.fixture.ts', [short]));
    starts.huge.push(await runFixture<Start>('start.fixture.ts', [huge]));
  }
  const figure = (name: string, of: (start: Start) => number, unit: string): Figure => {
    const [few, many] = [median(starts.short.map(of)), median(starts.huge.map(of))];
    return {
      name: `${name} with ${long.toLocaleString('en-CA')} entries over 1,000`,
      value: many / few,
      target: { kind: 'at-most', value: 1.1 },
      parts: { [`1,000 ${unit}`]: few, [`${long.toLocaleString('en-CA')} ${unit}`]: many },
    };
  };
  return [
    figure('start', (start) => start.startMs, 'ms'),
    figure('append', (start) => start.appendMs, 'ms'),
    figure('memory', (start) => start.residentBytes / 2 ** 20, 'MiB'),
  ];
}

/** A record of so many entries, kept for the next time under the system's temporary folder. */
async function recordOf(count: number, say: (line: string) => void): Promise<string> {
  const version = MIGRATIONS.length;
  const folder = join(tmpdir(), `child-link-bench-record-${count}-${version}`);
  if (existsSync(join(folder, 'finished'))) return folder;
  say(`journal: building a record of ${count.toLocaleString('en-CA')} entries in ${folder}`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await runFixture('build-record.fixture.ts', [folder, String(count)]);
  if (!existsSync(join(folder, RECORD_FILE))) throw new Error('The record was not built');
  return folder;
}
