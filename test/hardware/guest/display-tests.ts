import assert from 'node:assert/strict';
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import path from 'node:path';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { until } from './control.ts';
import { display, isLit, makeDisplaySwitch } from './display-switch.ts';

const execute = promisify(execFile);
const HOME = '/tmp/kiosk';
/** cage refuses to run as root. */
const NOBODY = 65_534;
/** An emulated processor needs most of a minute to start Electron. */
const START_LIMIT_MS = 240_000;
/** cage before 0.2.0 ends within a second of its last display. */
const ENDS_MS = 5000;
const DEVICE_MANAGERS = ['/lib/systemd/systemd-udevd', '/usr/lib/systemd/systemd-udevd'];
/** Prints the bounds of a window that covers the display, as the station's does. */
const PROGRAM = `const { app, BrowserWindow } = require('electron');
app.whenReady().then(() => {
  const window = new BrowserWindow({ frame: false, kiosk: true });
  window.loadURL('data:text/html,x');
  setInterval(() => console.log(JSON.stringify(window.getBounds())), 500);
});
`;

type Bounds = { readonly width: number; readonly height: number };

/** cage and a program in it, as the unit runs them: whatever ends, it starts again. */
class Kiosk {
  starts = 0;
  bounds: Bounds | null = null;
  #child: ChildProcess | null = null;
  #stopped = false;
  readonly #command: readonly string[];

  constructor(command: readonly string[]) {
    this.#command = command;
    this.#start();
  }

  #start(): void {
    this.starts += 1;
    this.bounds = null;
    const drop = [`--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups'];
    const child = spawn('setpriv', [...drop, 'cage', '-d', '--', ...this.#command], {
      stdio: ['ignore', 'pipe', 'ignore'],
      env: {
        PATH: process.env['PATH'],
        HOME,
        XDG_RUNTIME_DIR: HOME,
        XDG_SESSION_TYPE: 'wayland',
        LIBSEAT_BACKEND: 'seatd',
        WLR_BACKENDS: 'drm,libinput',
        WLR_LIBINPUT_NO_DEVICES: '1',
        WLR_RENDERER: 'pixman',
      },
    });
    this.#child = child;
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line.startsWith('{')) this.bounds = JSON.parse(line);
    });
    child.once('exit', () => {
      if (!this.#stopped) this.#start();
    });
  }

  stop(): void {
    this.#stopped = true;
    this.#child?.kill('SIGKILL');
  }
}

export function displayTests(electron: string): void {
  test('in cage, a display that is switched off and on has the window again, whether cage ends with it or not', async (t) => {
    await execute('modprobe', ['virtio-gpu']);
    makeDisplaySwitch();
    const manager = DEVICE_MANAGERS.find((file) => existsSync(file));
    assert.ok(manager !== undefined, 'cage hears of displays through udev, which is not installed');
    await execute(manager, ['--daemon']);
    await execute('udevadm', ['trigger', '--subsystem-match=drm', '--action=add']);
    const seat = spawn('seatd', ['-u', 'nobody'], {
      env: { ...process.env, SEATD_VTBOUND: '0' },
      stdio: 'ignore',
    });
    await until('the seat', () => existsSync('/run/seatd.sock'));
    mkdirSync(HOME, { mode: 0o700 });
    chownSync(HOME, NOBODY, NOBODY);
    mkdirSync('/srv/program', { recursive: true });
    writeFileSync('/srv/program/package.json', '{"main":"main.cjs"}');
    writeFileSync('/srv/program/main.cjs', PROGRAM);
    // Another account than root's must reach it.
    for (let folder = path.dirname(electron); folder !== '/'; folder = path.dirname(folder))
      chmodSync(folder, 0o755);
    const inX = ['env', '-u', 'WAYLAND_DISPLAY', 'XDG_SESSION_TYPE=x11', electron];
    const kiosk = new Kiosk([...inX, '--no-sandbox', '--disable-gpu', '/srv/program']);
    const covers = (): boolean => isLit() && (kiosk.bounds?.width ?? 0) > 0;
    try {
      await until('the window', covers, START_LIMIT_MS);
      const shown = kiosk.bounds;
      await display('off');
      await until('the display to go dark', () => !isLit());
      await pause(ENDS_MS);
      await until('the program without a display', () => kiosk.bounds, START_LIMIT_MS);
      t.diagnostic(`without a display ${JSON.stringify(kiosk.bounds)}, started ${kiosk.starts} times`);
      await display('detect');
      await until('the window to be there again', covers, START_LIMIT_MS);
      assert.deepEqual(kiosk.bounds, shown);
      t.diagnostic(`with it again ${JSON.stringify(kiosk.bounds)}, started ${kiosk.starts} times`);
    } finally {
      kiosk.stop();
      seat.kill();
    }
  });
}
