import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import type { Cluster } from '../../institution/store/postgres.fixture.ts';
import { hands, station, type Station, temporaryFolder } from '../sync/station.ts';
import { type Balancer, startBalancer } from './balancer.ts';
import { type Instance, startInstance } from './instances.ts';
import { type Dice, dice } from './random.ts';

/** What was found at the end; both lists are empty when all is well. */
export type ServiceResult = {
  readonly written: number;
  readonly lost: readonly string[];
  readonly twice: readonly string[];
  readonly unsafe: readonly string[];
};

const FAULTS = ['instance', 'postgres', 'network', 'backup', 'restore'] as const;
type Fault = (typeof FAULTS)[number];

const INSTANCES = 3;
const STATIONS = 4;
const FINISH_TRIES = 60;

type World = {
  readonly cluster: Cluster;
  readonly chance: Dice;
  readonly balancer: Balancer;
  /** The database in use and the last backup of it. */
  database: string;
  backup: string;
  instances: readonly Instance[];
};

/**
 * Several instances on one PostgreSQL behind a balancer, and stations that write and send all the time, while instances
 * and the database are killed, the network is cut and the database is put back to an older state: every fault once a
 * round, in any order.
 */
export async function playService(seed: number, rounds: number, cluster: Cluster): Promise<ServiceResult> {
  const chance = dice(seed);
  const balancer = await startBalancer();
  const { database = '' } = await cluster.create();
  const world: World = { cluster, chance, balancer, database, backup: database, instances: [] };
  await startInstances(world);
  const folders = Array.from({ length: STATIONS }, () => temporaryFolder());
  const stations = folders.map(({ path }) => station(balancer.url, path, hands(Date.now())));
  try {
    for (const here of stations) {
      const code = (await world.instances[0]?.code()) ?? '';
      const enrolled = await here.sync.enrol(code);
      if (!enrolled.ok) throw new Error(enrolled.refusal.code);
      await here.sync.syncNow();
    }
    await makeBackup(world);
    for (let round = 0; round < rounds; round += 1) {
      for (const fault of shuffled(FAULTS, chance)) {
        const sending = stations.map((here) => writeAndSend(here, chance));
        await delay(chance.whole(0, 30));
        await strike(world, fault);
        await Promise.all(sending);
      }
    }
    const unsafe = await finish(stations);
    return { ...(await compare(world, stations)), unsafe };
  } finally {
    for (const here of stations) await here.stop();
    for (const folder of folders) folder.remove();
    for (const instance of world.instances) await instance.stop();
    await balancer.close();
  }
}

async function writeAndSend(here: Station, chance: Dice): Promise<void> {
  for (let n = chance.whole(1, 8); n > 0; n -= 1) here.note(String(n));
  await here.sync.syncNow();
}

async function strike(world: World, fault: Fault): Promise<void> {
  const { cluster, chance, balancer } = world;
  switch (fault) {
    case 'instance': {
      const killed = chance.pick(world.instances);
      await killed.kill();
      const others = world.instances.filter((instance) => instance !== killed);
      balancer.use(others.map(({ url }) => url));
      world.instances = [...others, await startInstance(cluster.config(world.database))];
      balancer.use(world.instances.map(({ url }) => url));
      return;
    }
    case 'postgres':
      await cluster.stop('SIGQUIT');
      await cluster.start();
      return;
    case 'network':
      balancer.cut();
      return;
    case 'backup':
      return makeBackup(world);
    case 'restore':
      return restore(world);
  }
}

async function startInstances(world: World): Promise<void> {
  const instances: Instance[] = [];
  // One after the other: the first prepares the database.
  for (let n = 0; n < INSTANCES; n += 1)
    instances.push(await startInstance(world.cluster.config(world.database)));
  world.instances = instances;
  world.balancer.use(instances.map(({ url }) => url));
}

async function stopInstances(world: World): Promise<void> {
  world.balancer.use([]);
  for (const instance of world.instances) await instance.stop();
  world.instances = [];
}

function shuffled<T>(values: readonly T[], chance: Dice): readonly T[] {
  return values
    .map((value) => ({ value, place: chance.next() }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ value }) => value);
}

let copies = 0;

/** A copy of the whole database, as `pg_dump` makes one. PostgreSQL copies only what nobody uses. */
async function copyDatabase({ cluster }: World, from: string): Promise<string> {
  copies += 1;
  const name = `copy_${copies}`;
  const client = new pg.Client(cluster.config('postgres'));
  await client.connect();
  await client.query(`create database ${name} template ${from}`);
  await client.end();
  return name;
}

async function makeBackup(world: World): Promise<void> {
  await stopInstances(world);
  world.backup = await copyDatabase(world, world.database);
  await startInstances(world);
}

async function restore(world: World): Promise<void> {
  await stopInstances(world);
  world.database = await copyDatabase(world, world.backup);
  await startInstances(world);
}

/** Lets every station send until it is safe. Returns those that never were. */
async function finish(stations: readonly Station[]): Promise<readonly string[]> {
  const unsafe: string[] = [];
  for (const here of stations) {
    for (let tries = 0; tries < FINISH_TRIES && here.sync.status().state !== 'safe'; tries += 1) {
      await here.sync.syncNow();
      await delay(20);
    }
    const { state, code } = here.sync.status();
    if (state !== 'safe') unsafe.push(`${state} ${code}`);
  }
  return unsafe;
}

/** Every entry that a station wrote against what the database holds of it. */
async function compare(
  { cluster, database }: World,
  stations: readonly Station[],
): Promise<Pick<ServiceResult, 'written' | 'lost' | 'twice'>> {
  const client = new pg.Client(cluster.config(database));
  await client.connect();
  const { rows } = await client.query<{ id: string; count: string }>(
    'select id, count(*) from entries where carried = 0 group by id',
  );
  await client.end();
  const stored = new Map(rows.map(({ id, count }) => [id, Number(count)]));
  const ids = stations.flatMap((here) => here.journal.read(1, 1_000_000).map(({ header }) => header.id));
  return {
    written: ids.length,
    lost: ids.filter((id) => !stored.has(id)),
    twice: [...stored].filter(([, count]) => count > 1).map(([id]) => id),
  };
}
