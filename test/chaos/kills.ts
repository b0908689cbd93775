import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { DATABASE_FILE } from '../../institution/store/sqlite-file.ts';
import { RECORD_FILE } from './core.ts';
import { CALM, type Weather } from './memory-network.ts';
import { type Child, startChild, startInstitutionProcess, written } from './processes.ts';
import { startProxy } from './proxy.ts';
import { dice } from './random.ts';
import { type Finding, verifyBoth } from './verifier.ts';

export type KillResult = {
  readonly seed: number;
  readonly findings: readonly Finding[];
  readonly entries: number;
  readonly stationKills: number;
  readonly serverKills: number;
  readonly serverSwaps: number;
  readonly seconds: number;
};

const STORM: Weather = { arrives: 70, 'request-lost': 8, 'answer-lost': 8, doubled: 6, late: 5, cut: 3 };
const FINISH_MS = 60_000;

/** One run with real processes: both are killed at random, the network fails, the server's folder is swapped. */
export async function playKills(seed: number, folder: string): Promise<KillResult> {
  const started = performance.now();
  const chance = dice(seed);
  const [stationFolder, serverFolder, olderCopy] = ['station', 'server', 'older'].map((name) =>
    join(folder, name),
  );
  if (stationFolder === undefined || serverFolder === undefined || olderCopy === undefined) throw new Error();
  mkdirSync(stationFolder, { recursive: true });
  const known = new Map<string, string>();
  const findings: Finding[] = [];
  let [stationKills, serverKills, serverSwaps] = [0, 0, 0];
  let hasCopy = false;

  const proxy = await startProxy(chance);
  let server = await startInstitutionProcess(serverFolder);
  const { code } = server;
  proxy.target = server.url;
  const startStation = (): Child =>
    startChild('station.fixture.ts', {
      args: [stationFolder, proxy.url, code, String(chance.whole(1, 1e9))],
    });
  let station = startStation();
  const gather = (child: Child): void => {
    for (const { id, hash } of written(child)) known.set(id, hash);
    for (const line of child.lines) {
      if (/^(?:BUG|REFUSED|E )/.test(line)) findings.push({ code: 'station-said', where: line });
      if (line.startsWith('READY') && line !== 'READY whole')
        findings.push({ code: 'station-said', where: line });
    }
  };

  try {
    // Enrolled and connected once; other tests cover what comes before.
    await station.line('A ');
    proxy.weather = STORM;
    for (let step = chance.whole(2, 5); step > 0; step -= 1) {
      await delay(chance.whole(20, 700));
      const what = chance.weighted({ station: 45, server: 35, swap: 20 });
      if (what === 'station') {
        stationKills += 1;
        await station.kill();
        gather(station);
        station = startStation();
        continue;
      }
      serverKills += 1;
      server.child.send('backup');
      await server.child.kill();
      if (what === 'swap' && hasCopy) {
        serverSwaps += 1;
        rmSync(serverFolder, { recursive: true });
        cpSync(olderCopy, serverFolder, { recursive: true });
      } else if (!hasCopy) {
        cpSync(serverFolder, olderCopy, { recursive: true });
        hasCopy = true;
      }
      server = await startInstitutionProcess(serverFolder);
      proxy.target = server.url;
    }
    proxy.weather = CALM;
    station.send('finish');
    const safe = await Promise.race([station.line('SAFE'), delay(FINISH_MS, null, { ref: false })]);
    if (safe === null) findings.push({ code: 'not-converged', where: station.lines.slice(-3).join(' | ') });
    else await station.ended;
  } finally {
    await station.kill();
    await server.child.kill('SIGTERM');
    await proxy.close();
  }
  gather(station);
  const report = verifyBoth({
    stationFile: join(stationFolder, RECORD_FILE),
    serverFile: join(serverFolder, DATABASE_FILE),
    complete: findings.every((finding) => finding.code !== 'not-converged'),
    ids: known.keys(),
  });
  return {
    ...{ seed, stationKills, serverKills, serverSwaps },
    findings: [...findings, ...report.findings],
    entries: known.size,
    seconds: (performance.now() - started) / 1000,
  };
}
