import { execFile, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { createInterface, type Interface } from 'node:readline';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Clock } from '../../shared/clock.ts';
import { CHECKLIST, keysOf, X11_NAMES } from './checklist.fixture.ts';
import { chooseLock } from './choose-lock.ts';
import type { InputLock, PanelKey } from './lock.ts';
import { systemTimers } from '../platform/timers.ts';

/**
 * The real lock on a real X server of its own, with xdotool typing and another client watching (K01, K03, M01,
 * L04).
 */

const missing = ['Xvfb', 'xdotool'].filter((tool) => spawnSync('which', [tool]).status !== 0);
const canRun = process.platform === 'linux' && missing.length === 0;
if (!canRun) {
  process.stderr.write(`x11 lock on a real server: skipped, missing ${missing.join(', ') || 'Linux'}\n`);
}

const clock: Clock = {
  now: () => Date.now(),
  monotonicMs: () => performance.now(),
  status: () => 'unsynced',
};
const run = promisify(execFile);

/** A child process that answers in lines. */
class Talker {
  readonly process: ChildProcess;
  readonly #lines: Interface;
  readonly #answers: AsyncIterator<string>;

  constructor(child: ChildProcess) {
    if (child.stdout === null) throw new Error('stdout is not piped');
    this.process = child;
    this.#lines = createInterface({ input: child.stdout });
    this.#answers = this.#lines[Symbol.asyncIterator]();
  }

  async next(): Promise<string> {
    const answer = await this.#answers.next();
    if (answer.done === true) throw new Error(`the child ended with ${String(this.process.exitCode)}`);
    return answer.value;
  }

  async ask(line: string): Promise<string> {
    this.process.stdin?.write(`${line}\n`);
    return this.next();
  }

  stop(): void {
    this.process.kill('SIGKILL');
  }
}

describe.skipIf(!canRun)('the X11 lock on a real X server', () => {
  let server: Talker;
  let witness: Talker;
  let display = '';
  let lock: InputLock;
  const faults: string[] = [];
  const keys: PanelKey[] = [];

  async function xdotool(...parameters: string[]): Promise<void> {
    await run('xdotool', parameters, { env: { ...process.env, DISPLAY: display } });
  }

  async function arrived(): Promise<{ keys: number; buttons: number; motions: number }> {
    return JSON.parse(await witness.ask('count'));
  }

  /** 60 keys and chords (88 presses with their modifiers), 20 clicks and wheel steps, 20 moves. */
  async function everything(): Promise<void> {
    const single = ['a', 'Return', 'Escape', 'F1', 'F11', 'Super_L', 'Print', 'Menu', 'Tab', '5'];
    const chords = ['ctrl+r', 'ctrl+shift+i', 'alt+F4', 'ctrl+alt+Right', 'ctrl+w'];
    const batch = [...single, ...single, ...single, ...single, ...chords, ...chords, ...chords, ...chords];
    await xdotool('key', '--delay', '1', ...batch);
    for (const button of ['1', '2', '3', '4', '5']) {
      await xdotool('click', '--repeat', '4', '--delay', '1', button);
    }
    const moves = Array.from({ length: 20 }, (_, step) => ['mousemove', String(100 + step * 10), '200']);
    await xdotool(...moves.flat());
  }

  /** Waits for the lock's drain timer, not for a fixed time. */
  async function whenKeys(count: number): Promise<void> {
    if (keys.length >= count) return;
    await new Promise<void>((resolve) => {
      const stop = lock.onKey(() => {
        if (keys.length < count) return;
        stop();
        resolve();
      });
    });
  }

  beforeAll(async () => {
    server = new Talker(
      spawn('Xvfb', ['-displayfd', '1', '-screen', '0', '800x600x24', '-nolisten', 'tcp'], {
        stdio: ['ignore', 'pipe', 'ignore'],
      }),
    );
    display = `:${await server.next()}`;
    witness = new Talker(
      spawn(process.execPath, [new URL('x11-witness.fixture.ts', import.meta.url).pathname], {
        stdio: ['pipe', 'pipe', 'inherit'],
        env: { ...process.env, DISPLAY: display },
      }),
    );
    expect(await witness.next()).toBe('ready');
    lock = await chooseLock({
      platform: 'linux',
      environment: { DISPLAY: display },
      clock,
      timers: systemTimers,
      attached: () => [],
      report: (code) => faults.push(code),
    });
    lock.onKey((key) => keys.push(key));
  });

  afterEach(async () => {
    await lock.release();
    await witness.ask('ungrab');
    await arrived();
    keys.length = 0;
  });

  afterAll(() => {
    witness?.stop();
    server?.stop();
  });

  it('lets everything through before, nothing while locked, and everything again afterwards', async () => {
    await everything();
    const before = await arrived();
    expect(before.keys).toBe(88);
    expect(before.buttons).toBe(20);
    expect(before.motions).toBeGreaterThanOrEqual(20);

    expect(await lock.engage()).toEqual({ ok: true, value: undefined });
    expect(lock.state.name).toBe('locked');
    await arrived();
    await everything();
    expect((await lock.verify()).ok).toBe(true);
    expect(await arrived()).toEqual({ keys: 0, buttons: 0, motions: 0 });

    await lock.release();
    await everything();
    const after = await arrived();
    expect(after.keys).toBe(before.keys);
    expect(after.buttons).toBe(before.buttons);
    expect(after.motions).toBeGreaterThanOrEqual(20);
    expect(faults).toEqual([]);
  });

  it.each(CHECKLIST.map((row) => [row.id, row.what, row] as const))(
    '%s while locked reaches nobody, and arrives again afterwards: %s',
    async (_id, _what, row) => {
      const press = async (): Promise<void> => {
        const actions = row.chords.flatMap((chord) => {
          const pressed = keysOf(chord, X11_NAMES);
          return [
            ...pressed.flatMap((key) => ['keydown', key]),
            ...pressed.toReversed().flatMap((key) => ['keyup', key]),
          ];
        });
        await xdotool(...actions);
      };
      await lock.engage();
      await press();
      expect((await lock.verify()).ok).toBe(true);
      expect(await arrived()).toEqual({ keys: 0, buttons: 0, motions: 0 });
      await lock.release();
      await press();
      // The server keeps some chords for itself (the text consoles), and xdotool adds a Shift to some keys.
      const pressedKeys = row.chords.flatMap((chord) => chord.split('+')).length;
      expect((await arrived()).keys).toBeGreaterThan(pressedKeys / 2);
    },
  );

  it('reads the PIN itself: both rows of digits, Enter, BackSpace, and nothing else', async () => {
    await lock.engage();
    await xdotool('key', '--delay', '1', '1', 'x', 'KP_2', 'F5', '3', 'BackSpace', 'KP_Enter', 'Return');
    await whenKeys(6);
    expect(keys).toEqual([
      { kind: 'digit', digit: '1' },
      { kind: 'digit', digit: '2' },
      { kind: 'digit', digit: '3' },
      { kind: 'backspace' },
      { kind: 'enter' },
      { kind: 'enter' },
    ]);
    expect(await arrived()).toMatchObject({ keys: 0 });
  });

  it('tells a held Escape from a tapped one, auto-repeat or not', async () => {
    await lock.engage();
    await xdotool('key', 'Escape');
    await whenKeys(1);
    await xdotool('keydown', 'Escape');
    await whenKeys(2);
    await xdotool('keyup', 'Escape', 'key', '7');
    await whenKeys(3);
    expect(keys).toEqual([{ kind: 'close-panel' }, { kind: 'open-panel' }, { kind: 'digit', digit: '7' }]);
  });

  it('refuses while another program holds the keyboard, and holds once that one lets go', async () => {
    expect(await witness.ask('grab')).toBe('0');
    expect(await lock.engage()).toEqual({
      ok: false,
      refusal: { code: 'lock-keyboard-busy', detail: 'last answer: already-grabbed' },
    });
    expect(lock.state).toEqual({ name: 'open' });
    const engaging = lock.engage();
    await witness.ask('ungrab');
    expect((await engaging).ok).toBe(true);
  });

  it('refuses the keyboard to others while it holds it', async () => {
    await lock.engage();
    expect(await witness.ask('grab')).toBe('1');
  });

  it('says that there is no lock where there is no display', async () => {
    const nowhere = await chooseLock({
      platform: 'linux',
      environment: { DISPLAY: ':65000' },
      clock,
      timers: systemTimers,
      attached: () => [],
      report: () => undefined,
    });
    expect(await nowhere.engage()).toMatchObject({ ok: false, refusal: { code: 'lock-unsupported' } });
  });

  it('R05: a thousand cycles on the server leave it usable, and no handle behind', async () => {
    const cycles = async (count: number): Promise<{ handles: number; megabytes: number }> => {
      for (let cycle = 0; cycle < count; cycle += 1) {
        expect((await lock.engage()).ok).toBe(true);
        await lock.release();
      }
      const megabytes = process.memoryUsage().rss / 2 ** 20;
      return { handles: readdirSync('/proc/self/fd').length, megabytes };
    };
    const before = await cycles(200);
    const after = await cycles(800);
    expect(after.handles).toBe(before.handles);
    // Normal growth of the runtime; a leak of a connection's buffers would be ten times as much.
    expect(after.megabytes - before.megabytes).toBeLessThan(40);
    await xdotool('key', 'a', 'click', '1');
    expect(await arrived()).toMatchObject({ keys: 1, buttons: 1 });
  });
});
