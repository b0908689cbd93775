import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { DATABASE_FILE } from '../../institution/store/sqlite-file.ts';
import { RECORD_FILE } from './core.ts';
import { cutPower, type PowerCut, shimEnvironment } from './power.ts';
import { startChild, startInstitutionProcess, written } from './processes.ts';
import { dice } from './random.ts';
import { type Finding, verifyBoth } from './verifier.ts';

export type PowerResult = {
  readonly seed: number;
  readonly how: PowerCut;
  readonly findings: readonly Finding[];
  /** Entries that the station's process reported durable. */
  readonly written: number;
  /** The seq covered by the station's last receipt. */
  readonly receipted: number;
};

/** Cuts the power of both sides at a random moment and restarts them from what was really on their disks. */
export async function playPowerCut(seed: number, folder: string, shim: string): Promise<PowerResult> {
  const chance = dice(seed);
  const how = chance.pick<PowerCut>(['only-synced', 'torn']);
  const stationFolder = join(folder, 'station');
  const serverFolder = join(folder, 'server');
  const stationImage = join(folder, 'station-image');
  const serverImage = join(folder, 'server-image');
  for (const path of [stationFolder, serverFolder]) mkdirSync(path, { recursive: true });
  const serverShim = shimEnvironment({ shim, root: serverFolder, image: serverImage });
  const stationShim = shimEnvironment({ shim, root: stationFolder, image: stationImage });
  const server = await startInstitutionProcess(serverFolder, serverShim);
  const station = startChild('station.fixture.ts', {
    args: [stationFolder, server.url, server.code, String(seed), '4'],
    environment: stationShim,
  });
  const findings: Finding[] = [];
  try {
    if (chance.chance(0.8)) await station.line('A ');
    else await station.line('W ');
    await delay(chance.whole(0, 900));
  } finally {
    await Promise.all([station.kill(), server.child.kill()]);
  }
  const after = { station: join(folder, 'station-after'), server: join(folder, 'server-after') };
  cutPower(stationFolder, stationImage, after.station, how, chance);
  cutPower(serverFolder, serverImage, after.server, how, chance);

  const known = written(station);
  const receipts = station.lines.filter((line) => line.startsWith('A '));
  const [, chain = '', seq = '0'] = receipts.at(-1)?.split(' ') ?? [];
  const here = entriesIn(join(after.station, RECORD_FILE));
  for (const { id, hash } of known)
    if (!here.has(`${id} ${hash}`)) findings.push({ code: 'acknowledged-lost', where: id });
  if (receipts.length > 0) {
    const has = serverHead(join(after.server, DATABASE_FILE), chain);
    if (has < Number(seq)) findings.push({ code: 'receipted-lost', where: `${has} of ${seq}` });
  }

  // Both restart and sync, and nothing is missing or misplaced.
  const again = await startInstitutionProcess(after.server);
  const code = again.code;
  const back = startChild('station.fixture.ts', { args: [after.station, again.url, code, String(seed + 1)] });
  try {
    back.send('finish');
    const safe = await Promise.race([back.line('SAFE'), delay(60_000, null, { ref: false })]);
    if (safe === null) findings.push({ code: 'not-converged', where: back.lines.slice(-3).join(' | ') });
    else await back.ended;
    for (const line of back.lines) {
      if (/^(?:BUG|REFUSED|E )/.test(line) || /^READY (?!whole)/.test(line)) {
        findings.push({ code: 'station-said', where: line });
      }
    }
  } finally {
    await back.kill();
    await again.child.kill('SIGTERM');
  }
  const report = verifyBoth({
    stationFile: join(after.station, RECORD_FILE),
    serverFile: join(after.server, DATABASE_FILE),
    complete: true,
    ids: known.map(({ id }) => id),
  });
  findings.push(...report.findings);
  return { seed, how, findings, written: known.length, receipted: Number(seq) };
}

/** Opens for writing, so that SQLite replays its WAL as after a power cut. An entry may be in two chains. */
function entriesIn(file: string): ReadonlySet<string> {
  const db = new Database(file);
  try {
    return new Set(db.prepare("SELECT id || ' ' || hash FROM entries").pluck().all().map(String));
  } finally {
    db.close();
  }
}

function serverHead(file: string, chain: string): number {
  const db = new Database(file);
  try {
    return Number(db.prepare('SELECT max(seq) FROM entries WHERE chain = ?').pluck().get(chain) ?? 0);
  } finally {
    db.close();
  }
}
