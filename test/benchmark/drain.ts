import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ClientConfig } from 'pg';
import { toB64u } from '../../shared/sync/encoding.ts';
import { newSeed, signerFromSeed } from '../../shared/sync/keys.ts';
import { type Instance, postgresUsage, startInstance } from '../chaos/instances.ts';
import { runFixture } from './run-fixture.ts';

/** Pushes that each instance answers before the measured ones: its code is compiled by then, as on any other day. */
export const WARMING = 200;

export type DrainOptions = {
  /** A data folder for SQLite, or how to reach a PostgreSQL database. */
  readonly where: string | ClientConfig;
  /** Instances of the service; SQLite has one. */
  readonly count: number;
  readonly stations: number;
  /** Entries that each station brings, in one push. */
  readonly waiting: number;
};

export type Drained = {
  readonly seconds: number;
  readonly entries: number;
  readonly p99Ms: number;
  /** Processor time of the instances and of PostgreSQL, microseconds. */
  readonly us: number;
};

/** Stations that all come back at once, spread over the instances. Every receipt was verified. */
export async function drain({ where, count, stations, waiting }: DrainOptions): Promise<Drained> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-drain-'));
  const instances: Instance[] = [];
  try {
    for (let n = 0; n < count; n += 1) instances.push(await startInstance(where));
    const [first] = instances;
    if (first === undefined) throw new Error('At least one instance runs');
    const warming = WARMING * count;
    const seeds = Array.from({ length: stations + warming }, () => newSeed());
    const enrolled = await first.enrol(seeds.map((seed) => signerFromSeed(seed).publicKey));
    const fleetFile = join(folder, 'fleet.json');
    writeFileSync(fleetFile, JSON.stringify({ ...enrolled, warming, seeds: seeds.map(toB64u) }));
    const used = async (): Promise<number> => {
      const each = await Promise.all(instances.map((instance) => instance.usage()));
      return each.reduce((sum, us) => sum + us, typeof where === 'string' ? 0 : postgresUsage(where));
    };
    let before = 0;
    const args = [fleetFile, String(waiting), ...instances.map(({ url }) => url)];
    const drained = await runFixture<Omit<Drained, 'us'>>('fleet.fixture.ts', args, async () => {
      before = await used();
    });
    return { ...drained, us: (await used()) - before };
  } finally {
    for (const instance of instances) await instance.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
