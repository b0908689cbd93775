import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Cluster, postgresFolder, startCluster } from '../../institution/store/postgres.fixture.ts';
import { hands, station, temporaryFolder } from '../sync/station.ts';
import { startInstance } from '../chaos/instances.ts';
import { bookingFigure } from './booking-figure.ts';
import { drain } from './drain.ts';
import { type Bench, type BenchOptions, type Figure, median } from './figures.ts';
import { memoryFigure } from './memory-figure.ts';
import { nowFigure } from './now-figure.ts';
import { sheetPageFigures } from './sheet-page-figure.ts';

/** Entries that each station brings, in one push. */
const WAITING = 100;
const CHANGES = 60;

/** `usPerEntry`: processor time of the instances and of PostgreSQL, microseconds. */
type Run = { readonly perSecond: number; readonly usPerEntry: number; readonly p99Ms: number };

/** The service on both databases and with several instances, each beside the other in one run; by what they measure. */
export const INSTITUTION_BENCHES = {
  'institution-throughput': onCluster(throughput),
  'institution-change': onCluster(async (cluster, options) => [await changeSeen(cluster, options)]),
  'institution-now': async (options) => [await nowFigure(options)],
  'institution-sheet': onCluster(sheetPageFigures),
  'institution-memory': onCluster(async (cluster, options) => [await memoryFigure(cluster, options)]),
  'institution-booking': async (options) => [await bookingFigure(options)],
} as const satisfies Readonly<Record<string, Bench>>;

/** Only the memory is another than the default's: half a gigabyte is little for a database server. Commits are durable. */
const SETTINGS = { shared_buffers: '512MB' };

/** On a PostgreSQL of its own. */
function onCluster(measure: (cluster: Cluster, options: BenchOptions) => Promise<readonly Figure[]>): Bench {
  return async (options) => {
    if (postgresFolder() === null) throw new Error('apt-get install --no-install-recommends postgresql');
    const cluster = await startCluster(SETTINGS);
    try {
      return await measure(cluster, options);
    } finally {
      await cluster.stop();
      cluster.remove();
    }
  };
}

async function throughput(cluster: Cluster, { quick, say }: BenchOptions): Promise<readonly Figure[]> {
  const stations = quick ? 100 : 1000;
  const [sqlite, one, three]: [Run[], Run[], Run[]] = [[], [], []];
  for (let round = 0; round < (quick ? 1 : 3); round += 1) {
    say(`institution: ${stations} stations, round ${round + 1}`);
    sqlite.push(await run(stations, 1, null));
    one.push(await run(stations, 1, cluster));
    three.push(await run(stations, 3, cluster));
    const of = (runs: readonly Run[]) =>
      `${Math.round(runs.at(-1)?.perSecond ?? 0)}/s, ${Math.round(runs.at(-1)?.usPerEntry ?? 0)} µs`;
    say(`  SQLite ${of(sqlite)}; PostgreSQL ${of(one)}; three instances ${of(three)}`);
  }
  const perSecond = (runs: readonly Run[]): number => median(runs.map((run) => run.perSecond));
  const usPerEntry = (runs: readonly Run[]): number => median(runs.map((run) => run.usPerEntry));
  const p99Ms = (runs: readonly Run[]): number => median(runs.map((run) => run.p99Ms));
  return [
    {
      name: 'entries a second, PostgreSQL over SQLite',
      value: perSecond(one) / perSecond(sqlite),
      target: { kind: 'at-least', value: 0.7 },
      parts: {
        ...{ 'PostgreSQL/s': perSecond(one), 'SQLite/s': perSecond(sqlite) },
        ...{ 'PostgreSQL p99 ms': p99Ms(one), 'SQLite p99 ms': p99Ms(sqlite) },
      },
    },
    {
      name: 'entries a second, three instances over one',
      value: perSecond(three) / perSecond(one),
      target: { kind: 'at-least', value: 1 },
      parts: { 'three/s': perSecond(three), 'one/s': perSecond(one) },
    },
    {
      name: 'processor time an entry, three instances over one',
      value: usPerEntry(three) / usPerEntry(one),
      target: { kind: 'at-most', value: 1.3 },
      parts: { 'three µs': usPerEntry(three), 'one µs': usPerEntry(one), 'SQLite µs': usPerEntry(sqlite) },
    },
  ];
}

async function run(stations: number, count: number, cluster: Cluster | null): Promise<Run> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-institution-'));
  try {
    const where = cluster === null ? join(folder, 'server') : await cluster.create();
    const { entries, seconds, p99Ms, us } = await drain({ where, count, stations, waiting: WAITING });
    return { perSecond: entries / seconds, usPerEntry: us / entries, p99Ms };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A directive saved at one instance, until a real station at another one has it. */
async function changeSeen(cluster: Cluster, { quick, say }: BenchOptions): Promise<Figure> {
  say('institution: a change from one instance to a station at another');
  const database = await cluster.create();
  const [one, other] = [await startInstance(database), await startInstance(database)];
  const folder = temporaryFolder();
  const here = station(other.url, folder.path, hands(Date.now()));
  try {
    const enrolled = await here.sync.enrol(await one.code());
    if (!enrolled.ok) throw new Error(enrolled.refusal.code);
    here.sync.start();
    await here.sync.syncNow();
    const times: number[] = [];
    for (let n = 0; n < (quick ? 10 : CHANGES); n += 1) {
      const id = `d-${n}`;
      const seen = new Promise<void>((resolve) => {
        const stop = here.sync.feeds.onDirective((directive) => {
          if (directive.id !== id) return;
          stop();
          resolve();
        });
      });
      const beganMs = performance.now();
      await one.direct(id, 'message');
      await seen;
      times.push(performance.now() - beganMs);
    }
    const sorted = times.toSorted((a, b) => a - b);
    const p95Ms = sorted[Math.floor(sorted.length * 0.95)] ?? Number.NaN;
    return {
      name: 'a change at one instance until a station at another has it, p95 in seconds',
      value: p95Ms / 1000,
      target: { kind: 'at-most', value: 1 },
      parts: { 'median ms': median(times), 'p95 ms': p95Ms },
    };
  } finally {
    await here.stop();
    folder.remove();
    for (const instance of [one, other]) await instance.stop();
  }
}
