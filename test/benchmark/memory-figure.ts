import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Cluster } from '../../institution/store/postgres.fixture.ts';
import { startInstance } from '../chaos/instances.ts';
import { startChild } from '../chaos/processes.ts';
import { type BenchOptions, type Figure, median } from './figures.ts';

const HOURS = 24;
const QUARTER = 6;
const MEGABYTE = 1024 * 1024;
const FIXTURE = join('..', 'benchmark', 'day.fixture.ts');

/** What an instance holds in the last quarter of a day over what it held in the first one, with every station on line. */
export async function memoryFigure(cluster: Cluster, { quick, say }: BenchOptions): Promise<Figure> {
  const stations = quick ? 100 : 1000;
  const folder = mkdtempSync(join(tmpdir(), 'bench-day-'));
  const instance = await startInstance(await cluster.create());
  try {
    const codes = await instance.codes(stations);
    const codesFile = join(folder, 'codes.json');
    writeFileSync(codesFile, JSON.stringify(codes));
    const fleet = startChild(FIXTURE, { args: [codesFile, String(HOURS), instance.url] });
    try {
      if ((await fleet.line('READY')) === null) throw new Error('The stations did not enrol');
      fleet.send('go');
      let busy = 0;
      const hourly: { readonly held: number; readonly rss: number }[] = [];
      for (let hour = 1; hour <= HOURS; hour += 1) {
        const passed = await fleet.nth('HOUR ', hour);
        if (passed === null) throw new Error('The stations ended');
        busy = Number(passed.split(' ').at(-1));
        // Wakes every poll.
        await instance.direct(`d-${hour}`, 'message');
        hourly.push(await instance.memory());
        if (hour % QUARTER === 0) say(`institution: ${stations} stations, ${hour} hours of a day`);
        fleet.send('go');
      }
      const held = hourly.map((memory) => memory.held / MEGABYTE);
      const rss = hourly.map((memory) => memory.rss / MEGABYTE);
      const [first, last] = [median(held.slice(0, QUARTER)), median(held.slice(-QUARTER))];
      return {
        name: `memory of an instance after a day of ${stations} stations over its first hours`,
        value: last / first,
        target: { kind: 'at-most', value: 1.1 },
        parts: {
          'first hours MB': first,
          'last hours MB': last,
          'most MB of the process': Math.max(...rss),
          'answers of a busy server': busy,
        },
      };
    } finally {
      await fleet.kill();
    }
  } finally {
    await instance.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
