import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { electronRuntime } from '../../scripts/electron-path.ts';
import type { MeetingState } from '../../electron/meeting/meeting.ts';
import { BareMeeting } from '../end-to-end/bare-meeting/bare-meeting.ts';
import { startPracticeMeeting, type PracticeMeeting } from '../meeting/peer.ts';
import { type BenchOptions, type Figure, median } from './figures.ts';

/** A practice page that misses the first connection tries again after half a minute. */
const PATIENCE_MS = 90_000;

/** A real call between two programs: what our guards and our evidence cost, and how soon we notice and obey. */
export async function meetingBench(options: BenchOptions): Promise<readonly Figure[]> {
  const started = await startPracticeMeeting({ port: 0, peer: { electron: electronRuntime().binary } });
  if (!started.ok) throw new Error(`The practice meeting did not start (${started.refusal.code}).`);
  const practice = started.value;
  try {
    return [await cost(practice, options), ...(await speed(practice, options))];
  } finally {
    await practice.close();
  }
}

/** Processor time of the program in a call, with the meeting's guards and evidence over a plain view without any. */
async function cost(practice: PracticeMeeting, { quick, say }: BenchOptions): Promise<Figure> {
  const seconds = quick ? 8 : 20;
  const [guarded, plain]: [number[], number[]] = [[], []];
  for (let round = 0; round < (quick ? 1 : 4); round += 1) {
    say(`meeting: processor time of a call, round ${round + 1}`);
    guarded.push(await shareOfProcessor(practice, false, seconds));
    plain.push(await shareOfProcessor(practice, true, seconds));
  }
  return {
    name: 'processor time of a call with our evidence over without',
    value: median(guarded) / median(plain),
    target: { kind: 'at-most', value: 1.03 },
    parts: { 'with, of a core': median(guarded), 'without, of a core': median(plain) },
  };
}

async function shareOfProcessor(
  practice: PracticeMeeting,
  unguarded: boolean,
  seconds: number,
): Promise<number> {
  // Without leave to play, the plain view would show nothing, and cost less for that.
  const program = await BareMeeting.start({ origins: practice.origins, unguarded }, [
    '--autoplay-policy=no-user-gesture-required',
  ]);
  try {
    await program.call('open', practice.url);
    await program.until(
      'a connected call',
      () => program.call('run', 'document.body?.dataset.state', null).catch(() => null),
      (state) => state === 'connected',
    );
    // What the beginning costs is not the call.
    await delay(5000);
    const pids = (await program.call('metrics')).map(({ pid }) => pid);
    const [before, beganAt] = [processorSeconds(pids), performance.now()];
    await delay(seconds * 1000);
    return ((processorSeconds(pids) - before) * 1000) / (performance.now() - beganAt);
  } finally {
    await program.close();
  }
}

/** User and system time of these processes so far, from Linux, in whose unit a second has a hundred ticks. */
function processorSeconds(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ');
    return sum + (Number(fields[11]) + Number(fields[12])) / 100;
  }, 0);
}

async function speed(practice: PracticeMeeting, { quick, say }: BenchOptions): Promise<readonly Figure[]> {
  const program = await BareMeeting.start({ origins: practice.origins });
  const become = async (kind: MeetingState['kind']): Promise<number> => {
    const beganAt = performance.now();
    await program.until(
      kind,
      () => program.call('state'),
      (state) => state.kind === kind,
      PATIENCE_MS,
    );
    return performance.now() - beganAt;
  };
  try {
    await program.call('open', practice.url);
    await become('in-meeting');
    say('meeting: suspending and resuming');
    const suspensions: number[] = [];
    const joins: number[] = [];
    for (let times = 0; times < (quick ? 3 : 20); times += 1) {
      suspensions.push(await program.call('suspend', true));
      await program.call('suspend', false);
      joins.push(await become('in-meeting'));
    }
    say('meeting: losing the call and finding it again');
    const [lost, back]: [number[], number[]] = [[], []];
    for (let times = 0; times < (quick ? 3 : 12); times += 1) {
      await become('in-meeting');
      await delay(3000);
      practice.media.setDropping(true);
      lost.push(await become('lost'));
      practice.media.setDropping(false);
      back.push(await become('in-meeting'));
    }
    return [
      figure('suspended: page closed, worst', Math.max(...suspensions), 1000, suspensions),
      figure('resumed: in the meeting again, worst', Math.max(...joins), 10_000, joins),
      figure('call lost until it is noticed, worst', Math.max(...lost), 3000, lost),
      figure('call back until it is noticed, worst', Math.max(...back), 2000, back),
    ];
  } finally {
    await program.close();
  }
}

function figure(name: string, valueMs: number, atMostMs: number, all: readonly number[]): Figure {
  return {
    name: `${name}, of the ${atMostMs} ms allowed`,
    value: valueMs / atMostMs,
    target: { kind: 'at-most', value: 1 },
    parts: { ms: valueMs, 'median ms': median(all), times: all.length },
  };
}
