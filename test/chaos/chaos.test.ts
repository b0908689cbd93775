import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, it, onTestFinished } from 'vitest';
import { DATABASE_FILE } from '../../institution/store/sqlite-file.ts';
import { diskFolder, memoryFolder, removeFolder } from './folders.ts';
import { playHistory } from './history.ts';
import { RECORD_FILE } from './core.ts';
import type { Part, RunResult } from './parts.ts';
import { buildShim, cutPower, shimEnvironment, torn } from './power.ts';
import { dice } from './random.ts';
import { playSeries } from './series.ts';
import { verifyBoth } from './verifier.ts';

const SEED = 20_261_122;
/** Ends a test that hangs; each takes a fraction of it. */
const LIMIT_MS = 180_000;

/** The runs of the series with findings. */
async function failures(part: Part, runs: number): Promise<readonly RunResult[]> {
  const { failed, skipped } = await playSeries({ part, seed: SEED, runs, jobs: 1 });
  for (const what of skipped) console.log(`left out: ${what}`);
  return failed;
}

it(
  'Histories of every fault end with each entry exactly once on the server',
  { timeout: LIMIT_MS },
  async () => {
    expect(await failures('a', 40)).toEqual([]);
  },
);

it('Of a file that only grew, a torn write takes nothing that was synced', () => {
  const synced = Buffer.alloc(10_000, 'a');
  const now = Buffer.concat([synced, Buffer.alloc(20_000, 'b')]);
  const lengths = new Set<number>();
  for (let seed = 1; seed <= 200; seed += 1) {
    const found = torn(synced, now, dice(seed));
    expect(found.subarray(0, synced.length).equals(synced)).toBe(true);
    lengths.add(found.length);
  }
  expect(lengths).toContain(now.length);
  expect(Math.min(...lengths)).toBeLessThan(now.length);
});

it('Killed processes behind a bad network lose nothing and meet again', { timeout: LIMIT_MS }, async () => {
  expect(await failures('b', 2)).toEqual([]);
});

it('A power cut takes nothing that was said to be durable', { timeout: LIMIT_MS }, async () => {
  expect(await failures('c', 2)).toEqual([]);
});

it(
  'Failing disks and flipped bits are noticed and lose nothing in silence',
  { timeout: LIMIT_MS },
  async () => {
    expect(await failures('d', 40)).toEqual([]);
  },
);

it('Answers that are not true change nothing', { timeout: LIMIT_MS }, async () => {
  expect(await failures('fuzz', 1000)).toEqual([]);
});

it('The power cut is a real one: what was written and not synced is gone', () => {
  const folder = diskFolder();
  onTestFinished(() => removeFolder(folder));
  const shim = buildShim(folder);
  if (shim === null) {
    console.log('left out: there is no gcc here');
    return;
  }
  const data = join(folder, 'data');
  const image = join(folder, 'image');
  mkdirSync(data);
  const script = `
    const Database = require('better-sqlite3');
    const db = new Database(process.argv[1]);
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = ' + process.argv[2]);
    db.exec('CREATE TABLE t (n)');
    for (let n = 0; n < 100; n += 1) db.prepare('INSERT INTO t VALUES (?)').run(n);
    process.kill(process.pid, 'SIGKILL');
  `;
  const left: Record<string, number> = {};
  for (const mode of ['NORMAL', 'FULL']) {
    const file = join(data, `${mode}.sqlite`);
    const environment = shimEnvironment({ shim, root: data, image });
    try {
      execFileSync(process.execPath, ['-e', script, file, mode], { env: { ...process.env, ...environment } });
    } catch {
      // It kills itself with SIGKILL.
    }
    execFileSync('sync', ['-d', data], { env: { ...process.env, ...environment } });
    const after = join(folder, `after-${mode}`);
    cutPower(data, image, after, 'only-synced', dice(1));
    const db = new Database(join(after, `${mode}.sqlite`));
    const tables = db.prepare("SELECT count(*) FROM sqlite_schema WHERE name = 't'").pluck().get();
    left[mode] = tables === 0 ? 0 : Number(db.prepare('SELECT count(*) FROM t').pluck().get());
    db.close();
  }
  expect(left['FULL']).toBe(100);
  expect(left['NORMAL']).toBeLessThan(100);
});

it('The verifier sees what neither side would say', async () => {
  const folder = memoryFolder();
  onTestFinished(() => removeFolder(folder));
  const played = await playHistory(7, folder);
  expect(played.findings).toEqual([]);
  const stationFile = join(folder, `station-${played.home}`, RECORD_FILE);
  const serverFile = join(folder, 'server', DATABASE_FILE);
  const codes = (sql: string, file = serverFile): readonly string[] => {
    const db = new Database(file);
    for (const name of ['entries_are_frozen', 'entries_stay']) db.exec(`DROP TRIGGER IF EXISTS ${name}`);
    db.exec('SAVEPOINT here');
    db.exec(sql);
    db.exec('RELEASE here');
    db.close();
    return verifyBoth({ stationFile, serverFile, complete: true }).findings.map(({ code }) => code);
  };
  expect(codes("UPDATE entries SET body = '{}' WHERE rowid = 1")).toEqual(['content-differs']);
  expect(
    codes('UPDATE entries SET header = replace(header, \'"v":1\', \'"v":2\') WHERE rowid = 1'),
  ).toContain('hash-wrong');
  expect(codes('DELETE FROM entries WHERE rowid = (SELECT max(rowid) FROM entries)')).toContain(
    'missing-on-server',
  );
  const changed = codes(
    "UPDATE chains SET receipt = json_set(receipt, '$.seq', 1) WHERE receipt IS NOT NULL",
    stationFile,
  );
  expect(changed).toContain('receipt-not-signed');
});
