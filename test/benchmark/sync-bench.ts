import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startInstitutionProcess } from '../chaos/processes.ts';
import { type BenchOptions, type Figure, median } from './figures.ts';
import { fleet } from './fleet.ts';
import { runFixture } from './run-fixture.ts';

/** Seconds that each time took. */
type Sent = { readonly seconds: readonly number[]; readonly bytesEach: number };

/** So often in the same two processes; the first time warms them up and does not count, on either side. */
const TIMES = 4;

/** Sending compared with a well-known peer, and a whole fleet after an outage. */
export async function syncBench(options: BenchOptions): Promise<readonly Figure[]> {
  return [await besidePouch(options), await fleet(options)];
}

/** The same documents from one durable store to another over loopback, this sync and PouchDB's in turn. */
async function besidePouch({ quick, say }: BenchOptions): Promise<Figure> {
  installPeer(say);
  const count = quick ? 2000 : 10_000;
  const [ours, theirs]: [number[], number[]] = [[], []];
  let bytesEach = 0;
  for (let round = 0; round < (quick ? 1 : 3); round += 1) {
    say(`sync: ${count} entries to the server, round ${round + 1}`);
    const folder = mkdtempSync(join(tmpdir(), 'bench-sync-'));
    try {
      const sent = await sendOurs(join(folder, 'ours'), count);
      bytesEach = sent.bytesEach;
      ours.push(...rates(count, sent));
      const peer = join(folder, 'theirs');
      mkdirSync(peer);
      const args = [peer, count, bytesEach, TIMES].map(String);
      theirs.push(...rates(count, await runFixture<Pick<Sent, 'seconds'>>('pouch/station.mjs', args)));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  return {
    name: `sending ${count.toLocaleString('en-CA')} entries over PouchDB 9`,
    value: median(ours) / median(theirs),
    target: { kind: 'at-least', value: 8 },
    parts: { 'ours/s': median(ours), 'pouchdb/s': median(theirs), 'bytes each': bytesEach },
  };
}

function rates(count: number, { seconds }: Pick<Sent, 'seconds'>): readonly number[] {
  return seconds.slice(1).map((each) => count / each);
}

async function sendOurs(folder: string, count: number): Promise<Sent> {
  const server = await startInstitutionProcess(join(folder, 'server'));
  try {
    return await runFixture<Sent>('send.fixture.ts', [
      join(folder, 'station'),
      server.url,
      server.code,
      String(count),
      String(TIMES),
    ]);
  } finally {
    await server.child.kill('SIGTERM');
  }
}

/** The peer's packages, from this folder's own lock, on first use. */
function installPeer(say: (line: string) => void): void {
  if (existsSync(join(import.meta.dirname, 'node_modules', 'pouchdb'))) return;
  say('sync: installing PouchDB for comparison');
  execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: import.meta.dirname,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}
