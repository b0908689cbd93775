import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { fetchHttp } from '../../electron/network/fetch-http.ts';
import { systemTimers } from '../../electron/platform/timers.ts';
import { SystemClock } from '../../electron/platform/system-clock.ts';
import { wireBytes } from '../../shared/sync/chain.ts';
import { openCore } from '../chaos/core.ts';

// Writes COUNT entries of about 1 KB and sends them, as often as asked: the real journal and the real sync.
//   node send.fixture.ts FOLDER SERVER-URL CODE COUNT TIMES
const [folder = '', serverUrl = '', code = '', count = '0', times = '1'] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
const opened = openCore({
  folder,
  serverUrl,
  http: fetchHttp(),
  clock: new SystemClock(),
  timers: systemTimers,
  random: Math.random,
});
if (!opened.ok) throw new Error(opened.refusal);
const { journal, sync, stop } = opened.value;
const enrolled = await sync.enrol(code);
if (!enrolled.ok) throw new Error(enrolled.refusal.code);
await sync.syncNow();
function write(): void {
  for (let done = 0; done < Number(count); done += 500) {
    journal.ledger.write(
      Array.from({ length: Math.min(500, Number(count) - done) }, () => ({
        type: 'bench.entry',
        // Random, so that packing gains nothing.
        body: { text: randomBytes(280).toString('base64') },
        actor: 'station',
        session: null,
      })),
    );
  }
}

const seconds: number[] = [];
for (let time = 0; time < Number(times); time += 1) {
  write();
  const began = performance.now();
  await sync.syncNow();
  seconds.push((performance.now() - began) / 1000);
  const { state, code: why } = sync.status();
  if (state !== 'safe') throw new Error(`Not everything arrived: ${state} ${String(why)}`);
}
const sample = journal.read(1, 1)[0];
await stop();
process.stdout.write(
  `${JSON.stringify({ seconds, bytesEach: sample === undefined ? 0 : wireBytes(sample) })}\n`,
);
process.exit(0);
