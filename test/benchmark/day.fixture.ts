import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { Agent } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { uuidv7 } from 'uuidv7';
import { visitEntries } from '../../institution/core/running-visits.fixture.ts';
import { toInstant } from '../../shared/clock.ts';
import { buildEntry, prevOf, signHead } from '../../shared/sync/chain.ts';
import { FeedAnswer, type Head, type JsonObject } from '../../shared/sync/wire.ts';
import { SAMPLE_ROW } from '../../shared/tracking/tracking.fixture.ts';
import { enrolStation, type Enrolled, prepare, send } from './station-client.ts';

// A day of many stations, an hour after the other as fast as the server goes. Each station keeps its two polls open, and
// in every hour asks for the state, sends entries and reports itself; in every fourth hour the entries are a visit.
//   node day.fixture.ts CODES-FILE HOURS URL
// Prints `READY`, and after each hour `HOUR n` and how often the server was busy; waits for a message after each.
const [codesFile = '', hours = '0', server = ''] = process.argv.slice(2);
const codes: readonly string[] = JSON.parse(readFileSync(codesFile, 'utf8'));
const AT_ONCE = 64;
const HOURS_BETWEEN_VISITS = 4;
/** A station sends one a minute: the other 54 would take the same way. */
const HEARTBEATS_AN_HOUR = 6;
const NOTES_AN_HOUR = 4;
const BUSY_MS = 2000;
const POLLED = ['directives', 'schedule'] as const;
const BOOT = '0199a000-0000-4000-8000-0000000000bb';
const OUTCOME = { name: 'completed', by: null, reason: '', notified: [] };
const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
const polling = new Agent({ keepAlive: true, maxSockets: Infinity });

type Wish = { readonly type: string; readonly session: string | null; readonly body: JsonObject };
type Member = Enrolled & { head: Head | null; polled: number };

let isOver = false;
let busy = 0;

function wishesOf(hour: number): readonly Wish[] {
  if (hour % HOURS_BETWEEN_VISITS !== 0) {
    const note = { type: 'station.note', session: null, body: { code: 'bench', detail: 'x'.repeat(300) } };
    return Array.from({ length: NOTES_AN_HOUR }, () => note);
  }
  const session = uuidv7();
  const begun = visitEntries(session, Date.now()).map(({ header: { type }, body }) => ({
    type,
    session,
    body: body ?? {},
  }));
  const row: JsonObject = JSON.parse(JSON.stringify({ ...SAMPLE_ROW, session }));
  return [
    ...begun,
    { type: 'session.ended', session, body: { outcome: OUTCOME, evidence: null } },
    { type: 'tracking.completed', session, body: { version: 1, row } },
  ];
}

/** As a station: comes back where the server is busy. */
async function call(member: Member, request: Parameters<typeof prepare>[1], through: Agent): Promise<string> {
  for (;;) {
    const { status, text } = await send(prepare(server, request, member.caller), through);
    if (status < 300) return text;
    if (status !== 503) throw new Error(`${request.path}: ${status} ${text}`);
    busy += 1;
    await delay(BUSY_MS);
  }
}

async function ask(member: Member, method: string, path: string, content?: unknown): Promise<void> {
  await call(member, { method, path, content }, agent);
}

async function passHour(member: Member, hour: number): Promise<void> {
  const { chain, caller } = member;
  await ask(member, 'GET', `/v1/state?chain=${chain}`);
  const from = member.head;
  let { head } = member;
  const entries = wishesOf(hour).map(({ type, session, body }) => {
    const seq = (head?.seq ?? 0) + 1;
    const fields = { chain, seq, id: uuidv7(), prev: prevOf(chain, head), type, at: toInstant(Date.now()) };
    const about = { boot: BOOT, monotonicMs: seq, clock: 'synced', actor: 'staff-1', session } as const;
    const entry = buildEntry({ ...fields, ...about }, body);
    head = { seq, hash: entry.hash };
    return entry;
  });
  if (head === null) throw new Error('Nothing was written');
  const signed = signHead(chain, head, caller.signer);
  await ask(member, 'POST', `/v1/chains/${chain}/entries`, { from, entries, head: signed });
  member.head = head;
  for (let n = 0; n < HEARTBEATS_AN_HOUR; n += 1) {
    await ask(member, 'POST', '/v1/heartbeat', {
      ...{ chain, head: signed, ackedSeq: signed.seq, pending: 0, oldestPendingAt: null, phase: 'underway' },
      ...{ devices: {}, clockOffsetMs: 0, diskFreeBytes: 1_000_000, appVersion: '1.0.0', health: [] },
      system: { platform: 'linux', release: 'bench', electron: 'bench', tzdata: 'bench' },
    });
  }
}

/** Keeps a poll open, as a station does. */
async function poll(member: Member, feed: string): Promise<void> {
  let position = '';
  while (!isOver) {
    const path = `/v1/feeds/${feed}?wait=25&limit=100${position}`;
    const { gen, ver } = FeedAnswer.parse(JSON.parse(await call(member, { method: 'GET', path }, polling)));
    position = `&gen=${gen}&after=${ver}`;
    member.polled += 1;
  }
}

const members: Member[] = [];
for (const code of codes)
  members.push({ ...(await enrolStation(code, server, agent)), head: null, polled: 0 });
const failed = (error: unknown): void => {
  if (isOver) return;
  console.error(error);
  process.exit(1);
};
for (const member of members) for (const feed of POLLED) poll(member, feed).catch(failed);

process.stdout.write('READY\n');
await once(process, 'message');
const began = performance.now();
for (let hour = 1; hour <= Number(hours); hour += 1) {
  const queue = [...members];
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let member = queue.shift(); member !== undefined; member = queue.shift())
        await passHour(member, hour);
    }),
  );
  process.stdout.write(`HOUR ${hour} ${busy}\n`);
  await once(process, 'message');
}
isOver = true;
const polls = members.reduce((sum, { polled }) => sum + polled, 0);
process.stdout.write(`${JSON.stringify({ seconds: (performance.now() - began) / 1000, polls, busy })}\n`);
process.exit(0);
