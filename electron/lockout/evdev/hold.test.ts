import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FakeTime } from '../time.fixture.ts';
import type { PanelKey } from '../lock.ts';
import type { NodeFacts } from './grab-decision.ts';
import { EvdevHold, type Gate } from './hold.ts';
import {
  FakeInputSystem,
  INPUT_FAULTS,
  KEYBOARD,
  LID,
  MOUSE,
  POWER,
  TOUCH,
  type InputFault,
} from './input-system.fixture.ts';

const KEY_5 = 6;
const KEY_A = 30;

class FakeGate implements Gate {
  isShut = false;
  isPermitted = true;
  keys: (keys: readonly PanelKey[]) => void = () => undefined;

  shut(onKeys: (keys: readonly PanelKey[]) => void): 'shut' | 'open' {
    this.isShut = this.isPermitted;
    this.keys = onKeys;
    return this.isPermitted ? 'shut' : 'open';
  }

  unshut(): void {
    this.isShut = false;
  }

  stop(): void {}
}

function build(devices: Readonly<Record<string, NodeFacts>> = { event0: KEYBOARD, event1: MOUSE }) {
  const system = new FakeInputSystem();
  for (const [node, facts] of Object.entries(devices)) system.plug(node, facts);
  const time = new FakeTime();
  const gate = new FakeGate();
  const faults: string[] = [];
  const keys: PanelKey[] = [];
  const gaps: (readonly string[])[] = [];
  const kept = new Map<string, number>();
  const hold = new EvdevHold({
    system,
    gate,
    descriptorStore: {
      keep: (node, descriptor) => void kept.set(node, descriptor),
      drop: (node) => void kept.delete(node),
    },
    clock: time,
    timers: time,
    allowed: [{ vendor: 0x0b0e, product: 0x0e41 }],
    marker: () => 0x1234567,
    report: (code) => faults.push(code),
  });
  hold.onKey((key) => keys.push(key));
  hold.onUncovered((uncovered) => gaps.push(uncovered));
  return { system, time, gate, hold, faults, keys, gaps, kept };
}

function mayBeSeen(system: FakeInputSystem): number {
  return system.leaked.filter(({ value }) => value !== 0).length;
}

describe('taking hold of the input devices', () => {
  it('holds keyboard, mouse and touch panel, proves it, and leaves a switch alone', async () => {
    const { system, hold, kept } = build({ event0: KEYBOARD, event1: MOUSE, event2: TOUCH, event3: LID });
    const outcome = await hold.engage();
    expect(outcome).toEqual({
      ok: true,
      value: { how: 'probe-swallowed', held: ['Sample Keyboard', 'Sample Mouse', 'Sample Panel'] },
    });
    expect(['event0', 'event1', 'event2'].every((node) => system.isHeld(node))).toBe(true);
    expect(system.isHeld('event3')).toBe(false);
    expect([...kept.keys()]).toEqual(['event0', 'event1', 'event2']);
    expect(system.leaked).toEqual([]);
  });

  it('with a power button alone, says that nothing is attached, and never presses it', async () => {
    const { system, hold } = build({ event0: POWER });
    expect(await hold.engage()).toMatchObject({ ok: true, value: { how: 'nothing-attached' } });
    expect(system.isHeld('event0')).toBe(true);
    expect(system.leaked).toEqual([]);
  });

  it('holds on a machine without any device', async () => {
    expect(await build({}).hold.engage()).toMatchObject({ ok: true, value: { held: [] } });
  });

  it.each<[InputFault, string]>([
    ['denied', 'lock-device-denied'],
    ['open fault', 'lock-fault'],
    ['busy', 'lock-device-busy'],
    ['probe lost', 'lock-probe-missed'],
    ['inject fails', 'lock-probe-missed'],
    ['watch throws', 'lock-fault'],
  ])('refuses and gives everything back when: %s', async (fault, code) => {
    const { system, time, gate, hold, kept } = build();
    system.faults.add(fault);
    expect(await hold.engage()).toMatchObject({ ok: false, refusal: { code } });
    expect(hold.isHeld).toBe(false);
    expect(system.isFree()).toBe(true);
    expect(system.opened).toBe(system.closed);
    expect(system.watchers.size).toBe(0);
    expect(time.repeating).toBe(0);
    expect(gate.isShut).toBe(false);
    expect(kept.size).toBe(0);
  });

  it('names the device and the rule when it may not be opened', async () => {
    const { system, hold } = build({ event7: KEYBOARD });
    system.faults.add('denied');
    const outcome = await hold.engage();
    expect(outcome.ok ? '' : outcome.refusal.detail).toBe(
      'event7 (Sample Keyboard): no permission; install assets/linux/70-child-link-input.rules and put this user into the group child-link',
    );
  });

  it('waits for a rule that has not run yet', async () => {
    const { system, time, hold } = build();
    system.faults.add('denied');
    const wait = time.wait.bind(time);
    time.wait = (ms) => {
      if (time.nowMs >= 300) system.faults.clear();
      return wait(ms);
    };
    expect((await hold.engage()).ok).toBe(true);
  });

  it('waits for a key to go up before it takes the keyboard', async () => {
    const { system, time, hold } = build();
    system.key('event0', KEY_A, 1);
    const wait = time.wait.bind(time);
    time.wait = (ms) => {
      if (time.nowMs >= 100) system.key('event0', KEY_A, 0);
      return wait(ms);
    };
    expect((await hold.engage()).ok).toBe(true);
    expect(system.leaked).toEqual([
      { node: 'event0', code: KEY_A, value: 1 },
      { node: 'event0', code: KEY_A, value: 0 },
    ]);
  });

  it('puts in the release of a key that stays down, so that it is down for nobody', async () => {
    const { system, time, hold } = build();
    system.key('event0', KEY_A, 1);
    expect((await hold.engage()).ok).toBe(true);
    expect(time.nowMs).toBeGreaterThanOrEqual(1000);
    expect(system.leaked.at(-1)).toEqual({ node: 'event0', code: KEY_A, value: 0 });
  });

  it('is given up by a release that is ordered meanwhile', async () => {
    const { system, hold } = build();
    system.faults.add('busy');
    const engaging = hold.engage();
    const releasing = hold.release();
    expect(await engaging).toMatchObject({ ok: false, refusal: { code: 'lock-abandoned' } });
    await releasing;
    expect(system.isFree()).toBe(true);
  });

  it('engaging twice is one hold', async () => {
    const { hold, time } = build();
    expect((await Promise.all([hold.engage(), hold.engage()])).every((outcome) => outcome.ok)).toBe(true);
    expect(time.repeating).toBe(1);
  });
});

describe('while held', () => {
  it('hands digits to the panel and nothing to anybody else', async () => {
    const { system, time, hold, keys } = build();
    await hold.engage();
    system.key('event0', KEY_5, 1);
    system.key('event0', KEY_5, 0);
    system.key('event0', KEY_A, 1);
    time.advance(20);
    expect(keys).toEqual([{ kind: 'digit', digit: '5' }]);
    expect(system.leaked).toEqual([]);
  });

  it('takes a keyboard that is plugged in, at once', async () => {
    const { system, hold, keys, time } = build({});
    await hold.engage();
    system.plug('event9', KEYBOARD);
    expect(system.isHeld('event9')).toBe(true);
    system.key('event9', KEY_5, 1);
    time.advance(20);
    expect(keys).toEqual([{ kind: 'digit', digit: '5' }]);
  });

  it('takes a keyboard that comes under the name of one that went', async () => {
    const { system, hold } = build({ event0: KEYBOARD });
    await hold.engage();
    system.plug('event0', KEYBOARD);
    expect(system.isHeld('event0')).toBe(true);
    expect((await hold.prove()).ok).toBe(true);
  });

  it('leaves the buttons of the known headset, and takes a keyboard that gives itself out as it', async () => {
    const headset = { ...POWER, vendor: 0x0b0e, product: 0x0e41, keys: [113, 114, 115] };
    const { system, hold } = build({
      event0: headset,
      event1: { ...KEYBOARD, vendor: 0x0b0e, product: 0x0e41 },
    });
    await hold.engage();
    expect([system.isHeld('event0'), system.isHeld('event1')]).toEqual([false, true]);
  });

  it('names a new device that it may not open, and is whole again once it may', async () => {
    const { system, time, hold, gaps } = build();
    await hold.engage();
    system.faults.add('denied');
    system.plug('event9', KEYBOARD);
    expect(hold.uncovered).toHaveLength(1);
    expect(await hold.prove()).toMatchObject({ ok: false, refusal: { code: 'lock-device-denied' } });
    system.faults.clear();
    time.advance(100);
    expect(gaps.at(-1)).toEqual([]);
    expect((await hold.prove()).ok).toBe(true);
  });

  it('says once that a device was found free, having taken it again', async () => {
    const { system, hold } = build();
    await hold.engage();
    const device = system.devices.get('event0');
    if (device !== undefined) device.holder = null;
    expect(await hold.prove()).toMatchObject({ ok: false, refusal: { code: 'lock-lost' } });
    expect(system.isHeld('event0')).toBe(true);
    expect((await hold.prove()).ok).toBe(true);
  });

  it('reports a failing reader once and goes on holding', async () => {
    const { system, time, hold, faults } = build();
    await hold.engage();
    system.faults.add('read throws');
    time.advance(20);
    time.advance(20);
    expect(faults).toEqual(['lock-drain-failed']);
    expect(system.isHeld('event0')).toBe(true);
  });

  it('hands its own probe to nobody', async () => {
    const { hold, keys, time } = build({ event0: KEYBOARD, event1: MOUSE, event2: TOUCH });
    await hold.engage();
    await hold.prove();
    time.advance(20);
    expect(keys).toEqual([]);
  });

  it('says so when new USB devices cannot be kept out', async () => {
    const { hold, gate, faults } = build();
    gate.isPermitted = false;
    expect((await hold.engage()).ok).toBe(true);
    expect(faults).toEqual(['lock-usb-gate-open']);
  });
});

describe('coming back after a death', () => {
  it('goes on with the descriptors that still hold', async () => {
    const first = build();
    await first.hold.engage();
    const descriptors = first.hold.handOver();
    expect([...descriptors.keys()]).toEqual(['event0', 'event1']);
    expect(first.time.repeating).toBe(0);
    expect(first.system.isFree()).toBe(false);

    const second = build();
    await second.hold.resume(descriptors);
    expect(second.hold.isHeld).toBe(true);
    expect(await second.hold.prove()).toMatchObject({
      ok: true,
      value: { held: ['Sample Keyboard', 'Sample Mouse'] },
    });
    expect(second.system.leaked).toEqual([]);
  });

  it('holds what it can and names the rest, where a fresh lock would refuse', async () => {
    const { system, hold } = build();
    system.faults.add('denied');
    await hold.resume(new Map());
    expect(hold.isHeld).toBe(true);
    expect(hold.uncovered).toHaveLength(2);
  });

  it.each(INPUT_FAULTS)('is held afterwards also when: %s', async (fault) => {
    const { system, time, hold } = build();
    system.faults.add(fault);
    await hold.resume(new Map([['event0', 70]]));
    expect(hold.isHeld).toBe(true);
    system.faults.clear();
    time.advance(100);
    time.advance(2000);
    expect(system.isHeld('event0') && system.isHeld('event1')).toBe(true);
  });
});

describe('releasing', () => {
  it('lets go of a key that is still down, so that it does not repeat for others', async () => {
    const { system, hold } = build();
    await hold.engage();
    system.key('event0', KEY_A, 1);
    await hold.release();
    expect(system.devices.get('event0')?.down.size).toBe(0);
    expect(mayBeSeen(system)).toBe(0);
    system.key('event0', KEY_A, 1);
    expect(mayBeSeen(system)).toBe(1);
  });

  it.each(INPUT_FAULTS)('gives everything back even when: %s', async (fault) => {
    const { system, gate, hold } = build();
    await hold.engage();
    system.faults.add(fault);
    await hold.release();
    expect(hold.isHeld).toBe(false);
    expect(system.isFree()).toBe(true);
    expect(gate.isShut).toBe(false);
  });

  it('R05: a thousand cycles leave nothing behind', async () => {
    const { system, time, hold, faults, kept } = build();
    for (let cycle = 0; cycle < 1000; cycle += 1) {
      expect((await hold.engage()).ok).toBe(true);
      await hold.release();
    }
    expect(system.opened).toBe(system.closed);
    expect([time.repeating, system.watchers.size, kept.size]).toEqual([0, 0, 0]);
    expect(faults).toEqual([]);
    expect(system.leaked).toEqual([]);
  });
});

describe('any order of orders, devices and faults', () => {
  const event = fc.oneof(
    fc.constantFrom('engage', 'prove', 'release', 'lose', 'time', 'key down', 'key up', 'plug', 'unplug'),
    fc.constantFrom(...INPUT_FAULTS),
  );

  it('never proves what is not held, hands no key to others while proven, and can always be released', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(event, { maxLength: 30 }), async (events) => {
        const { system, time, hold } = build();
        const proven = (): void => {
          for (const node of system.list()) expect(system.isHeld(node)).toBe(true);
          const before = mayBeSeen(system);
          for (const node of system.list()) system.key(node, KEY_5, 1);
          for (const node of system.list()) system.key(node, KEY_5, 0);
          expect(mayBeSeen(system)).toBe(before);
        };
        for (const happening of events) {
          if (happening === 'engage' || happening === 'prove') {
            if ((await hold[happening]()).ok) proven();
          } else if (happening === 'release') await hold.release();
          else if (happening === 'lose') {
            const device = system.devices.get('event0');
            if (device !== undefined) device.holder = null;
          } else if (happening === 'time') time.advance(500);
          else if (happening === 'key down') system.key('event0', KEY_A, 1);
          else if (happening === 'key up') system.key('event0', KEY_A, 0);
          else if (happening === 'plug') system.plug('event5', KEYBOARD);
          else if (happening === 'unplug') system.unplug('event0');
          else if (system.faults.has(happening)) system.faults.delete(happening);
          else system.faults.add(happening);
          if (!hold.isHeld) expect(system.isFree()).toBe(true);
        }
        await hold.release();
        expect(hold.isHeld).toBe(false);
        expect(system.isFree()).toBe(true);
        expect(system.opened).toBe(system.closed);
        expect([time.repeating, system.watchers.size]).toEqual([0, 0]);
      }),
      { numRuns: 1000 },
    );
  });
});
