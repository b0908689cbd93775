import { describe, expect, it } from 'vitest';
import { EvdevHold } from './evdev/hold.ts';
import { FakeInputSystem, KEYBOARD, MOUSE } from './evdev/input-system.fixture.ts';
import { FailingCall } from './failing-call.fixture.ts';
import type { Hold } from './hold.ts';
import { FakeTime } from './time.fixture.ts';
import { FakeHookSystem } from './windows/hook-system.fixture.ts';
import { HooksHold } from './windows/hooks-hold.ts';
import { FakeXServer } from './x-server.fixture.ts';
import { X11Lock } from './x11-lock.ts';

/**
 * Makes every system call of a lock fail in turn (R32, R33): whatever fails, a lock that reports locked is
 * covered, and an order to release releases everything.
 */

/** One implementation over its simulated system. */
type World = {
  readonly time: FakeTime;
  readonly failing: FailingCall;
  engage(): Promise<{ readonly ok: boolean }>;
  prove(): Promise<{ readonly ok: boolean }>;
  release(): Promise<void>;
  isHeld(): boolean;
  isCovered(): boolean;
  isFree(): boolean;
};

const ofHold = (hold: Hold) => ({
  engage: () => hold.engage(),
  prove: () => hold.prove(),
  release: () => hold.release(),
  isHeld: () => hold.isHeld,
});

function evdev(at: number): World {
  const failing = new FailingCall(at);
  const system = new FakeInputSystem();
  system.plug('event0', KEYBOARD);
  system.plug('event1', MOUSE);
  const time = new FakeTime();
  const hold = new EvdevHold({
    system: failing.wrap(system),
    gate: { shut: () => 'shut', unshut: () => undefined, stop: () => undefined },
    descriptorStore: { keep: () => undefined, drop: () => undefined },
    clock: time,
    timers: time,
    allowed: [],
    marker: () => 7,
    report: () => undefined,
  });
  return {
    ...ofHold(hold),
    time,
    failing,
    isCovered: () => system.list().every((node) => system.isHeld(node)),
    isFree: () => system.isFree(),
  };
}

function windows(at: number): World {
  const failing = new FailingCall(at);
  const system = new FakeHookSystem();
  const time = new FakeTime();
  let marks = 0;
  const hold = new HooksHold({
    system: failing.wrap(system),
    settings: failing.wrap(system),
    clock: time,
    timers: time,
    marker: () => (marks += 1),
    giveUp: () => system.giveUp(),
    report: () => undefined,
  });
  return {
    ...ofHold(hold),
    time,
    failing,
    isCovered: () => system.isHooked,
    isFree: () => !system.isHooked,
  };
}

function x11(at: number): World {
  const failing = new FailingCall(at);
  const server = new FakeXServer();
  const time = new FakeTime();
  const lock = new X11Lock({
    server: failing.wrap(server),
    clock: time,
    timers: time,
    attached: () => [],
    report: () => undefined,
  });
  const { holders } = server;
  return {
    time,
    failing,
    engage: () => lock.engage(),
    prove: () => lock.verify(),
    release: () => lock.release(),
    isHeld: () => lock.state.name === 'locked',
    isCovered: () => holders.keyboard !== null && holders.pointer === holders.keyboard,
    isFree: () => holders.keyboard === null && holders.pointer === null,
  };
}

/** Engage, prove, hold for a while, prove again, release: every use the lock makes of its system. */
async function visit(world: World): Promise<void> {
  for (const order of ['engage', 'prove', 'wait', 'prove', 'prove'] as const) {
    if (order === 'wait') {
      for (let step = 0; step < 3; step += 1) world.time.advance(1000);
      continue;
    }
    if ((await world[order]()).ok) expect(world.isCovered(), `${order}, ${world.failing.failed}`).toBe(true);
  }
  await world.release();
}

describe.each([
  ['evdev', evdev],
  ['windows', windows],
  ['x11', x11],
] as const)('whichever call fails: %s', (_name, make) => {
  it('what is proven is covered, and a release gives everything back', async () => {
    const whole = make(0);
    await visit(whole);
    expect(whole.isFree()).toBe(true);
    const { calls } = whole.failing;
    expect(calls).toBeGreaterThan(10);
    for (let at = 1; at <= calls; at += 1) {
      const world = make(at);
      await visit(world);
      // A second order, from somebody who saw that the first did not help.
      if (!world.isFree()) await world.release();
      expect({ at, failed: world.failing.failed, isHeld: world.isHeld(), isFree: world.isFree() }).toEqual({
        at,
        failed: world.failing.failed,
        isHeld: false,
        isFree: true,
      });
      expect(world.time.repeating, world.failing.failed).toBe(0);
    }
  });

  it('a lock that failed once holds the next time', async () => {
    const whole = make(0);
    await whole.engage();
    for (let at = 1; at <= whole.failing.calls; at += 1) {
      const world = make(at);
      await world.engage();
      await world.release();
      expect((await world.engage()).ok, `${at}: ${world.failing.failed}`).toBe(true);
      expect(world.isCovered()).toBe(true);
      await world.release();
    }
  });
});
