import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ok, refuse, type Result } from '../../shared/result.ts';
import { FEED_NAMES, type FeedName } from '../../shared/sync/rows.ts';
import type { Http, HttpAnswer, HttpRefusal, HttpRequest } from '../../electron/network/http.ts';
import { practiceSeed } from '../institution/practice-data.ts';
import { createInstitution, type Institution } from '../institution/server.ts';
import { DATABASE_FILE } from '../../institution/store/sqlite-file.ts';
import { type Core, openCore, RECORD_FILE } from './core.ts';
import { CALM, MemoryNetwork } from './memory-network.ts';
import { describe } from './describe.ts';
import { mutate } from './mutate.ts';
import { dice, type Dice } from './random.ts';
import { type Finding, verifyBoth } from './verifier.ts';
import { VirtualTime } from './virtual-time.ts';
import { SERVER_SEED } from './server-seed.ts';

export type FuzzResult = {
  readonly seed: number;
  readonly answers: number;
  /** Answers believed because the change touched nothing signed, or nothing at all. */
  readonly harmless: number;
  readonly refused: number;
  /** Chains started because of a false unsigned answer, which loses nothing. */
  readonly chainsBegun: number;
  readonly findings: readonly Finding[];
};

const TARGETS = {
  '/entries': 40,
  '/v1/feeds/': 40,
  '/v1/state': 12,
  '/v1/heartbeat': 3,
  '/hash': 2,
  '/v1/chains': 3,
};
type Target = keyof typeof TARGETS;
const CHANGED: readonly FeedName[] = ['settings', 'sites', 'schedule', 'directives'];

/** Changes one answer, once. */
class Meddler implements Http {
  readonly #network: MemoryNetwork;
  readonly #dice: Dice;
  target: Target | null = null;
  met = 0;
  /** By chain, how many entries the server's receipts cover. */
  readonly stored = new Map<string, number>();

  constructor(network: MemoryNetwork, chance: Dice) {
    this.#network = network;
    this.#dice = chance;
  }

  async send(request: HttpRequest): Promise<Result<HttpAnswer, HttpRefusal>> {
    // No long polls here.
    if (request.url.searchParams.has('wait')) return refuse('timed-out');
    const answer = await this.#network.send(request);
    if (!answer.ok) return answer;
    if (request.url.pathname.endsWith('/entries')) this.#remember(answer.value);
    if (this.target === null || !request.url.pathname.includes(this.target)) return answer;
    this.target = null;
    this.met += 1;
    return ok(mutate(answer.value, this.#dice));
  }

  /** Notes how far the server's true receipts reach. */
  #remember({ status, body }: HttpAnswer): void {
    if (status !== 200) return;
    const { receipt } = JSON.parse(Buffer.from(body).toString('utf8')) as {
      receipt: { chain: string; seq: number };
    };
    this.stored.set(receipt.chain, Math.max(receipt.seq, this.stored.get(receipt.chain) ?? 0));
  }
}

/** Sends a station `count` false answers and checks what they changed. */
export async function fuzz(seed: number, count: number, folder: string): Promise<FuzzResult> {
  const chance = dice(seed);
  const time = new VirtualTime();
  const network = new MemoryNetwork(chance, time);
  network.weather = CALM;
  const server = await openServer(folder, time);
  network.server = server;
  const meddler = new Meddler(network, chance);
  const stationFolder = join(folder, 'station');
  mkdirSync(stationFolder, { recursive: true });
  // No jitter: a refused request is repeated at once.
  const opened = openCore({
    folder: stationFolder,
    serverUrl: 'http://127.0.0.1:9/',
    http: meddler,
    clock: time.stationClock,
    timers: time.timers,
    random: () => 0,
  });
  if (!opened.ok) throw new Error(opened.refusal);
  const core = opened.value;
  const enrolled = await core.sync.enrol(await server.code());
  if (!enrolled.ok) throw new Error(enrolled.refusal.code);

  const findings: Finding[] = [];
  let [harmless, refused] = [0, 0];
  core.note('first');
  await core.sync.syncNow();
  const firstChains = chainsOf(core);
  for (let n = 0; meddler.met < count && findings.length < 20 && n < 3 * count; n += 1) {
    const feed = chance.pick(CHANGED);
    const target = chance.weighted(TARGETS);
    if (target === '/v1/feeds/') await changeFeed(server, feed, n, chance);
    else core.note(`note ${n}`);
    if (target === '/v1/heartbeat') await time.advance(61_000, () => network.settle());
    const before = { feeds: feedsOf(core), entries: entriesOf(core), last: lastHash(core) };
    meddler.target = target;
    await core.sync.syncNow();
    await network.settle();
    meddler.target = null;
    const wrong = await whatIsWrong(core, server, meddler.stored, before);
    for (const code of wrong) findings.push({ code, where: `answer ${n} to ${target}` });
    if (core.sync.status().code === null) harmless += 1;
    else refused += 1;
    // The next true answer repairs everything.
    for (let again = 0; again < 3 && core.sync.status().state !== 'safe'; again += 1) {
      // A server may ask for an hour's pause, for each feed separately.
      if (again > 0) time.sleep(3_601_000);
      await core.sync.syncNow();
    }
    if (core.sync.status().state !== 'safe') {
      findings.push({
        code: 'does-not-recover',
        where: `answer ${n} to ${target}: ${core.sync.status().code}`,
      });
    }
  }
  for (const bug of core.bugs) findings.push({ code: 'exception', where: describe(bug) });
  const chainsBegun = chainsOf(core) - firstChains;
  await core.stop();
  await server.close();
  const both = verifyBoth({
    stationFile: join(stationFolder, RECORD_FILE),
    serverFile: join(folder, 'server', DATABASE_FILE),
    complete: true,
  });
  findings.push(...both.findings);
  return { seed, answers: meddler.met, harmless, refused, chainsBegun, findings };
}

async function openServer(folder: string, time: VirtualTime): Promise<Institution> {
  const { serverClock: clock } = time;
  const created = await createInstitution({
    dataDir: join(folder, 'server'),
    clock,
    seed: practiceSeed(clock.now()),
    serverSeed: SERVER_SEED,
  });
  if (!created.ok) throw new Error(created.refusal.code);
  return created.value;
}

async function changeFeed(server: Institution, feed: FeedName, n: number, chance: Dice): Promise<void> {
  const [key, row] = chance.pick([...(await server.feedRows(feed))]) ?? ['news', null];
  if (feed === 'settings') await server.setFeedRow(feed, 'news', n);
  else if (typeof row === 'object' && row !== null)
    await server.setFeedRow(feed, key, Object.assign({}, row, { note: n }));
}

type Before = {
  readonly feeds: Readonly<Record<FeedName, string>>;
  readonly entries: number;
  readonly last: string | null;
};

/** Each feed is the previous one or the server's, receipts are valid, and no entry is missing. */
async function whatIsWrong(
  core: Core,
  server: Institution,
  stored: ReadonlyMap<string, number>,
  before: Before,
): Promise<readonly string[]> {
  const wrong: string[] = [];
  const now = feedsOf(core);
  for (const feed of FEED_NAMES) {
    if (now[feed] === before.feeds[feed]) continue;
    if (now[feed] !== textOf(await server.feedRows(feed))) wrong.push(`${feed}-accepted`);
  }
  const { record, head } = core.journal.ledger;
  const { receipt, chain, ackedSeq, settledSeq } = record;
  const has = stored.get(chain) ?? 0;
  const safe = Math.min(ackedSeq, receipt?.seq ?? 0);
  if (safe > has) wrong.push('safe-without-server');
  if (receipt !== null && receipt.seq > has) wrong.push('receipt-for-nothing');
  if (settledSeq > ackedSeq) wrong.push('settled-beyond-acknowledged');
  if (entriesOf(core) < before.entries || (head?.seq ?? 0) === 0) wrong.push('entries-gone');
  if (before.last !== null && core.journal.ledger.entries.hashAtPosition(before.entries) !== before.last) {
    wrong.push('entry-changed');
  }
  if (core.sync.status().state === 'safe' && safe < (head?.seq ?? 0)) wrong.push('safe-is-a-lie');
  return wrong;
}

function feedsOf(core: Core): Readonly<Record<FeedName, string>> {
  const { feeds } = core.sync;
  return {
    schedule: listed(feeds.schedule()),
    sites: listed(feeds.sites()),
    staff: listed(feeds.staff()),
    directives: listed(feeds.directives()),
    settings: textOf(feeds.settings()),
  };
}

const texts = new WeakMap<object, string>();

/** Cached by identity: unchanged rows are the same object. */
function listed(rows: readonly { readonly id: string }[]): string {
  const known = texts.get(rows) ?? textOf(new Map(rows.map((row) => [row.id, row])));
  texts.set(rows, known);
  return known;
}

function textOf(rows: ReadonlyMap<string, unknown>): string {
  const sorted = (_key: string, value: unknown): unknown =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value;
  return JSON.stringify(
    [...rows].sort(([a], [b]) => (a < b ? -1 : 1)),
    sorted,
  );
}

const entriesOf = (core: Core): number => number(core, 'SELECT coalesce(max(position), 0) FROM entries');
const chainsOf = (core: Core): number => number(core, 'SELECT count(*) FROM chains');

function number(core: Core, sql: string): number {
  return Number(core.journal.ledger.connection.prepare(sql).pluck().get());
}

function lastHash(core: Core): string | null {
  return core.journal.ledger.entries.hashAtPosition(entriesOf(core));
}
