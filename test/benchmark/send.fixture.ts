import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { fetchHttp } from '../../electron/sync/http.ts';
import { systemTimers } from '../../electron/sync/timers.ts';
import { SystemClock } from '../../electron/settings/system-clock.ts';
import { wireBytes } from '../../shared/sync/chain.ts';
import { openCore } from '../chaos/core.ts';

// Writes COUNT entries of about 1 KB and sends them: the real journal and the real sync.
//   node send.fixture.ts FOLDER SERVER-URL CODE COUNT
const [folder = '', serverUrl = '', code = '', count = '0'] = process.argv.slice(2);
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
const sample = journal.read(1, 1)[0];
const began = performance.now();
await sync.syncNow();
const seconds = (performance.now() - began) / 1000;
const { state, total, code: why } = sync.status();
if (state !== 'safe') throw new Error(`Not everything arrived: ${state} ${String(why)}`);
await stop();
process.stdout.write(
  `${JSON.stringify({ seconds, total, bytesEach: sample === undefined ? 0 : wireBytes(sample) })}\n`,
);
process.exit(0);
