import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
} from 'node:fs';
import { connect } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { CHECKLIST, keysOf, QEMU_NAMES } from '../../../electron/lockout/checklist.fixture.ts';
import { linuxInputSystem } from '../../../electron/lockout/evdev/linux-input-system.ts';
import type { PanelKey } from '../../../electron/lockout/lock.ts';
import { keys, move, plug, quantiles, type, unplug, until } from './control.ts';
import { UinputKeyboard } from '../../practice/uinput-keyboard.ts';
import { eventNodes, madeAtMs, nodeAtPort } from './kernel.ts';
import { FOLDER, makeLock, startHelper } from './lock-maker.ts';
import { helpers, NOTHING, Witness, type Arrivals } from './lock-witness.ts';
import { HEADSET, KEYBOARD, Uhid } from './uhid.ts';

/** Each test's limit is set where the tests are started. */
const SUITE_TIMEOUT_MS = 60 * 60_000;
const NOBODY = 65534;
/** Two processes restart, each in many seconds where the processor is emulated and shared. */
const RESTART_TIMEOUT_MS = 100_000;
const TYPED = ['a', 'b', 'ret', '5', 'esc', 'f1', 'tab', 'spc'];

/** What the udev rule does, for another group. */
function giveTo(group: number): void {
  for (const node of eventNodes()) {
    chownSync(`/dev/input/${node}`, 0, group);
    chmodSync(`/dev/input/${node}`, 0o660);
  }
}

const descriptorsOf = (pid: number): number => readdirSync(`/proc/${pid}/fd`).length;
const megabytesOf = (pid: number): number =>
  Number(/^VmRSS:\s+(\d+)/mu.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1]) / 1024;
/** Normal growth of a runtime; a leak of a device's buffers at each cycle would be far more. */
const GROWTH_LIMIT_MB = 40;

export function lockTests({ replugs, cycles }: { readonly replugs: number; readonly cycles: number }): void {
  describe('the lock', { timeout: SUITE_TIMEOUT_MS }, () => lockSuite(replugs, cycles));
}

function lockSuite(replugs: number, cycles: number): void {
  let witness: Witness;
  const { lock, link } = makeLock(() => startHelper());
  const panel: PanelKey[] = [];
  lock.onKey((key) => panel.push(key));

  const nothing = (arrivals: Arrivals): void => assert.deepEqual(arrivals, NOTHING);

  async function input(): Promise<void> {
    await type(TYPED);
    for (let step = 0; step < 5; step += 1) await move();
  }

  async function engage(): Promise<void> {
    const engaged = await lock.engage();
    assert.ok(engaged.ok, engaged.ok ? '' : JSON.stringify(engaged.refusal));
    assert.equal(lock.state.name, 'locked');
  }

  before(async () => {
    await plug('usb-mouse', 'mouse', 2);
    await plug('usb-kbd', 'keyboard', 1);
    await until('keyboard and mouse', () => nodeAtPort(1) !== null && nodeAtPort(2) !== null);
    witness = new Witness();
    assert.equal(await witness.line(), 'ready');
    startHelper(['--stay']);
    await until('the helper', () => existsSync(`${FOLDER}/lock.sock`), 60_000);
  });

  after(async () => {
    await lock.release();
    link.close();
    witness.stop();
    const { guardian } = helpers();
    if (guardian !== null) process.kill(guardian, 'SIGTERM');
  });

  test('everything arrives before, nothing while locked, everything after', async (t) => {
    const before = await witness.during(input);
    assert.equal(before.presses, TYPED.length);
    assert.ok(before.console >= TYPED.length - 1, `console: ${before.console}`);
    // The mouse merges moves that come together.
    assert.ok(before.moves >= 1);
    await engage();
    panel.length = 0;
    nothing(await witness.during(input));
    nothing(
      await witness.during(async () => {
        // L01, L02: other consoles, the three keys, SysRq.
        await keys(['ctrl', 'alt'], true);
        await type(['f2', 'f1', 'delete']);
        await keys(['ctrl'], false);
        await type(['sysrq']);
        await keys(['sysrq'], true);
        await type(['h', 'r']);
        await keys(['sysrq'], false);
        await keys(['alt'], false);
      }),
    );
    await until('the keys to be read by the lock', () => panel.length >= 3);
    assert.deepEqual(panel.slice(0, 3), [
      { kind: 'enter' },
      { kind: 'digit', digit: '5' },
      { kind: 'close-panel' },
    ]);
    await lock.release();
    const after = await witness.during(input);
    assert.equal(after.presses, TYPED.length);
    assert.ok(after.moves >= 1);
    t.diagnostic(`arrived before ${before.presses}, while locked 0, after ${after.presses}`);
  });

  test('every row of the checklist that a keyboard can try reaches nobody', async (t) => {
    await engage();
    let pressed = 0;
    for (const row of CHECKLIST) {
      const arrived = await witness.during(async () => {
        for (const chord of row.chords) {
          const names = keysOf(chord, QEMU_NAMES);
          pressed += names.length;
          for (const name of names) await keys([name], true);
          for (const name of names.toReversed()) await keys([name], false);
        }
      });
      assert.deepEqual(arrived, NOTHING, `${row.id} ${row.what}`);
    }
    assert.ok((await lock.verify()).ok);
    await lock.release();
    t.diagnostic(`rows ${CHECKLIST.length}, keys pressed ${pressed}, arrived 0`);
  });

  test('a held Escape opens the panel, and only it', async () => {
    await engage();
    panel.length = 0;
    nothing(
      await witness.during(async () => {
        await keys(['esc'], true);
        await until('the panel key', () => panel.length > 0);
        await keys(['esc'], false);
      }),
    );
    assert.deepEqual(panel, [{ kind: 'open-panel' }]);
    await lock.release();
  });

  test('a key held at the grab neither repeats for others nor stays down (K12)', async () => {
    await keys(['a'], true);
    await pause(200);
    const during = await witness.during(engage);
    assert.equal(during.releases, 1);
    nothing(await witness.during(() => pause(1000)));
    await keys(['a'], false);
    await lock.release();
    const node = linuxInputSystem.open(nodeAtPort(1) ?? '');
    assert.ok(node.ok);
    assert.deepEqual(node.value.keysDown(), []);
    node.value.close();
    assert.equal((await witness.during(() => type(['b']))).presses, 1);
  });

  test('a device that another program holds refuses the lock, and everything else is free again (L06)', async () => {
    const mouse = linuxInputSystem.open(nodeAtPort(2) ?? '');
    assert.ok(mouse.ok);
    assert.equal(mouse.value.grab(), 'granted');
    const engaged = await lock.engage();
    assert.ok(!engaged.ok);
    assert.equal(engaged.refusal.code, 'lock-device-busy');
    assert.match(engaged.refusal.detail, /^event\d+ \(QEMU QEMU USB Mouse\): another program holds it$/);
    assert.equal(lock.state.name, 'open');
    mouse.value.close();
    assert.equal((await witness.during(() => type(['b']))).presses, 1);
  });

  test('without permission the lock is refused and the rule is named; with the rule’s rights it holds (L07)', async () => {
    const folder = '/tmp/nobody';
    mkdirSync(folder, { mode: 0o700 });
    chownSync(folder, NOBODY, NOBODY);
    const other = makeLock(() => startHelper(['--stay'], folder, NOBODY), folder);
    const refused = await other.lock.engage();
    assert.ok(!refused.ok);
    assert.equal(refused.refusal.code, 'lock-device-denied');
    assert.match(refused.refusal.detail, /70-child-link-input\.rules/);
    giveTo(NOBODY);
    const engaged = await other.lock.engage();
    assert.ok(engaged.ok, engaged.ok ? '' : engaged.refusal.detail);
    nothing(await witness.during(input));
    // A newly plugged device belongs to root at first: uncovered, and reported so, until the rule has run.
    const fresh = new Uhid({ name: 'Sample Keyboard', vendor: 1, product: 1, descriptor: KEYBOARD });
    await until('the lock to be degraded', () => other.lock.state.name === 'degraded');
    giveTo(NOBODY);
    await until('the lock to be whole again', () => other.lock.state.name === 'locked');
    fresh.destroy();
    await other.lock.release();
    other.link.close();
    giveTo(0);
    spawnSync('sh', [
      '-c',
      `for p in /proc/[0-9]*; do if tr '\\0' ' ' < $p/cmdline | grep -q '/tmp/nobody'; then kill -9 \${p#/proc/}; fi; done`,
    ]);
  });

  test('a virtual keyboard made while locked reaches nobody but the panel (L04)', async () => {
    await engage();
    panel.length = 0;
    nothing(
      await witness.during(async () => {
        const keyboard = new UinputKeyboard();
        // The node appears first; what is typed before it is taken would be the gap that the next test
        // measures.
        await pause(1500);
        await keyboard.type(['a', '4', '7', 'BackSpace', 'Return']);
        await until('its keys', () => panel.length >= 4);
        keyboard.close();
      }),
    );
    assert.deepEqual(panel, [
      { kind: 'digit', digit: '4' },
      { kind: 'digit', digit: '7' },
      { kind: 'backspace' },
      { kind: 'enter' },
    ]);
    await lock.release();
  });

  test('orders without the token are not obeyed', async () => {
    await engage();
    for (const first of [
      '{"id":1,"order":"release"}',
      '{"id":1,"order":"hello","token":"wrong"}',
      'nonsense',
    ]) {
      const socket = connect(`${FOLDER}/lock.sock`);
      socket.on('error', () => undefined);
      socket.write(`${first}\n{"id":2,"order":"release"}\n`);
      await new Promise((resolve) => socket.once('close', resolve));
    }
    assert.ok((await lock.verify()).ok);
    nothing(await witness.during(input));
    await lock.release();
  });

  test('the station is killed: nothing is given back, and the next one finds it held', async () => {
    const station = spawn(process.execPath, ['build/hardware/station.mjs'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [said] = await new Promise<[Buffer]>((resolve) =>
      station.stdout.once('data', (data) => resolve([data])),
    );
    assert.equal(String(said).trim(), 'locked');
    nothing(
      await witness.during(async () => {
        await type(['a']);
        station.kill('SIGKILL');
        await type(['b', 'c', '7']);
      }),
    );
    await engage();
    nothing(await witness.during(input));
    await lock.release();
    assert.equal((await witness.during(() => type(['b']))).presses, 1);
  });

  for (const victim of ['worker', 'guardian'] as const) {
    test(`the ${victim} is killed: no key gets through, and it is soon served again`, async (t) => {
      await engage();
      const before = helpers();
      const pid = before[victim];
      assert.ok(pid !== null);
      let servedMs = 0;
      nothing(
        await witness.during(async () => {
          await type(['a']);
          const killedAt = performance.now();
          process.kill(pid, 'SIGKILL');
          const typing = type(['b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k']);
          await until('a new one', async () => {
            const now = helpers();
            const isNew =
              now[victim] !== null && now[victim] !== pid && now.worker !== null && now.guardian !== null;
            return isNew && (await lock.verify()).ok;
          });
          servedMs = performance.now() - killedAt;
          await typing;
          await type(['l', 'm']);
        }),
      );
      panel.length = 0;
      await type(['4']);
      await until('a key', () => panel.length === 1);
      t.diagnostic(
        `${victim} killed → proven again: ${servedMs.toFixed(0)} ms, keys that got through: 0 of 13`,
      );
      await lock.release();
      assert.equal((await witness.during(() => type(['b']))).presses, 1);
    });
  }

  test('both are killed at once: the lock comes back by itself, and the gap is known', async (t) => {
    await engage();
    const { guardian, worker } = helpers();
    assert.ok(guardian !== null && worker !== null);
    const killedAtMs = Date.now();
    let isTyping = true;
    const arrived = await witness.during(async () => {
      process.kill(guardian, 'SIGKILL');
      process.kill(worker, 'SIGKILL');
      const typing = (async () => {
        while (isTyping) await type(['x']);
      })();
      await until('the loss to be seen', () => lock.state.name === 'degraded');
      await until('the lock to be whole again', () => lock.state.name === 'locked', RESTART_TIMEOUT_MS);
      isTyping = false;
      await typing;
    });
    const { lastConsoleAtMs } = await witness.arrived();
    nothing(await witness.during(input));
    t.diagnostic(
      `gap ${Math.max(0, lastConsoleAtMs - killedAtMs)} ms, keys that got through in it: ${arrived.presses}`,
    );
    await lock.release();
  });

  test('a new device that no gate keeps out is soon blocked', async (t) => {
    await engage();
    const blockedMs: number[] = [];
    let sent = 0;
    let leaked = 0;
    for (let time = 0; time < 8; time += 1) {
      const known = new Set(eventNodes());
      const first = await witness.arrived();
      const keyboard = new Uhid({ name: 'Sample Keyboard', vendor: 1, product: 2, descriptor: KEYBOARD });
      const endsAt = performance.now() + 1000;
      let node: string | undefined;
      while (performance.now() < endsAt) {
        keyboard.report([0, 0, 4, 0, 0, 0, 0, 0]);
        keyboard.report([0, 0, 0, 0, 0, 0, 0, 0]);
        sent += 1;
        await pause(5);
        node ??= eventNodes().find((name) => !known.has(name));
      }
      const last = await witness.arrived();
      assert.ok(node !== undefined);
      leaked += last.console - first.console;
      blockedMs.push(last.console === first.console ? 0 : Math.max(0, last.lastConsoleAtMs - madeAtMs(node)));
      keyboard.destroy();
      await until('the keyboard to be gone', () => !eventNodes().includes(node));
    }
    t.diagnostic(`device node → blocked: ${quantiles(blockedMs)}; ${leaked} of ${sent} keys got through`);
    await lock.release();
  });

  test('a keyboard plugged into USB while locked reaches nobody but the panel (L03)', async (t) => {
    await engage();
    let sent = 0;
    const arrived = await witness.during(async () => {
      for (let time = 0; time < replugs; time += 1) {
        await unplug('keyboard');
        await until('the keyboard to be gone', () => nodeAtPort(1) === null);
        await plug('usb-kbd', 'keyboard', 1);
        for (let key = 0; key < 10; key += 1) await type(['a']);
        sent += 10;
        if (time % 10 !== 0) continue;
        panel.length = 0;
        await until('a digit from the keyboard', async () => {
          await type(['3']);
          await pause(50);
          return panel.some((one) => one.kind === 'digit' && one.digit === '3');
        });
      }
    });
    nothing(arrived);
    assert.equal(nodeAtPort(1), null);
    assert.ok((await lock.verify()).ok);
    await lock.release();
    await until('the keyboard to be an ordinary one again', () => nodeAtPort(1) !== null);
    await pause(1000);
    assert.equal((await witness.during(() => type(['b']))).presses, 1);
    assert.equal(readFileSync('/sys/bus/usb/drivers_autoprobe', 'latin1').trim(), '1');
    t.diagnostic(`keys that got through: 0 of ${sent} over ${replugs} replugs`);
  });

  test('the buttons of a headset still reach the station, and nobody else (L10, R36)', async () => {
    const headset = new Uhid({
      name: 'Sample Headset',
      vendor: 0x0b0e,
      product: 0x0e41,
      descriptor: HEADSET,
    });
    const raw = await until('its raw node', () =>
      readdirSync('/dev').find((name) => /^hidraw\d+$/.test(name)),
    );
    await engage();
    const file = openSync(`/dev/${raw}`, 'r');
    nothing(
      await witness.during(async () => {
        headset.report([2, 1]);
        headset.report([2, 0]);
        headset.report([1, 2]);
        await pause(50);
      }),
    );
    closeSync(file);
    await lock.release();
    headset.destroy();
  });

  test('locking and unlocking leaves nothing behind', async (t) => {
    await engage();
    await lock.release();
    const { guardian, worker } = helpers();
    assert.ok(guardian !== null && worker !== null);
    const before = [descriptorsOf(guardian), descriptorsOf(worker)];
    const megabytes = megabytesOf(worker);
    const provenMs: number[] = [];
    for (let cycle = 0; cycle < cycles; cycle += 1) {
      const startedAt = performance.now();
      await engage();
      provenMs.push(performance.now() - startedAt);
      await lock.release();
    }
    await pause(200);
    assert.deepEqual([descriptorsOf(guardian), descriptorsOf(worker)], before);
    const grownMb = megabytesOf(worker) - megabytes;
    assert.ok(grownMb < GROWTH_LIMIT_MB, `grown by ${grownMb} MB`);
    assert.equal((await witness.during(() => type(['b']))).presses, 1);
    t.diagnostic(
      `${cycles} cycles; the worker grew by ${grownMb.toFixed(1)} MB; no handle left, no key down`,
    );
    t.diagnostic(`leave → verified lock: ${quantiles(provenMs)}`);
  });
}
