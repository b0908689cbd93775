import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { startDisplay } from '../../scripts/setup/display.mjs';
import { chooseLock } from '../../electron/lockout/choose-lock.ts';
import { systemTimers } from '../../electron/platform/timers.ts';
import { NO_EVIDENCE, type Meeting } from '../../electron/meeting/meeting.ts';
import { SystemClock } from '../../electron/platform/system-clock.ts';
import { Reconciler } from '../../electron/station/reconciler.ts';
import { KEYBOARD } from '../../electron/station/monitors.fixture.ts';
import { Station } from '../../electron/station/station.ts';
import { ok } from '../../shared/result.ts';
import type { Command } from '../../shared/session/commands.ts';
import { CONTEXT, UNTIL_LEFT } from '../../shared/session/session.fixture.ts';
import { Simulator } from '../simulator/simulator.ts';
import type { BenchOptions, Figure } from './figures.ts';
import { openBenchJournal } from './record.ts';

const RETURN: Command = { type: 'pin-accepted', staff: 'staff-1', credential: 'c1', where: 'lock' };
/** What the tests of the virtual machine and of Wine print. */
const PRINTED = /leave → verified lock: p50 (\d+) ms, p95 (\d+) ms, p99 (\d+) ms, most (\d+) ms/u;
const BLOCKED = /device node → blocked: p50 (\d+) ms, p95 (\d+) ms, p99 (\d+) ms, most (\d+) ms/u;

const nothing = (): Promise<void> => Promise.resolve();
const NO_MEETING: Meeting = {
  open: nothing,
  close: nothing,
  rejoin: nothing,
  setSuspended: nothing,
  setDevices: nothing,
  setInputIgnored: nothing,
  state: { kind: 'closed' },
  evidence: NO_EVIDENCE,
  view: null,
  onChange: () => () => undefined,
};

/**
 * From "leave" until she may leave: requested, recorded on disk, taken, proven, recorded. With the simulated lock the
 * station's own part; beside it what taking and proving a real lock takes, each where it can be had.
 */
export async function lockBench(options: BenchOptions): Promise<readonly Figure[]> {
  const cycles = options.quick ? 50 : 500;
  options.say('lock: the simulated lock, through reconciler and journal');
  const simulated = await simulator(cycles);
  options.say('lock: the X server');
  const parts = { ...summary('simulator', simulated), ...summary('x11', await x11(cycles)) };
  const printed = options.quick ? '' : await machine(options);
  const others = options.quick
    ? {}
    : { ...times('evdev', PRINTED, printed), ...times('windows', PRINTED, await windows(options)) };
  const blocked = times('node → blocked', BLOCKED, printed);
  return [
    {
      name: 'leave → verified lock in the simulator, p99 in milliseconds',
      value: quantile(simulated, 0.99),
      target: { kind: 'at-most', value: 100 },
      parts: { ...parts, ...others },
    },
    ...(BLOCKED.test(printed)
      ? [
          {
            name: 'new device → blocked in the virtual machine, p50 in milliseconds',
            value: blocked['node → blocked p50, ms'] ?? Number.NaN,
            target: { kind: 'at-most', value: 50 },
            parts: blocked,
          } as const,
        ]
      : []),
  ];
}

async function simulator(cycles: number): Promise<readonly number[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'bench-lock-'));
  const journal = openBenchJournal(folder);
  const clock = new SystemClock();
  const report = (): void => undefined;
  const station = new Station({ journal, context: () => CONTEXT, report });
  const { lock } = new Simulator({ clock, wait: systemTimers.wait, report });
  const reconciler = new Reconciler({
    station,
    lock,
    block: { engage: () => Promise.resolve(ok(undefined)), release: () => Promise.resolve() },
    meeting: NO_MEETING,
    screens: { show: () => undefined },
    hardware: { attached: [KEYBOARD], troubles: [] },
    target: () => null,
    changes: { notify: () => undefined },
    report,
    timers: systemTimers,
  });
  station.onRecorded(() => reconciler.reconcile());
  const until = async (isSo: () => boolean): Promise<void> => {
    while (!isSo()) await turn();
  };
  try {
    for (const command of UNTIL_LEFT.slice(0, -2)) {
      const done = station.execute(command);
      if (!done.ok) throw new Error(`${command.type}: ${done.refusal.code}`);
    }
    const took: number[] = [];
    for (let cycle = 0; cycle < cycles; cycle += 1) {
      const began = performance.now();
      station.execute({ type: 'leave' });
      await until(() => station.state.session?.supervision?.mode === 'unsupervised');
      took.push(performance.now() - began);
      station.execute(RETURN);
      await until(() => lock.state.name === 'open');
    }
    return took;
  } finally {
    journal.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Empty where there is no X server to be had. */
async function x11(cycles: number): Promise<readonly number[]> {
  const display = await startDisplay().catch(() => null);
  if (display === null) return [];
  try {
    const lock = await chooseLock({
      platform: process.platform,
      environment: { DISPLAY: display.name },
      clock: new SystemClock(),
      timers: systemTimers,
      attached: () => [],
      report: () => undefined,
    });
    const took: number[] = [];
    for (let cycle = 0; cycle < cycles; cycle += 1) {
      const began = performance.now();
      const engaged = await lock.engage();
      const verified = await lock.verify();
      if (!engaged.ok || !verified.ok) return [];
      took.push(performance.now() - began);
      await lock.release();
    }
    return took;
  } finally {
    await display.stop();
  }
}

function machine({ say }: BenchOptions): Promise<string> {
  say('lock: evdev, in the virtual machine');
  const names = 'locking.and.unlocking.leaves.nothing.behind|soon.blocked';
  return printedBy(['test/hardware/main.ts', '--only', 'lock', '--name', names]);
}

function windows({ say }: BenchOptions): Promise<string> {
  say('lock: Windows, under Wine');
  return printedBy(['test/windows/main.ts', '--name', 'leaves nothing behind']);
}

/** All that a suite of tests printed. */
async function printedBy(parameters: readonly string[]): Promise<string> {
  const child = spawn(process.execPath, [...process.execArgv, ...parameters], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (more: string) => (text += more));
  await new Promise((settle) => child.once('close', settle));
  return text;
}

/** Nothing where the suite was skipped. */
function times(kind: string, line: RegExp, printed: string): Readonly<Record<string, number>> {
  const [, p50, p95, p99, most] = line.exec(printed) ?? [];
  if (p50 === undefined) return {};
  return {
    [`${kind} p50, ms`]: Number(p50),
    [`${kind} p95, ms`]: Number(p95),
    [`${kind} p99, ms`]: Number(p99),
    [`${kind} most, ms`]: Number(most),
  };
}

function summary(kind: string, took: readonly number[]): Readonly<Record<string, number>> {
  if (took.length === 0) return {};
  return {
    [`${kind} p50, ms`]: quantile(took, 0.5),
    [`${kind} p99, ms`]: quantile(took, 0.99),
    [`${kind} most, ms`]: quantile(took, 1),
  };
}

function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? Number.NaN;
}
