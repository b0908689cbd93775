import { execFileSync, spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
} from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { STRIP_HEIGHT } from '../../shared/ipc/layout.ts';
import { electronRuntime } from '../../scripts/electron-path.ts';
import { nodeModules } from '../../scripts/setup/places.mjs';
import { bundleProgram } from './bare-meeting/bundle-program.ts';
import type { CageFacts } from './cage/program.ts';

const UNIT = fileURLToPath(new URL('../../assets/linux/systemd/child-link-station.service', import.meta.url));
const INSTALLED = '/opt/child-link-station/child-link-station';
const PATIENCE_MS = 60_000;
/** cage refuses to run as root. */
const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;
const missing = ['cage', 'Xwayland', 'xdotool', 'setpriv'].filter(
  (program) => spawnSync('which', [program]).status !== 0,
);

/** cage asks for input devices through a seat, which only root can give here. */
const hasNoInput =
  isRoot && (!existsSync('/sys/class/input') || readdirSync('/sys/class/input').length === 0);
const hasSeat = spawnSync('which', ['seatd']).status === 0 && !existsSync('/run/seatd.sock');

let folder = '';
let electron = '';
beforeAll(async () => {
  if (missing.length > 0) return;
  folder = mkdtempSync(path.join(tmpdir(), 'child-link-cage-'));
  const program = path.join(folder, 'program');
  mkdirSync(program);
  await bundleProgram(fileURLToPath(new URL('./cage/program.ts', import.meta.url)), program);
  // Another account than root's must be able to read both.
  electron = path.join(folder, 'electron');
  cpSync(path.dirname(electronRuntime().binary), electron, { recursive: true });
  rmSync(path.join(program, 'node_modules'));
  for (const name of ['koffi', '@koromix/koffi-linux-x64'])
    cpSync(path.join(nodeModules, name), path.join(program, 'node_modules', name), { recursive: true });
  execFileSync('chmod', ['-R', 'a+rX', folder]);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Starts the program in cage, without a screen; `command` is what cage starts before the program's own arguments. */
function inCage(command: readonly string[]): CageFacts {
  const home = mkdtempSync(path.join(folder, 'home-'));
  chmodSync(home, 0o700);
  if (isRoot) chownSync(home, NOBODY, NOBODY);
  const facts = path.join(home, 'facts.json');
  const drop = isRoot ? ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups'] : [];
  const [first = '', ...rest] = [
    ...drop,
    ...['cage', '-d', '--', ...command],
    ...['--no-sandbox', '--disable-gpu', path.join(folder, 'program')],
  ];
  const { stderr } = spawnSync(first, rest, {
    encoding: 'utf8',
    timeout: PATIENCE_MS,
    env: {
      PATH: process.env['PATH'],
      HOME: home,
      XDG_RUNTIME_DIR: home,
      ...environmentOfUnit(),
      CAGE_FACTS: facts,
      WLR_BACKENDS: 'headless',
      WLR_RENDERER: 'pixman',
    },
  });
  if (!existsSync(facts)) throw new Error(`The program did not end as it should: ${stderr}`);
  return JSON.parse(readFileSync(facts, 'utf8')) as CageFacts;
}

/** Starts `true` in cage on a seat of this machine. Returns the exit code, and what cage said. */
async function onSeat(
  environment: Readonly<Record<string, string>>,
): Promise<readonly [number | null, string]> {
  const home = mkdtempSync(path.join(folder, 'seat-'));
  chownSync(home, NOBODY, NOBODY);
  const seat = spawn('seatd', ['-u', 'nobody'], {
    stdio: 'ignore',
    env: { ...process.env, SEATD_VTBOUND: '0' },
  });
  const ended = once(seat, 'exit');
  try {
    await expect.poll(() => existsSync('/run/seatd.sock'), { timeout: PATIENCE_MS }).toBe(true);
    const drop = [`--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups'];
    const { status, stderr } = spawnSync('setpriv', [...drop, 'cage', '-d', '--', 'true'], {
      encoding: 'utf8',
      timeout: PATIENCE_MS,
      env: {
        PATH: process.env['PATH'],
        HOME: home,
        XDG_RUNTIME_DIR: home,
        LIBSEAT_BACKEND: 'seatd',
        WLR_BACKENDS: 'headless,libinput',
        WLR_RENDERER: 'pixman',
        ...environment,
      },
    });
    return [status, stderr];
  } finally {
    seat.kill();
    await ended;
  }
}

/** What the unit puts into the environment. */
function environmentOfUnit(): Record<string, string> {
  const lines = readFileSync(UNIT, 'utf8').matchAll(/^Environment=(.+)$/gmu);
  const words = [...lines].flatMap(([, line = '']) => line.split(' '));
  return Object.fromEntries(words.map((word) => word.split('=', 2)));
}

/** What the unit has cage start, with the Electron of the tests in the station's place. */
function commandOfUnit(): readonly string[] {
  const line = /^ExecStart=\/usr\/bin\/cage -d -- (.+)$/mu.exec(readFileSync(UNIT, 'utf8'))?.[1] ?? '';
  const words = line.split(' ');
  expect(words.at(-1)).toBe(INSTALLED);
  return [...words.slice(0, -1), path.join(electron, 'electron')];
}

describe.skipIf(missing.length > 0)(
  `the station in cage, as its unit starts it${missing.length > 0 ? ` (not installed: ${missing.join(', ')})` : ''}`,
  () => {
    it('disables its window while locked, and keeps a page’s lists below the notice strip (R22, R32)', () => {
      const facts = inCage(commandOfUnit());
      expect(facts).toMatchObject({ barrier: { ok: true }, isEnabled: false, workAreaTop: STRIP_HEIGHT });
      expect(facts.popupTops).toHaveLength(1);
      expect(Math.min(...facts.popupTops)).toBeGreaterThanOrEqual(STRIP_HEIGHT);
      expect(facts.reports).toEqual([]);
    });

    it.skipIf(!hasNoInput || !hasSeat)(
      'From the field: starts on a machine without an input device, where cage ends by itself',
      async () => {
        const { WLR_LIBINPUT_NO_DEVICES: _setting, ...others } = environmentOfUnit();
        const [code, said] = await onSeat(others);
        expect(code).not.toBe(0);
        expect(said).toContain('no input devices');
        expect(await onSeat(environmentOfUnit())).toMatchObject([0, expect.anything()]);
      },
    );

    it('From the field: starts again when its last display has ended it', () => {
      // Whatever cage's exit code is: before 0.2.0 it ends normally with its last display (`test:hardware -- --only display`).
      expect(readFileSync(UNIT, 'utf8')).toMatch(/^Restart=always$/mu);
    });

    it('says on native Wayland that the second barrier is not there', () => {
      const facts = inCage([
        ...['/usr/bin/env', '-u', 'DISPLAY', path.join(electron, 'electron')],
        '--ozone-platform=wayland',
      ]);
      expect(facts).toMatchObject({ barrier: { ok: false }, isEnabled: true, workAreaTop: 0 });
    });
  },
);
