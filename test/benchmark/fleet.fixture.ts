import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { Agent } from 'node:http';
import { uuidv7 } from 'uuidv7';
import { toInstant } from '../../shared/clock.ts';
import { buildEntry, prevOf, signHead } from '../../shared/sync/chain.ts';
import { signerFromSeed } from '../../shared/sync/keys.ts';
import { verifyReceipt } from '../../shared/sync/receipt.ts';
import { EntriesAnswer, type Head } from '../../shared/sync/wire.ts';
import type { EnrolledFleet } from '../chaos/instances.ts';
import { openChain, prepare, type Prepared, send } from './station-client.ts';

// A fleet of enrolled stations that all reconnect at once, spread over the instances of a server. Everything
// they send is made and signed before the clock starts, so that what is measured is the server.
//   node fleet.fixture.ts FLEET-FILE WAITING URL...
// Prints `READY` and waits for a message before it starts.
const [fleetFile = '', waiting = '0', ...servers] = process.argv.slice(2);
type Fleet = EnrolledFleet & {
  readonly seeds: readonly string[];
  /** How many of the stations warm the instances up and do not count. */
  readonly warming: number;
};
const fleet: Fleet = JSON.parse(readFileSync(fleetFile, 'utf8'));
const AT_ONCE = 64;
const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });

type Member = {
  readonly ask: Prepared;
  readonly push: Prepared;
  readonly head: Head;
};

async function join(caller: Parameters<typeof openChain>[1], server: string): Promise<Member> {
  const chain = await openChain(server, caller, agent);
  let head: Head | null = null;
  const boot = '0199a000-0000-4000-8000-0000000000bb';
  const entries = Array.from({ length: Number(waiting) }, (_, n) => {
    const fields = {
      chain,
      seq: n + 1,
      id: uuidv7(),
      prev: prevOf(chain, head),
      type: 'station.note',
      at: toInstant(Date.now()),
    };
    const entry = buildEntry(
      { ...fields, boot, monotonicMs: n, clock: 'synced', actor: 'station', session: null },
      { code: 'bench', detail: randomBytes(280).toString('base64') },
    );
    head = { seq: n + 1, hash: entry.hash };
    return entry;
  });
  const last = entries.at(-1);
  if (last === undefined) throw new Error('Nothing waits');
  const end = { seq: last.header.seq, hash: last.hash };
  const body = { from: null, entries, head: signHead(chain, end, caller.signer) };
  return {
    ask: prepare(server, { method: 'GET', path: `/v1/state?chain=${chain}` }, caller),
    push: prepare(server, { method: 'POST', path: `/v1/chains/${chain}/entries`, content: body }, caller),
    head: end,
  };
}

const members = await Promise.all(
  fleet.stations.map((station, n) => {
    const signer = signerFromSeed(Buffer.from(fleet.seeds[n] ?? '', 'base64url'));
    return join({ ...station, signer }, servers[n % servers.length] ?? '');
  }),
);

const answers: { readonly text: string; readonly member: Member }[] = [];

/** Sends for every member, several at once. Returns how long each waited, milliseconds. */
async function sendAll(queue: Member[]): Promise<readonly number[]> {
  const times: number[] = [];
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let member = queue.shift(); member !== undefined; member = queue.shift()) {
        const from = performance.now();
        await send(member.ask, agent);
        const { status, text } = await send(member.push, agent);
        if (status !== 200) throw new Error(`${status} ${text}`);
        times.push(performance.now() - from);
        answers.push({ text, member });
      }
    }),
  );
  return times;
}

await sendAll(members.slice(0, fleet.warming));
process.stdout.write('READY\n');
await once(process, 'message');
const began = performance.now();
const times = await sendAll(members.slice(fleet.warming));
const seconds = (performance.now() - began) / 1000;
for (const { text, member } of answers) {
  const { receipt } = EntriesAnswer.parse(JSON.parse(text));
  const holds = receipt.hash === member.head.hash && verifyReceipt(receipt, fleet.serverKey);
  if (!holds) throw new Error('A receipt does not hold');
}
agent.destroy();
const p99Ms = times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.99)] ?? 0;
const entries = times.length * Number(waiting);
process.stdout.write(`${JSON.stringify({ seconds, entries, p99Ms })}\n`);
process.exit(0);
