import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import type { Cluster } from '../../institution/store/postgres.fixture.ts';
import { type Balancer, startBalancer } from './balancer.ts';
import { type DatabaseProxy, startDatabaseProxy } from './database-proxy.ts';
import { type Instance, startInstance } from './instances.ts';
import { type Dice, dice } from './random.ts';
import { VisitedStation } from './visited-station.ts';

/** What was found at the end; every list is empty when all is well. */
export type ServiceResult = {
  readonly written: number;
  /** Orders that were obeyed, by each station. */
  readonly obeyed: number;
  readonly lost: readonly string[];
  readonly twice: readonly string[];
  readonly unsafe: readonly string[];
  /** Orders that the institution issued and that a station never answered. */
  readonly unanswered: readonly string[];
  readonly obeyedTwice: readonly string[];
};

const FAULTS = [
  'instance',
  'postgres',
  'network',
  'database-network',
  'backup',
  'restore',
  'station',
] as const;
type Fault = (typeof FAULTS)[number];

const INSTANCES = 3;
const STATIONS = 4;
const FINISH_TRIES = 60;
const LONGEST_SILENCE_MS = 200;
const BETWEEN_FAULTS_MS = 10_000;

type World = {
  readonly cluster: Cluster;
  readonly chance: Dice;
  readonly balancer: Balancer;
  readonly proxy: DatabaseProxy;
  readonly stations: readonly VisitedStation[];
  /** Orders that are saved in the database in use, and those of the last backup. */
  orders: readonly string[];
  ordersOfBackup: readonly string[];
  issued: number;
  /** The database in use and the last backup of it. */
  database: string;
  backup: string;
  instances: readonly Instance[];
};

/**
 * Several instances on one PostgreSQL behind a balancer, stations in a visit that write and send all the time, and orders
 * that suspend and resume their visits, while instances, stations and the database are killed, the network is cut on
 * either side of the instances, and the database is put back to an older state: every fault once a round, in any order.
 */
export async function playService(seed: number, rounds: number, cluster: Cluster): Promise<ServiceResult> {
  const chance = dice(seed);
  const balancer = await startBalancer();
  const { database = '' } = await cluster.create();
  const proxy = await startDatabaseProxy(cluster.config(database));
  const stations = Array.from({ length: STATIONS }, () => new VisitedStation(balancer.url));
  const world: World = {
    ...{ cluster, chance, balancer, proxy, stations, database, backup: database, instances: [] },
    ...{ orders: [], ordersOfBackup: [], issued: 0 },
  };
  try {
    await startInstances(world);
    for (const here of stations) {
      const code = (await world.instances[0]?.code()) ?? '';
      const enrolled = await here.sync.enrol(code);
      if (!enrolled.ok) throw new Error(enrolled.refusal.code);
      await here.sync.syncNow();
    }
    await makeBackup(world);
    for (let round = 0; round < rounds; round += 1) {
      for (const fault of shuffled(FAULTS, chance)) {
        const sending = [...stations.map((here) => writeAndSend(here, chance)), order(world)];
        await delay(chance.whole(0, 30));
        await strike(world, fault);
        await Promise.all(sending);
        for (const here of stations) here.advance(BETWEEN_FAULTS_MS);
      }
    }
    const unsafe = await finish(world);
    return { ...(await compare(world)), unsafe };
  } finally {
    for (const here of stations) await here.stop();
    for (const instance of world.instances) await instance.stop();
    await balancer.close();
    await proxy.close();
  }
}

/** Suspends and resumes every visit in turn. */
async function order(world: World): Promise<void> {
  world.issued += 1;
  const id = `order-${world.issued}`;
  try {
    await world.chance.pick(world.instances).direct(id, world.issued % 2 === 1 ? 'suspend' : 'resume');
    world.orders = [...world.orders, id];
  } catch {
    // Its instance or the database was killed meanwhile: whether it is issued, the page shows.
  }
}

async function writeAndSend(here: VisitedStation, chance: Dice): Promise<void> {
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
      world.instances = [...others, await startInstance(configOf(world))];
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
    case 'database-network':
      return world.proxy.cut(chance.whole(0, LONGEST_SILENCE_MS));
    case 'station':
      return chance.pick(world.stations).crash();
    case 'backup':
      return makeBackup(world);
    case 'restore':
      return restore(world);
  }
}

const configOf = ({ cluster, proxy, database }: World) => proxy.through(cluster.config(database));

async function startInstances(world: World): Promise<void> {
  // The first one prepares the database.
  const first = await startInstance(configOf(world));
  const others = Array.from({ length: INSTANCES - 1 }, () => startInstance(configOf(world)));
  const instances = [first, ...(await Promise.all(others))];
  world.instances = instances;
  world.balancer.use(instances.map(({ url }) => url));
}

async function stopInstances(world: World): Promise<void> {
  world.balancer.use([]);
  await Promise.all(world.instances.map((instance) => instance.stop()));
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
  world.ordersOfBackup = world.orders;
  await startInstances(world);
}

async function restore(world: World): Promise<void> {
  await stopInstances(world);
  world.database = await copyDatabase(world, world.backup);
  world.orders = world.ordersOfBackup;
  await startInstances(world);
}

/** Lets every station send until it is safe and has answered every order. Returns those that never were. */
async function finish({ stations, orders }: World): Promise<readonly string[]> {
  const unsafe: string[] = [];
  const isDone = ({ sync, state }: VisitedStation) =>
    sync.status().state === 'safe' && orders.every((id) => state.directives[id] !== undefined);
  for (const here of stations) {
    for (let tries = 0; tries < FINISH_TRIES && !isDone(here); tries += 1) {
      here.advance(BETWEEN_FAULTS_MS);
      await here.sync.syncNow();
      await delay(20);
    }
    const { state, code } = here.sync.status();
    if (state !== 'safe') unsafe.push(`${state} ${code}`);
  }
  return unsafe;
}

/** Every entry that a station wrote against what the database holds of it, and every order against its answers. */
async function compare({
  cluster,
  database,
  stations,
  orders,
}: World): Promise<Omit<ServiceResult, 'unsafe'>> {
  const client = new pg.Client(cluster.config(database));
  await client.connect();
  const { rows } = await client.query<{ id: string; count: string }>(
    'select id, count(*) from entries where carried = 0 group by id',
  );
  const { rows: obeyed } = await client.query<{ station: string; directive: string; count: string }>(
    `select c.station, e.body::json->>'directive' as directive, count(*)
      from entries e join chains c using (chain)
      where e.carried = 0 and e.type = 'directive.obeyed' group by 1, 2`,
  );
  const { rows: done } = await client.query<{ station: string; count: string }>(
    `select c.station, count(*) from entries e join chains c using (chain)
      where e.carried = 0 and e.type in ('visit.suspended', 'visit.unsuspended') group by 1`,
  );
  await client.end();
  const stored = new Map(rows.map(({ id, count }) => [id, Number(count)]));
  const ids = stations.flatMap((here) => here.entryIds());
  const answersOf = (station: string) => obeyed.filter((row) => row.station === station);
  return {
    written: ids.length,
    obeyed: obeyed.length,
    lost: ids.filter((id) => !stored.has(id)),
    twice: [...stored].filter(([, count]) => count > 1).map(([id]) => id),
    unanswered: stations.flatMap(({ state }) => orders.filter((id) => state.directives[id] === undefined)),
    obeyedTwice: [
      ...obeyed.filter(({ count }) => count !== '1').map((row) => `${row.station} ${row.directive}`),
      // Each order that was obeyed did one thing.
      ...done
        .filter(({ station, count }) => Number(count) !== answersOf(station).length)
        .map(({ station, count }) => `${station}: ${count} acts for ${answersOf(station).length} orders`),
    ],
  };
}
