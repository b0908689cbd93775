import { cpSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { eraseSettled } from '../../electron/journal/erase.ts';
import { emptySeed } from '../institution/practice-data.ts';
import { createInstitution, type Institution } from '../institution/server.ts';
import { DATABASE_FILE } from '../../institution/store/sqlite-file.ts';
import { type Core, openCore, RECORD_FILE } from './core.ts';
import { CALM, MemoryNetwork, type Weather } from './memory-network.ts';
import { describe } from './describe.ts';
import { type Dice, dice } from './random.ts';
import { type Finding, verifyBoth } from './verifier.ts';
import { VirtualTime } from './virtual-time.ts';
import { SERVER_SEED } from './server-seed.ts';

export type HistoryResult = {
  readonly seed: number;
  readonly findings: readonly Finding[];
  /** The events in order, for replays. */
  readonly steps: readonly string[];
  readonly entries: number;
  readonly requests: number;
  /** Virtual milliseconds from the last fault until the receipts cover everything. */
  readonly convergedAfterMs: number;
  /** Contents erased at the station because every server backup holds them. */
  readonly erased: number;
  readonly serverRestored: number;
  readonly stationRolledBack: number;
  /** The number of the station's folder at the end. */
  readonly home: number;
};

const STORM: Weather = {
  arrives: 60,
  'request-lost': 10,
  'answer-lost': 10,
  doubled: 8,
  late: 8,
  cut: 4,
};
const AWAY: Weather = { ...CALM, arrives: 0, 'request-lost': 1 };
const TEN_YEARS_MS = 10 * 365.25 * 86_400_000;
const DAY_MS = 86_400_000;
/** The longest back-off plus the attempts that a divergence needs after it. */
const LIVENESS_BOUND_MS = 300_000 + 120_000;
const STATION_URL = 'http://127.0.0.1:9/';

type Action =
  | 'note'
  | 'wait'
  | 'attempt'
  | 'weather'
  | 'backup'
  | 'restore-server'
  | 'restart-server'
  | 'server-down'
  | 'restart-station'
  | 'crash-station'
  | 'keep-disk'
  | 'roll-station-back'
  | 'move-clock'
  | 'change-feed'
  | 'sleep-a-day';

const ACTIONS: Readonly<Record<Action, number>> = {
  note: 30,
  wait: 16,
  attempt: 12,
  weather: 8,
  backup: 6,
  'restore-server': 3,
  'restart-server': 2,
  'server-down': 2,
  'restart-station': 4,
  'crash-station': 4,
  'keep-disk': 4,
  'roll-station-back': 3,
  'move-clock': 3,
  'change-feed': 3,
  'sleep-a-day': 4,
};

/** One station, one server, and the faults that follow from a seed. */
class World {
  readonly time = new VirtualTime();
  readonly dice: Dice;
  readonly network: MemoryNetwork;
  readonly steps: string[] = [];
  readonly #folder: string;
  readonly #kept: string[] = [];
  readonly #written = new Set<string>();
  #server: Institution | null = null;
  #core: Core | null = null;
  home = 0;
  #notes = 0;
  erased = 0;
  serverRestored = 0;
  stationRolledBack = 0;

  constructor(seed: number, folder: string) {
    this.dice = dice(seed);
    this.#folder = folder;
    this.network = new MemoryNetwork(this.dice, this.time);
  }

  get core(): Core {
    if (this.#core === null) throw new Error('There is no station');
    return this.#core;
  }
  get written(): ReadonlySet<string> {
    return this.#written;
  }
  get serverFolder(): string {
    return join(this.#folder, 'server');
  }
  get stationFolder(): string {
    return join(this.#folder, `station-${this.home}`);
  }

  async begin(): Promise<void> {
    mkdirSync(this.stationFolder, { recursive: true });
    await this.openServer();
    this.openStation();
    const enrolled = await this.core.sync.enrol((await this.#server?.code()) ?? '');
    if (!enrolled.ok) throw new Error(`Enrolment: ${enrolled.refusal.code}`);
  }

  async openServer(restore?: string): Promise<void> {
    const created = await createInstitution({
      dataDir: this.serverFolder,
      clock: this.time.serverClock,
      seed: emptySeed(),
      serverSeed: SERVER_SEED,
      ...(restore === undefined ? {} : { restore }),
    });
    if (!created.ok) throw new Error(`Server: ${created.refusal.code}`);
    this.#server = created.value;
    this.network.server = created.value;
  }

  async closeServer(): Promise<void> {
    this.network.server = null;
    await this.#server?.close();
    this.#server = null;
  }

  openStation(): void {
    const opened = openCore({
      folder: this.stationFolder,
      serverUrl: STATION_URL,
      http: this.network,
      clock: this.time.stationClock,
      timers: this.time.timers,
      random: this.dice.next,
    });
    if (!opened.ok) throw new Error(`Station: ${opened.refusal}`);
    this.#core = opened.value;
    this.core.sync.start();
  }

  async closeStation(): Promise<void> {
    await this.core.stop();
    const [bug] = this.core.bugs;
    if (bug !== undefined) throw new Error('A bug of sync', { cause: bug });
    this.#core = null;
  }

  async act(action: Action): Promise<void> {
    this.steps.push(action);
    switch (action) {
      case 'note': {
        const details = Array.from({ length: this.dice.whole(1, 6) }, () => `note ${(this.#notes += 1)}`);
        for (const { id } of this.core.note(...details)) this.#written.add(id);
        return;
      }
      case 'wait':
        return this.time.advance(this.dice.whole(1, 90_000), this.#settle);
      case 'attempt':
        return this.core.sync.syncNow();
      case 'weather':
        this.network.weather = this.dice.pick([CALM, STORM, STORM, AWAY]);
        return;
      case 'backup':
        await this.#server?.backup();
        return;
      case 'restore-server':
        return this.#restoreServer();
      case 'restart-server':
        await this.closeServer();
        return this.openServer();
      case 'server-down':
        if (this.#server === null) return this.openServer();
        return this.closeServer();
      case 'restart-station':
        await this.closeStation();
        this.openStation();
        return;
      case 'crash-station':
        return this.#standUpFrom(this.#copyOfStation());
      case 'keep-disk':
        this.#kept.push(this.#copyOfStation());
        return;
      case 'roll-station-back': {
        if (this.#kept.length === 0) return;
        this.stationRolledBack += 1;
        await this.#standUpFrom(this.dice.pick(this.#kept));
        await this.#forgetWhatIsGone();
        return;
      }
      case 'move-clock':
        this.time.stationAheadMs = this.dice.pick([0, TEN_YEARS_MS, -TEN_YEARS_MS, 3_600_000, -90_000]);
        return;
      case 'change-feed':
        await this.#server?.setFeedRow('settings', `key-${this.dice.whole(1, 4)}`, this.dice.whole(1, 1000));
        return;
      case 'sleep-a-day':
        this.time.sleep(DAY_MS + this.dice.whole(0, 3_600_000));
        await this.time.advance(1000, this.#settle);
        this.erased += eraseSettled(this.core.journal, {
          nowMs: this.time.stationClock.now(),
          retentionMs: DAY_MS,
        });
        return;
    }
  }

  /** During a cycle no next attempt is scheduled; compressing a batch takes time outside every request. */
  readonly #settle = (): Promise<void> =>
    this.network.settle(() => {
      const pulse = this.#core?.sync.pulse() ?? null;
      return pulse !== null && pulse.dueInMs === null;
    });

  async #restoreServer(): Promise<void> {
    const names = backupNames(join(this.serverFolder, 'backups'));
    if (names.length === 0) return;
    this.serverRestored += 1;
    await this.closeServer();
    await this.openServer(this.dice.pick(names));
    await this.#forgetWhatIsGone();
  }

  /** Simulates a power failure: what the process had written is there, what it was about to write is not. */
  #copyOfStation(): string {
    const copy = join(this.#folder, `copy-${this.steps.length}`);
    cpSync(this.stationFolder, copy, { recursive: true });
    return copy;
  }

  async #standUpFrom(copy: string): Promise<void> {
    await this.closeStation();
    rmSync(this.stationFolder, { recursive: true });
    this.home += 1;
    cpSync(copy, this.stationFolder, { recursive: true });
    this.openStation();
  }

  /** Drops expectations about entries that neither side has after one of them was restored. */
  async #forgetWhatIsGone(): Promise<void> {
    const known = new Set([...this.#stationIds(), ...(await this.#serverIds())]);
    for (const id of this.#written) if (!known.has(id)) this.#written.delete(id);
  }

  async #serverIds(): Promise<readonly string[]> {
    const server = this.#server;
    if (server !== null) {
      const chains = await server.chains();
      const entries = await Promise.all(chains.map(({ chain }) => server.listEntries(chain)));
      return entries.flat().map(({ header }) => header.id);
    }
    const db = new Database(join(this.serverFolder, DATABASE_FILE), { readonly: true });
    try {
      return db.prepare('SELECT id FROM entries').pluck().all().map(String);
    } finally {
      db.close();
    }
  }

  #stationIds(): readonly string[] {
    return this.core.journal.ledger.connection.prepare('SELECT id FROM entries').pluck().all().map(String);
  }

  /** Lets both sides recover after the last fault. Returns the milliseconds it took, or null for never. */
  async converge(): Promise<number | null> {
    if (this.#server === null) await this.openServer();
    await this.network.deliverLate();
    this.network.weather = CALM;
    const from = this.time.elapsedMs;
    while (this.time.elapsedMs - from <= LIVENESS_BOUND_MS) {
      if (await this.#isSafe()) return this.time.elapsedMs - from;
      await this.time.advance(1000, this.#settle);
    }
    return null;
  }

  /** Checks the server too: a station cannot know yet that the server was restored. */
  async #isSafe(): Promise<boolean> {
    const { chain, head, record } = this.core.journal.ledger;
    if (head === null) return true;
    if (this.core.sync.status().waiting > 0) return false;
    if (record.ackedSeq !== head.seq || record.receipt?.seq !== head.seq) return false;
    const held = await this.#server?.listEntries(chain);
    return held?.at(-1)?.hash === head.hash;
  }
}

function backupNames(folder: string): readonly string[] {
  return existsSync(folder) ? readdirSync(folder).filter((name) => /^\d+\.sqlite$/.test(name)) : [];
}

/** Plays the history of a seed in `folder`, which must be empty, and compares both sides at the end. */
export async function playHistory(
  seed: number,
  folder: string,
  only?: readonly Action[],
): Promise<HistoryResult> {
  const world = new World(seed, folder);
  const findings: Finding[] = [];
  let convergedAfterMs = -1;
  try {
    await world.begin();
    const length = world.dice.whole(8, 40);
    for (let step = 0; step < length; step += 1)
      await world.act(only?.[step] ?? world.dice.weighted(ACTIONS));
    const took = await world.converge();
    if (took === null) {
      findings.push({ code: 'not-converged', where: JSON.stringify(world.core.sync.status()) });
    }
    convergedAfterMs = took ?? -1;
    await world.closeStation();
    await world.closeServer();
    const report = verifyBoth({
      stationFile: join(world.stationFolder, RECORD_FILE),
      serverFile: join(world.serverFolder, DATABASE_FILE),
      complete: took !== null,
      ids: world.written,
    });
    findings.push(...report.findings);
  } catch (error) {
    findings.push({
      code: 'exception',
      where: describe(error),
    });
    await world.closeServer().catch(() => undefined);
  }
  const { steps, network, serverRestored, stationRolledBack, written } = world;
  return {
    ...{ seed, findings, steps, convergedAfterMs, serverRestored, stationRolledBack },
    home: world.home,
    erased: world.erased,
    entries: written.size,
    requests: network.requests,
  };
}
