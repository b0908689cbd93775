import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { electronRuntime } from '../../scripts/electron-path.ts';
import { readOptions } from '../../scripts/options.ts';
import { BareMeeting } from '../end-to-end/bare-meeting/bare-meeting.ts';
import { startPracticeMeeting } from '../meeting/peer.ts';

const HELP = `A real call for hours: memory, evidence, and a cut of a minute now and then.

  node test/soak/main.ts [options]

  --minutes N     how long (default 480)
  --cut-every N   minutes between two cuts of 60 seconds; 0 for none (default 60)
  --json          the result as one line of JSON

  Ends with 0 when memory grew by no more than a twentieth after the first ten minutes and no evidence was lost.
`;

const MOST_GROWTH = 1.05;
const MINUTE_MS = 60_000;
const CUT_MS = 60_000;
/** The longest a cut may take: the cut itself, noticing it, and loading the page again. */
const BACK_WITHIN_MS = 120_000;

type Minute = {
  readonly minute: number;
  readonly memoryMb: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
};

/** Private memory of these processes in megabytes (Linux). */
function memoryMb(pids: readonly number[]): number {
  const kilobytes = pids.reduce((sum, pid) => {
    const found = /^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'));
    return sum + Number(found?.[1] ?? 0);
  }, 0);
  return kilobytes / 1024;
}

async function soak(
  minutes: number,
  cutEvery: number,
  say: (line: string) => void,
): Promise<readonly string[]> {
  const started = await startPracticeMeeting({ port: 0, peer: { electron: electronRuntime().binary } });
  if (!started.ok) throw new Error(started.refusal.code);
  const practice = started.value;
  const program = await BareMeeting.start({ origins: practice.origins });
  const complaints: string[] = [];
  const readings: Minute[] = [];
  const inMeeting = (patienceMs: number) =>
    program.until(
      'the call',
      () => program.call('state'),
      (state) => state.kind === 'in-meeting',
      patienceMs,
    );
  try {
    await program.call('open', practice.url);
    await inMeeting(60_000);
    for (let minute = 1; minute <= minutes; minute += 1) {
      if (cutEvery > 0 && minute % cutEvery === 0) {
        practice.media.setDropping(true);
        await delay(CUT_MS);
        practice.media.setDropping(false);
        await inMeeting(BACK_WITHIN_MS);
      } else await delay(MINUTE_MS);
      const { audioIn, videoIn, audioOut, videoOut, quality, outages } = await program.call('evidence');
      const reading: Minute = {
        minute,
        memoryMb: memoryMb((await program.call('metrics')).map(({ pid }) => pid)),
        bytesIn: audioIn + videoIn,
        bytesOut: audioOut + videoOut,
      };
      const before = readings.at(-1);
      if (before !== undefined && (reading.bytesIn <= before.bytesIn || reading.bytesOut <= before.bytesOut))
        complaints.push(`minute ${minute}: no evidence`);
      readings.push(reading);
      say(
        `${minute} min: ${reading.memoryMb.toFixed(0)} MB, ${quality}, ${outages.length} outages, ${complaints.length} complaints`,
      );
    }
    const first = readings.find(({ minute }) => minute === Math.min(10, minutes));
    const last = readings.at(-1);
    const growth = first === undefined || last === undefined ? 1 : last.memoryMb / first.memoryMb;
    if (growth > MOST_GROWTH) complaints.push(`memory grew to ${growth.toFixed(3)} times`);
    say(`memory at the end over after ten minutes: ${growth.toFixed(3)} (at most ${MOST_GROWTH})`);
    return complaints;
  } finally {
    await program.close();
    await practice.close();
  }
}

const { values } = readOptions({
  options: {
    minutes: { type: 'string', default: '480' },
    'cut-every': { type: 'string', default: '60' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) process.stdout.write(HELP);
else {
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  const complaints = await soak(Number(values.minutes), Number(values['cut-every']), say);
  process.stdout.write(
    values.json
      ? `${JSON.stringify({ complaints })}\n`
      : `${complaints.join('\n') || 'nothing to complain of'}\n`,
  );
  process.exitCode = complaints.length === 0 ? 0 : 1;
}
