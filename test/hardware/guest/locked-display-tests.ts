import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { STRIP_HEIGHT } from '../../../shared/ipc/layout.ts';
import { readVisit } from '../../demo/records.ts';
import { keys, plug, takePicture, type, until } from './control.ts';
import { display, isLit, makeDisplaySwitch } from './display-switch.ts';
import { nodeAtPort } from './kernel.ts';
import { NOTHING, Witness } from './lock-witness.ts';

const execute = promisify(execFile);
const UNIT = 'child-link-station.service';
const DATA = '/var/lib/child-link';
const READY = '/run/child-link-station/ready';
/** An emulated processor needs minutes for a compositor, Electron and a page. */
const START_LIMIT_MS = 600_000;
const TEST_LIMIT_MS = 25 * 60_000;
/** cage before 0.2.0 ends within a second of its last display. */
const ENDS_MS = 20_000;
const EDGE_WIDTH = 8;
const HELD_MS = 3000;
const SETTLED_MS = 10_000;
/** The emulated display has no graphics processor. */
const DROP_IN = '[Service]\nEnvironment=WLR_RENDERER=pixman\n';

const systemctl = (...parameters: string[]): string =>
  spawnSync('systemctl', parameters, { encoding: 'utf8' }).stdout.trim();

/** Whether the kernel binds new USB devices to their drivers by itself: not while the lock holds. */
const isLocked = (): boolean => readFileSync('/sys/bus/usb/drivers_autoprobe', 'latin1').trim() === '0';
const isStarted = (): boolean => existsSync(READY);
/** At once: the test takes minutes. */
const say = (what: string): void =>
  void process.stderr.write(`# ${what} after ${Math.round(performance.now() / 1000)} s\n`);

type Picture = { readonly width: number; readonly height: number; readonly pixels: Buffer };

let pictures = 0;

/** What the display shows. A file of a new name each time: the guest keeps what it has read of the host's. */
async function picture(name: string): Promise<Picture> {
  pictures += 1;
  const file = path.resolve(`build/hardware/pictures/${pictures}-${name}.ppm`);
  await takePicture(file);
  const bytes = readFileSync(file);
  const header = /^P6\n(\d+) (\d+)\n255\n/.exec(bytes.toString('latin1', 0, 32));
  assert.ok(header !== null, 'the picture is no PPM');
  const [text, width, height] = header;
  return { width: Number(width), height: Number(height), pixels: bytes.subarray(text.length) };
}

/** The left edge of the notice strip with its bar, which every screen of a visit has at the top (R22), without its words. */
function stripEdge({ width, height, pixels }: Picture): string {
  const rows = Array.from({ length: Math.min(STRIP_HEIGHT, height) }, (_, row) =>
    pixels.toString('hex', row * width * 3, (row * width + EDGE_WIDTH) * 3),
  );
  return `${width}x${height}: ${[...new Set(rows)].join(' ')}`;
}

/** Its ground, its bar and a line: a page that is still empty has fewer kinds of rows. */
const showsStrip = (picture: Picture): boolean => stripEdge(picture).split(' ').length > 3;

/** The installed station, started by its units with the record of a visit that nobody supervised when it was killed. */
export function lockedDisplayTests(given: {
  readonly record: string;
  readonly session: string;
  readonly pin: string;
}): void {
  let witness: Witness;

  const nothingArrives = async (what: string): Promise<void> => {
    assert.ok(isLocked(), `not locked: ${what}`);
    assert.deepEqual(await witness.during(() => type(['a', 'tab', 'ret', 'f4'])), NOTHING, what);
  };
  /** Types until `condition`; nothing may arrive anywhere. */
  const typeUntil = async (what: string, condition: () => boolean): Promise<void> => {
    const arrived = await witness.during(() =>
      until(
        what,
        async () => {
          await type(['x']);
          return condition();
        },
        START_LIMIT_MS,
      ).then(() => undefined),
    );
    assert.deepEqual(arrived, NOTHING, what);
  };

  const restarts = (): number => Number(systemctl('show', '--property=NRestarts', '--value', UNIT));
  before(async () => {
    makeDisplaySwitch();
    await execute('modprobe', ['virtio-gpu']);
    await execute('cp', ['-a', `${given.record}/.`, DATA]);
    await execute('chown', ['-R', 'child-link:child-link', DATA]);
    writeFileSync('/etc/child-link/station.json', JSON.stringify({ dataFolder: DATA }));
    mkdirSync(`/run/systemd/system/${UNIT}.d`, { recursive: true });
    writeFileSync(`/run/systemd/system/${UNIT}.d/display.conf`, DROP_IN);
    systemctl('daemon-reload');
    await plug('usb-kbd', 'keyboard', 1);
    await until('the keyboard', () => nodeAtPort(1) !== null);
    systemctl('start', '--no-block', UNIT);
    await until('the station', isStarted, START_LIMIT_MS);
    say('started');
    witness = new Witness();
    assert.equal(await witness.line(), 'ready');
  });
  after(() => {
    witness.stop();
    systemctl('stop', UNIT);
    const units = ['--unit', UNIT, '--unit', 'child-link-lock.service', '--unit', 'systemd-logind.service'];
    process.stderr.write(spawnSync('journalctl', ['--no-pager', ...units]).stdout);
    process.stderr.write(spawnSync('grep', ['lock', `${DATA}/logs/station.log`]).stdout);
  });

  test(
    'locked in a visit, the station stays locked while its display is off, shows itself again, and opens to the PIN',
    { timeout: TEST_LIMIT_MS },
    async (t) => {
      await until('the lock', isLocked, START_LIMIT_MS);
      const shown = await until(
        'a screen',
        async () => {
          await pause(SETTLED_MS);
          const seen = await picture('before');
          return showsStrip(seen) ? stripEdge(seen) : null;
        },
        START_LIMIT_MS,
      );
      await nothingArrives('before');
      say('locked and shown');

      const startsBefore = restarts();
      await display('off');
      const darkAtMs = Date.now();
      await typeUntil('the display to go dark', () => !isLit());
      await typeUntil(
        'cage to end, or not',
        () => restarts() !== startsBefore || Date.now() - darkAtMs > ENDS_MS,
      );
      if (restarts() !== startsBefore)
        await typeUntil(
          'the station without a display',
          () => existsSync(READY) && statSync(READY).mtimeMs > darkAtMs,
        );
      await nothingArrives('without a display');
      say(`without a display: locked, ${restarts() - startsBefore} starts more,`);

      await display('detect');
      await typeUntil('the display to be lit', isLit);
      await until(
        'the screen',
        async () => {
          await pause(SETTLED_MS);
          return stripEdge(await picture('after')) === shown;
        },
        START_LIMIT_MS,
      );
      await nothingArrives('with the display again');
      say(`with it again: locked and shown, ${restarts() - startsBefore} starts more,`);

      await keys(['esc'], true);
      await pause(HELD_MS);
      await keys(['esc'], false);
      await pause(SETTLED_MS);
      for (const digit of given.pin) await type([digit]);
      await type(['ret']);
      await until('the PIN to open it', () => !isLocked(), START_LIMIT_MS);
      say('opened by the PIN');
      await pause(SETTLED_MS);
      assert.equal(stripEdge(await picture('opened')), shown);

      const starts = restarts() - startsBefore;
      systemctl('stop', UNIT);
      const visit = readVisit(DATA, given.session);
      const types = visit.lockEvents.map((event) => event.type);
      t.diagnostic(types.join(', '));
      assert.ok(visit.verified, 'the record is not whole');
      assert.ok(types.includes('facilitator.returned'), types.join(', '));
      const recoveries = visit.entries.filter((entry) => entry.type === 'session.recovered').length;
      t.diagnostic(`${recoveries} recoveries of the visit`);
      // Once for its first start here, and for each one that the display cost.
      assert.equal(recoveries, 1 + starts);
    },
  );
}
