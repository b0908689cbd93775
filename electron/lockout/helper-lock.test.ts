import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HelperLock } from './helper-lock.ts';
import { SocketLink } from './helper/helper-link.ts';
import { HelperServer } from './helper/helper-server.ts';
import { EvdevHold } from './evdev/hold.ts';
import { FakeInputSystem, KEYBOARD, MOUSE } from './evdev/input-system.fixture.ts';
import { StateFolder } from './helper/state-folder.ts';
import type { LockState, PanelKey } from './lock.ts';
import { FakeTime } from './time.fixture.ts';
import { systemTimers } from '../platform/timers.ts';

/** The real lock, socket, token and helper over a fake kernel. */
let folder: string;
const stops: (() => void)[] = [];

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'child-link-lock-'));
});
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
  rmSync(folder, { recursive: true, force: true });
});

async function startHelper(system: FakeInputSystem) {
  const state = new StateFolder(folder, false);
  const time = new FakeTime();
  const hold = new EvdevHold({
    system,
    gate: { shut: () => 'shut', unshut: () => undefined, stop: () => undefined },
    descriptorStore: { keep: () => undefined, drop: () => undefined },
    clock: time,
    timers: time,
    allowed: [],
    marker: () => 7,
    report: () => undefined,
  });
  const server = new HelperServer({
    hold,
    token: state.token(),
    remember: (isWanted) => state.rememberLock(isWanted),
    onIdle: () => undefined,
  });
  await server.listen(state.socket, state.socketMode);
  stops.push(() => server.close());
  return { state, time, hold, server };
}

/** Skips the wait for a helper that does not start. */
const impatient = {
  ...systemTimers,
  wait: (ms: number) => systemTimers.wait(ms <= 100 ? 0 : ms),
};

function makeLock(start: (() => void) | null = null, timers = systemTimers) {
  const faults: string[] = [];
  const report = (code: string): void => void faults.push(code);
  const link = new SocketLink({ folder, start, timers, report });
  const clock = {
    now: () => Date.UTC(2026, 0, 5),
    monotonicMs: () => performance.now(),
    status: () => 'unsynced' as const,
  };
  const lock = new HelperLock({
    kind: 'evdev',
    link,
    clock,
    timers: systemTimers,
    attached: () => ['Sample Keyboard'],
    report,
  });
  const keys: PanelKey[] = [];
  const states: LockState['name'][] = [];
  lock.onKey((key) => keys.push(key));
  lock.onState((state) => states.push(state.name));
  stops.push(() => link.close());
  const when = (name: LockState['name']): Promise<void> =>
    new Promise((resolve) => {
      if (lock.state.name === name) return resolve();
      const stop = lock.onState((state) => {
        if (state.name !== name) return;
        stop();
        resolve();
      });
    });
  return { lock, link, keys, states, faults, when };
}

function machine(): FakeInputSystem {
  const system = new FakeInputSystem();
  system.plug('event0', KEYBOARD);
  system.plug('event1', MOUSE);
  return system;
}

describe('a lock that a helper holds', () => {
  it('is locked with a proof, hands over keys, and is open after release', async () => {
    const system = machine();
    const { time, state } = await startHelper(system);
    const { lock, keys, states } = makeLock();
    expect((await lock.engage()).ok).toBe(true);
    expect(lock.state).toEqual({
      name: 'locked',
      proof: {
        kind: 'evdev',
        how: 'probe-swallowed',
        verifiedAt: '2026-01-05T00:00:00.000Z',
        attached: ['Sample Keyboard'],
      },
    });
    expect(state.isLockWanted).toBe(true);
    system.key('event0', 6, 1);
    time.advance(20);
    await lock.verify();
    expect(keys).toEqual([{ kind: 'digit', digit: '5' }]);
    await lock.release();
    expect(states).toEqual(['engaging', 'locked', 'locked', 'open']);
    expect(system.isFree()).toBe(true);
    expect(state.isLockWanted).toBe(false);
  });

  it('refuses with the helper’s own words and is open', async () => {
    const system = machine();
    const { state } = await startHelper(system);
    system.faults.add('denied');
    const { lock } = makeLock();
    expect(await lock.engage()).toMatchObject({ ok: false, refusal: { code: 'lock-device-denied' } });
    expect(lock.state).toEqual({ name: 'open' });
    expect(state.isLockWanted).toBe(false);
  });

  it('refuses where no helper is and none can be started', async () => {
    const { lock } = makeLock(null, impatient);
    expect(await lock.engage()).toMatchObject({ ok: false, refusal: { code: 'lock-helper-lost' } });
    expect(lock.state).toEqual({ name: 'open' });
  });

  it('starts a helper where none is', async () => {
    const system = machine();
    const { lock } = makeLock(() => void startHelper(system));
    expect((await lock.engage()).ok).toBe(true);
  });

  it('a station that died leaves it held, and the next one finds it so', async () => {
    const system = machine();
    const { hold } = await startHelper(system);
    const first = makeLock();
    await first.lock.engage();
    first.link.close();
    await first.when('degraded');
    const second = makeLock();
    expect(hold.isHeld).toBe(true);
    expect((await second.lock.engage()).ok).toBe(true);
    await second.lock.release();
    expect(system.isFree()).toBe(true);
  });

  it('a station that finds it held and does not want it gives it back', async () => {
    const system = machine();
    const { state } = await startHelper(system);
    const first = makeLock();
    await first.lock.engage();
    first.link.close();
    const second = makeLock();
    await second.lock.adopt();
    expect(second.lock.state.name).toBe('degraded');
    await second.lock.release();
    expect(second.lock.state.name).toBe('open');
    expect(system.isFree()).toBe(true);
    expect(state.isLockWanted).toBe(false);
  });

  it('a station that finds it held and wants it proves it, and reads its keys', async () => {
    const system = machine();
    const { time } = await startHelper(system);
    const first = makeLock();
    await first.lock.engage();
    first.link.close();
    const { lock, keys } = makeLock();
    await lock.adopt();
    expect(await lock.verify()).toMatchObject({ ok: true });
    system.key('event0', 6, 1);
    time.advance(20);
    await lock.verify();
    expect(keys).toEqual([{ kind: 'digit', digit: '5' }]);
  });

  it('a helper that holds nothing is not taken over', async () => {
    await startHelper(machine());
    const { lock } = makeLock();
    await lock.adopt();
    expect(lock.state).toEqual({ name: 'open' });
  });

  it('is degraded while the helper is away, and locked again when it is back', async () => {
    const system = machine();
    const helper = await startHelper(system);
    const { lock, when } = makeLock(() => void startHelper(system));
    await lock.engage();
    const degraded = when('degraded');
    helper.server.close();
    await degraded;
    await helper.hold.release();
    await when('locked');
    expect(system.isHeld('event0')).toBe(true);
  });

  it('is degraded while a new device is not covered, and says which', async () => {
    const system = machine();
    const { time } = await startHelper(system);
    const { lock, when } = makeLock();
    await lock.engage();
    system.faults.add('denied');
    const degraded = when('degraded');
    system.plug('event9', KEYBOARD);
    await degraded;
    expect(lock.state).toMatchObject({ uncovered: [expect.stringMatching(/^event9 \(Sample Keyboard\)/)] });
    system.faults.clear();
    const locked = when('locked');
    time.advance(100);
    await locked;
  });

  it.each([
    ['an order before the token', '{"id":1,"order":"release"}'],
    ['a wrong token', '{"id":1,"order":"hello","token":"wrong"}'],
    ['what is not JSON', 'release'],
    ['an order that does not exist', '{"id":1,"order":"unlock"}'],
    ['a line without an end', 'x'.repeat(40_000)],
  ])('%s ends the connection and nothing else', async (_what, line) => {
    const system = machine();
    await startHelper(system);
    const { lock } = makeLock();
    await lock.engage();
    const socket = connect(path.join(folder, 'lock.sock'));
    socket.on('error', () => undefined);
    socket.write(`${line}\n{"id":2,"order":"release"}\n`);
    await new Promise((resolve) => socket.once('close', resolve));
    expect(system.isHeld('event0')).toBe(true);
    expect((await lock.verify()).ok).toBe(true);
  });

  it('keys go to the station and to no other connection', async () => {
    const system = machine();
    const { time } = await startHelper(system);
    const { lock, keys } = makeLock();
    await lock.engage();
    const seen: string[] = [];
    const socket = connect(path.join(folder, 'lock.sock'));
    socket.on('data', (data) => seen.push(String(data)));
    await new Promise((resolve) => socket.once('connect', resolve));
    system.key('event0', 6, 1);
    time.advance(20);
    await lock.verify();
    socket.destroy();
    expect(keys).toHaveLength(1);
    expect(seen).toEqual([]);
  });

  it('verifying an open lock is refused', async () => {
    await startHelper(machine());
    expect(await makeLock().lock.verify()).toMatchObject({
      ok: false,
      refusal: { code: 'lock-not-engaged' },
    });
  });

  it('three hundred cycles leave nothing behind', async () => {
    const system = machine();
    await startHelper(system);
    const { lock } = makeLock();
    for (let cycle = 0; cycle < 300; cycle += 1) {
      expect((await lock.engage()).ok).toBe(true);
      await lock.release();
    }
    expect(system.opened).toBe(system.closed);
  });
});
