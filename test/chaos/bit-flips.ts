import {
  cpSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  rmSync,
  statSync,
  writeSync,
  closeSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileFaultOf } from '../../electron/journal/sqlite/faults.ts';
import { emptySeed } from '../institution/practice-data.ts';
import { createInstitution, type Institution } from '../institution/server.ts';
import { type Core, openCore, RECORD_FILE } from './core.ts';
import { MemoryNetwork } from './memory-network.ts';
import { describe } from './describe.ts';
import { dice, type Dice } from './random.ts';
import type { Finding } from './verifier.ts';
import { VirtualTime } from './virtual-time.ts';
import { SERVER_SEED } from './server-seed.ts';

export type FlipResult = {
  readonly seed: number;
  readonly flips: number;
  /** The outcomes of the next start. */
  readonly outcomes: Readonly<
    Record<'unharmed' | 'noticed-at-start' | 'noticed-by-verify' | 'refused', number>
  >;
  readonly findings: readonly Finding[];
};

type World = { readonly time: VirtualTime; readonly network: MemoryNetwork };
type Entries = ReadonlyMap<string, string>;

/** Flips bits of a station's database and WAL, each time in a fresh copy, and starts the station on it. */
export async function playBitFlips(seed: number, flips: number, folder: string): Promise<FlipResult> {
  const chance = dice(seed);
  const time = new VirtualTime();
  const network = new MemoryNetwork(chance, time);
  const world: World = { time, network };
  const original = join(folder, 'original');
  const servers = { original: join(folder, 'server'), copy: join(folder, 'server-copy') };
  const first = await openServer(servers.original, world);
  const entries = await record(world, first, original, chance);
  await first.close();
  const outcomes = { unharmed: 0, 'noticed-at-start': 0, 'noticed-by-verify': 0, refused: 0 };
  const findings: Finding[] = [];
  for (let flip = 0; flip < flips; flip += 1) {
    const copy = join(folder, 'copy');
    rmSync(copy, { recursive: true, force: true });
    cpSync(original, copy, { recursive: true });
    rmSync(servers.copy, { recursive: true, force: true });
    cpSync(servers.original, servers.copy, { recursive: true });
    const server = await openServer(servers.copy, world);
    const where = damage(copy, chance);
    try {
      const outcome = await startOn(world, copy, entries);
      if (typeof outcome === 'string') outcomes[outcome] += 1;
      else findings.push(...outcome.map((code) => ({ code, where })));
    } catch (error) {
      findings.push({
        code: 'exception',
        where: `${where}: ${describe(error)}`,
      });
    }
    await server.close();
  }
  return { seed, flips, outcomes, findings };
}

async function openServer(dataDir: string, { time, network }: World): Promise<Institution> {
  const created = await createInstitution({
    dataDir,
    clock: time.serverClock,
    seed: emptySeed(),
    serverSeed: SERVER_SEED,
  });
  if (!created.ok) throw new Error(created.refusal.code);
  network.server = created.value;
  return created.value;
}

/** A journal as a crash leaves it: the newest entries in the WAL only, most of them receipted. */
async function record(world: World, server: Institution, folder: string, chance: Dice): Promise<Entries> {
  const living = `${folder}-living`;
  mkdirSync(living, { recursive: true });
  const core = open(world, living);
  const enrolled = await core.sync.enrol(await server.code());
  if (!enrolled.ok) throw new Error(enrolled.refusal.code);
  for (let n = 0; n < 60; n += 1)
    core.note(...Array.from({ length: chance.whole(1, 3) }, () => `first ${n}`));
  core.journal.checkpoint();
  for (let n = 0; n < 40; n += 1) core.note(...Array.from({ length: chance.whole(1, 3) }, () => `then ${n}`));
  await core.sync.syncNow();
  for (let n = 0; n < 5; n += 1) core.note(`unsent ${n}`);
  cpSync(living, folder, { recursive: true });
  const entries = entriesOf(core);
  await core.stop();
  return entries;
}

function open({ time, network }: World, folder: string): Core {
  const opened = openCore({
    folder,
    serverUrl: 'http://127.0.0.1:9/',
    http: network,
    clock: time.stationClock,
    timers: time.timers,
    random: () => 0,
  });
  if (!opened.ok) throw new Refused(opened.refusal);
  return opened.value;
}

class Refused extends Error {}

function damage(folder: string, chance: Dice): string {
  const names = readdirSync(folder).filter((name) => name === RECORD_FILE || name === `${RECORD_FILE}-wal`);
  const name = chance.pick(names);
  const file = join(folder, name);
  const at = chance.whole(0, statSync(file).size - 1);
  const bit = chance.whole(0, 7);
  const handle = openSync(file, 'r+');
  const byte = Buffer.alloc(1);
  readSync(handle, byte, 0, 1, at);
  byte[0] = byte[0]! ^ (1 << bit);
  writeSync(handle, byte, 0, 1, at);
  closeSync(handle);
  return `${name} byte ${at} bit ${bit}`;
}

/** The outcome of the start, or what is wrong with it. */
async function startOn(
  world: World,
  folder: string,
  entries: Entries,
): Promise<keyof FlipResult['outcomes'] | readonly string[]> {
  let core: Core;
  try {
    core = open(world, folder);
  } catch (error) {
    if (error instanceof Refused) return 'refused';
    throw error;
  }
  const wrong: string[] = [];
  const noticed = core.journal.incident !== null;
  const verified = core.journal.verify();
  const isWhole = isThere(core, entries);
  if (!noticed && verified.ok && !isWhole) wrong.push('silent-loss');
  core.note('after');
  if (noticed || isWhole) {
    for (let round = 0; round < 6 && core.sync.status().state !== 'safe'; round += 1)
      await core.sync.syncNow();
    if (core.sync.status().state !== 'safe') wrong.push(`not-safe-${core.sync.status().code ?? 'waiting'}`);
  }
  const [bug] = core.bugs;
  if (bug !== undefined) wrong.push(`bug ${describe(bug)}`);
  await core.stop();
  if (wrong.length > 0) return wrong;
  return noticed ? 'noticed-at-start' : verified.ok ? 'unharmed' : 'noticed-by-verify';
}

function isThere(core: Core, entries: Entries): boolean {
  try {
    const here = entriesOf(core);
    return [...entries].every(([id, hash]) => here.get(id) === hash);
  } catch (error) {
    // Entries that cannot be listed count as missing; whether the station noticed is checked elsewhere.
    if (fileFaultOf(error) === null) throw error;
    return false;
  }
}

function entriesOf(core: Core): Entries {
  const rows = core.journal.ledger.connection
    .prepare<[], { id: string; hash: string }>('SELECT id, hash FROM entries ORDER BY position')
    .all();
  return new Map(rows.map(({ id, hash }) => [id, hash]));
}
