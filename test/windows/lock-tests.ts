import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { CHECKLIST, keysOf, X11_NAMES } from '../../electron/lockout/checklist.fixture.ts';
import type { PanelKey } from '../../electron/lockout/lock.ts';
import { quantiles } from '../hardware/guest/control.ts';
import { Program, windowsPath } from './program.ts';

type Arrived = {
  readonly keyDown: number;
  readonly keyUp: number;
  readonly character: number;
  readonly move: number;
  readonly button: number;
  readonly wheel: number;
  readonly hotKey: number;
  readonly held: readonly number[];
};
type Seen = {
  readonly state: string;
  readonly keys: readonly PanelKey[];
  readonly states: readonly string[];
  readonly tries: number;
  readonly panel: object | null;
};
type Cycles = { readonly ms?: readonly number[] };
type Answer = { readonly ok: boolean; readonly ms: number };

const execute = promisify(execFile);
const xdotool = (...parameters: string[]): Promise<unknown> => execute('xdotool', parameters);
const place = JSON.parse(process.env['WINDOWS_TEST'] ?? '{}');
/** Time for a leaked event to become visible. */
const QUIET_MS = 300;
/** A thread for the next lock is ready again. */
const SETTLED_MS = 1500;
const EVENTS = 10_000;
const AT_ONCE = 250;
const START_LIMIT_MS = 20_000;
/** Ends what hangs. Seven minutes on a machine that does other work too. */
const SUITE_LIMIT_MS = 900_000;
/** One lock and unlock, on a slow machine. */
const CYCLE_LIMIT_MS = 2000;
/** This many are paced like a person's, to measure one; the rest come as fast as possible. */
const PACED_CYCLES = 20;
/** No keyboard has it (winuser.h: unassigned). */
const PROBE_KEY = 0xe8;
/** Normal growth of a runtime; a leaked thread takes more. */
const GROWTH_LIMIT_MB = 40;

let witness: Program;
let station: Program;
let folder = '';
let folders = 0;
let steps = 0;

async function startStation(): Promise<void> {
  const helper = path.join(place.folder, 'lock-helper.cjs');
  station = await Program.start(place, 'station', [windowsPath(folder), windowsPath(helper)]);
}

/** What reaches the window while `action` runs. */
async function arrivals(action: () => Promise<unknown>): Promise<Arrived> {
  const first = await witness.ask<Arrived>('');
  await action();
  await pause(QUIET_MS);
  const last = await witness.ask<Arrived>('');
  return {
    keyDown: last.keyDown - first.keyDown,
    keyUp: last.keyUp - first.keyUp,
    character: last.character - first.character,
    move: last.move - first.move,
    button: last.button - first.button,
    wheel: last.wheel - first.wheel,
    hotKey: last.hotKey - first.hotKey,
    held: last.held,
  };
}

const NOTHING: Arrived = {
  keyDown: 0,
  keyUp: 0,
  character: 0,
  move: 0,
  button: 0,
  wheel: 0,
  hotKey: 0,
  held: [],
};

/** Moves keyboard and mouse; the pointer target changes each time, or nothing would move. */
async function input(): Promise<void> {
  await xdotool('key', 'a', 'b', 'Return', '5', 'F1', 'Tab', 'space', 'ctrl+alt+k');
  steps = (steps + 7) % 200;
  for (const at of [150 + steps, 170 + steps]) {
    await xdotool('mousemove', String(at), String(at));
    await pause(30);
  }
  await xdotool('click', '1', 'click', '3', 'click', '4');
}

/** `down`: keys that may be held all the same. */
async function everythingArrives(down: readonly number[] = []): Promise<void> {
  const arrived = await arrivals(input);
  for (const what of ['keyDown', 'keyUp', 'character', 'move', 'button', 'wheel'] as const)
    assert.ok(arrived[what] > 0, `${what}: ${JSON.stringify(arrived)}`);
  assert.deepEqual(
    arrived.held.filter((key) => !down.includes(key)),
    [],
  );
}

async function engage(): Promise<number> {
  const answer = await station.ask<Answer>('engage');
  assert.ok(answer.ok, JSON.stringify(answer));
  return answer.ms;
}

async function until(what: string, limitMs: number, isSo: () => Promise<boolean>): Promise<number> {
  const startedAt = performance.now();
  while (!(await isSo())) {
    assert.ok(performance.now() - startedAt < limitMs, `waited ${limitMs} ms for ${what}`);
    await pause(20);
  }
  return performance.now() - startedAt;
}

/** Process ids, seen from outside Wine, whose command line contains `part`. */
function processes(part: string): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        const line = readFileSync(`/proc/${pid}/cmdline`, 'latin1');
        return line.includes('node.exe') && line.includes(part);
      } catch {
        // Gone meanwhile.
        return false;
      }
    });
}
const helpers = (): readonly number[] =>
  processes('--lock-helper').filter((pid) => processes(path.basename(folder)).includes(pid));

const LIMIT = { timeout: SUITE_LIMIT_MS + place.cycles * CYCLE_LIMIT_MS };

describe('the lock of Windows, under Wine', LIMIT, () => {
  before(async () => {
    folders += 1;
    folder = path.join(place.state, `lock-${folders}`);
    mkdirSync(folder);
    witness = await Program.start(place, 'witness');
    const { stdout } = await execute('xdotool', ['search', '--sync', '--name', '^Witness$']);
    await xdotool('windowfocus', '--sync', stdout.trim().split('\n')[0] ?? '');
    await startStation();
  });
  after(() => {
    for (const pid of [...processes('station.cjs'), ...helpers(), ...processes('witness.cjs')])
      process.kill(pid, 'SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });

  test('everything arrives before, nothing while locked, everything after', async (t) => {
    await everythingArrives();
    const ms = await engage();
    assert.deepEqual(await arrivals(input), NOTHING);
    // Injected by a program on the screen: no exception for that.
    assert.deepEqual(await arrivals(() => witness.ask('inject')), NOTHING);
    await station.ask('release');
    await everythingArrives();
    t.diagnostic(`first leave → verified lock, helper started: ${ms.toFixed(0)} ms`);
  });

  test('every row of the checklist that a keyboard can try reaches nobody', async (t) => {
    await engage();
    let pressed = 0;
    for (const row of CHECKLIST) {
      const chords = row.chords.map((chord) => keysOf(chord, X11_NAMES).join('+'));
      pressed += chords.length;
      assert.deepEqual(
        await arrivals(() => xdotool('key', '--delay', '2', ...chords)),
        NOTHING,
        `${row.id} ${row.what}`,
      );
    }
    assert.ok((await station.ask<Answer>('verify')).ok);
    await station.ask('release');
    t.diagnostic(`rows ${CHECKLIST.length}, chords ${pressed}, arrived 0`);
  });

  test('ten thousand events are swallowed, the staff panel reads each digit among them', async (t) => {
    await engage();
    await station.ask('look');
    const startedAt = performance.now();
    const arrived = await arrivals(async () => {
      for (let sent = 0; sent < EVENTS / 2; sent += AT_ONCE) {
        const keys = Array.from({ length: AT_ONCE - 1 }, () => 'a');
        await xdotool('key', '--delay', '0', ...keys, '3');
      }
    });
    assert.deepEqual(arrived, NOTHING);
    let digits = 0;
    await until('each digit', 5000, async () => {
      const { keys } = await station.ask<Seen>('look');
      digits += keys.filter((key) => key.kind === 'digit').length;
      return digits === EVENTS / 2 / AT_ONCE;
    });
    assert.ok((await station.ask<Answer>('verify')).ok);
    await station.ask('release');
    t.diagnostic(`${EVENTS} events in ${(performance.now() - startedAt).toFixed(0)} ms, arrived 0`);
  });

  test('a main process that stands still for five seconds changes nothing', async () => {
    await engage();
    const stalled = station.ask('stall 5000');
    for (let round = 0; round < 4; round += 1) assert.deepEqual(await arrivals(input), NOTHING);
    await stalled;
    assert.ok((await station.ask<Answer>('verify')).ok);
    await station.ask('release');
    await everythingArrives();
  });

  test('a PIN typed through the hook unlocks, a wrong one does not', async () => {
    await engage();
    await station.ask('look');
    const type = async (...keys: string[]): Promise<Arrived> =>
      arrivals(async () => {
        await xdotool('keydown', 'Escape');
        await pause(2300);
        await xdotool('keyup', 'Escape');
        await xdotool('key', ...keys, 'Return');
      });
    assert.deepEqual(await type('1', '2', '3', '4'), NOTHING);
    const wrong = await station.ask<Seen>('look');
    assert.deepEqual({ state: wrong.state, tries: wrong.tries }, { state: 'locked', tries: 1 });
    await xdotool('key', '4', 'KP_7', '1', '9', 'BackSpace', '1', 'Return');
    await until('the release', 3000, async () => (await station.ask<Seen>('look')).state === 'open');
    await everythingArrives();
  });

  test('a key and a button held as the hooks are set do not stay down', async () => {
    await xdotool('keydown', 'a');
    await xdotool('mousemove', '160', '160', 'mousedown', '1');
    await engage();
    await xdotool('keyup', 'a');
    await xdotool('mouseup', '1');
    await pause(QUIET_MS);
    assert.deepEqual((await witness.ask<Arrived>('')).held, []);
    assert.deepEqual(await arrivals(input), NOTHING);
    await station.ask('release');
    await everythingArrives();
  });

  test('the station is killed: nothing is given back, and the next one finds it held', async () => {
    await engage();
    const [pid] = processes('station.cjs');
    assert.ok(pid !== undefined);
    process.kill(pid, 'SIGKILL');
    for (let round = 0; round < 2; round += 1) assert.deepEqual(await arrivals(input), NOTHING);
    station.close();
    await startStation();
    await engage();
    assert.deepEqual(await arrivals(input), NOTHING);
    await station.ask('release');
    await everythingArrives();
  });

  test('the helper is killed: locked again by itself, and never with dead input', async (t) => {
    await engage();
    const took: number[] = [];
    for (let time = 0; time < 3; time += 1) {
      await station.ask('look');
      const [pid] = helpers();
      assert.ok(pid !== undefined, 'no helper');
      process.kill(pid, 'SIGKILL');
      took.push(
        await until('the lock to come back', 10_000, async () => {
          const { states } = await station.ask<Seen>('look');
          return states.includes('locked');
        }),
      );
      assert.deepEqual(await arrivals(input), NOTHING);
    }
    await station.ask('release');
    await everythingArrives();
    t.diagnostic(`helper killed → proven again: ${quantiles(took)}`);
  });

  for (const how of ['exit', 'throw', 'kill'] as const) {
    test(`a helper that ends by ${how}, whenever it does, is gone and leaves no dead input`, async () => {
      for (const afterMs of [0, 60, 150, 250, 600]) {
        const program = windowsPath(path.join(place.folder, 'exits.cjs'));
        const log = openSync(path.join(place.folder, 'exits.log'), 'w');
        const asked = how === 'kill' ? 'stay' : how;
        spawn('wine', [place.node, program, asked, String(afterMs)], { stdio: ['ignore', log, log] });
        closeSync(log);
        const said = (): string => readFileSync(path.join(place.folder, 'exits.log'), 'utf8');
        await until('its end', START_LIMIT_MS, async () => said().includes('ending'));
        if (how === 'kill') for (const pid of processes('exits.cjs')) process.kill(pid, 'SIGKILL');
        await until('it to be gone', 4000, async () => processes('exits.cjs').length === 0);
        // A helper killed while it looks for its mark leaves that key down; the next lock releases it (below).
        await everythingArrives(how === 'kill' ? [PROBE_KEY] : []);
      }
    });
  }

  test('locking and unlocking leaves nothing behind', async (t) => {
    await station.ask('cycle 3 0');
    await pause(SETTLED_MS);
    const [pid] = helpers();
    assert.ok(pid !== undefined);
    const open = (): number => readdirSync(`/proc/${pid}/fd`).length;
    const threads = (): number => readdirSync(`/proc/${pid}/task`).length;
    const megabytes = (): number =>
      Number(/^VmRSS:\s+(\d+)/mu.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1]) / 1024;
    const paced = await station.ask<Cycles>(`cycle ${Math.min(place.cycles, PACED_CYCLES)} 500`);
    assert.ok(paced.ms !== undefined, JSON.stringify(paced));
    const before = { open: open(), threads: threads(), megabytes: megabytes() };
    const hurried = await station.ask<Cycles>(`cycle ${place.cycles} 0`);
    assert.ok(hurried.ms !== undefined, JSON.stringify(hurried));
    await pause(SETTLED_MS);
    const grownMb = megabytes() - before.megabytes;
    assert.ok(threads() <= before.threads, `threads ${before.threads} → ${threads()}`);
    assert.ok(open() <= before.open + 2, `handles ${before.open} → ${open()}`);
    assert.ok(grownMb < GROWTH_LIMIT_MB, `grown by ${grownMb} MB`);
    assert.deepEqual((await witness.ask<Arrived>('')).held, []);
    await everythingArrives();
    t.diagnostic(
      `${hurried.ms.length} cycles: handles ${before.open} → ${open()}, threads ${before.threads} → ${threads()}, memory ${grownMb.toFixed(1)} MB more, no key down`,
    );
    t.diagnostic(`leave → verified lock: ${quantiles(paced.ms)}; without a pause ${quantiles(hurried.ms)}`);
  });
});
