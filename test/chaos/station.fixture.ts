import { writeSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { JournalFault } from '../../electron/journal/sqlite/faults.ts';
import { fetchHttp } from '../../electron/network/fetch-http.ts';
import { systemTimers } from '../../electron/platform/timers.ts';
import { SystemClock } from '../../electron/platform/system-clock.ts';
import { openCore } from './core.ts';
import { describe } from './describe.ts';
import { dice } from './random.ts';

// A station in its own process, to be killed: writes and sends entries, and prints on stdout what is durable.
//   node station.fixture.ts FOLDER SERVER-URL CODE SEED [PAUSE-MS]
// W id seq hash   append() has returned
// A chain seq     the newest receipt covers up to here
// E code          the disk refused
// SAFE total      after `finish`: receipts cover everything
const [folder = '', serverUrl = '', code = '', seed = '1', pause = '15'] = process.argv.slice(2);

const say = (line: string): void => void writeSync(1, `${line}\n`);

const random = dice(Number(seed));
const opened = openCore({
  folder,
  serverUrl: serverUrl === '' ? null : serverUrl,
  http: fetchHttp(4000),
  clock: new SystemClock(),
  timers: systemTimers,
  random: random.next,
  firstAttemptWithinMs: 50,
});
if (!opened.ok) {
  say(`REFUSED ${opened.refusal}`);
  process.exit(3);
}
const core = opened.value;
say(`READY ${core.journal.incident?.code ?? 'whole'}`);

let finishing = false;
process.on('message', () => {
  finishing = true;
});

let told = '';
function tellReceipt(): void {
  const { receipt, chain } = core.journal.ledger.record;
  const text = receipt === null ? '' : `A ${chain} ${receipt.seq}`;
  if (text === told) return;
  told = text;
  say(text);
}
core.sync.onStatus(tellReceipt);

let lastStatus = '';
/** Called only while it should be finishing, to explain why it does not. */
function tellStatus(): void {
  const { state, code: why, waiting } = core.sync.status();
  const text = `S ${state} ${why} ${waiting}`;
  if (text !== lastStatus) say(text);
  lastStatus = text;
}

async function write(): Promise<void> {
  for (let n = 1; !finishing; n += 1) {
    try {
      const details = Array.from({ length: random.whole(1, 3) }, (_, i) => `${process.pid} ${n} ${i}`);
      for (const { id, seq, hash } of core.note(...details)) say(`W ${id} ${seq} ${hash}`);
    } catch (error) {
      if (!(error instanceof JournalFault)) throw error;
      say(`E ${error.code}`);
      await delay(100);
    }
    await delay(random.whole(0, Number(pause)));
  }
}

async function send(): Promise<void> {
  core.sync.start();
  for (;;) {
    if (core.identity.enrolment() === null) await core.sync.enrol(code);
    await core.sync.syncNow();
    tellReceipt();
    if (finishing && core.sync.status().state === 'safe') return;
    if (finishing) tellStatus();
    await delay(finishing ? 100 : random.whole(20, 200));
  }
}

await (serverUrl === '' ? write() : Promise.all([write(), send()]));
say(`SAFE ${core.sync.status().total}`);
await core.stop();
for (const bug of core.bugs) say(`BUG ${describe(bug)}`);
process.exit(0);
