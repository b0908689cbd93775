import { describe, expect, it } from 'vitest';
import type { LockState, PanelKey } from '../../electron/lockout/lock.ts';
import type { Clock } from '../../shared/clock.ts';
import { inputDevices, type HeadsetEvent } from '../../shared/hardware/attached.ts';
import { parseCommand } from './commands.ts';
import { SimulatedHardware } from './simulated-hardware.ts';
import { Simulator } from './simulator.ts';

const clock: Clock = { now: () => Date.UTC(2026, 0, 5), monotonicMs: () => 0, status: () => 'unsynced' };

function build() {
  const waitedMs: number[] = [];
  const simulator = new Simulator({
    clock,
    wait(ms) {
      waitedMs.push(ms);
      return Promise.resolve();
    },
    report: () => undefined,
  });
  const keys: PanelKey[] = [];
  const states: LockState['name'][] = [];
  const headset: HeadsetEvent[] = [];
  simulator.lock.onKey((key) => keys.push(key));
  simulator.lock.onState((state) => states.push(state.name));
  simulator.hardware.onHeadset((event) => headset.push(event));
  const kinds = (): readonly string[] => simulator.hardware.attached.map((device) => device.kind);
  return { simulator, keys, states, headset, waitedMs, kinds };
}

describe('the simulated hardware', () => {
  it('begins with headset, webcam, keyboard, mouse and one display', () => {
    expect(build().kinds()).toEqual([
      'keyboard',
      'pointer',
      'headset',
      'camera',
      'microphone',
      'speaker',
      'display',
    ]);
  });

  it('unplugging the headset takes its microphone and earphones, plugging brings them back', () => {
    const { simulator, kinds } = build();
    expect(simulator.applyCommand('unplug headset').ok).toBe(true);
    expect(kinds()).toEqual(['keyboard', 'pointer', 'camera', 'display']);
    simulator.applyCommand('attach headset');
    expect(kinds()).toEqual(['keyboard', 'pointer', 'camera', 'display', 'headset', 'microphone', 'speaker']);
  });

  it('gives a second keyboard its own name and id, and reports it', () => {
    const { simulator } = build();
    const told: number[] = [];
    simulator.hardware.onChange((attached) => told.push(inputDevices(attached).length));
    simulator.applyCommand('attach keyboard Pocket Keyboard');
    expect(simulator.hardware.attached.at(-1)).toMatchObject({ kind: 'keyboard', name: 'Pocket Keyboard' });
    expect(new Set(simulator.hardware.attached.map((device) => device.id)).size).toBe(8);
    simulator.applyCommand('unplug keyboard');
    simulator.applyCommand('unplug keyboard');
    expect(told).toEqual([3, 1]);
  });

  it('the headset is heard while it is attached', () => {
    const { simulator, headset } = build();
    for (const line of ['mute', 'unmute', 'hook', 'longPress', 'unplug headset', 'longPress'])
      simulator.applyCommand(line);
    expect(headset).toEqual(['mute', 'unmute', 'hook', 'long-press']);
  });

  it('reset brings everything back', () => {
    const { simulator, kinds } = build();
    const before = kinds();
    for (const line of ['unplug headset', 'attach touch', 'reset']) simulator.applyCommand(line);
    expect(kinds()).toEqual(before);
  });
});

describe('faults of the simulated hardware', () => {
  it('a headset that may not be read is attached and dumb, and the sentence names the rule', () => {
    const { simulator, headset } = build();
    for (const line of ['unplug headset', 'failNext open', 'attach headset', 'longPress'])
      simulator.applyCommand(line);
    expect(headset).toEqual([]);
    expect(simulator.hardware.troubles).toMatchObject([
      { code: 'cannot-open', detail: expect.stringContaining('70-child-link-input.rules') as string },
    ]);
    for (const line of ['unplug headset', 'attach headset', 'longPress']) simulator.applyCommand(line);
    expect(simulator.hardware.troubles).toEqual([]);
    expect(headset).toEqual(['long-press']);
  });

  it('a rule that comes late lets the headset be read when it has come', async () => {
    const { simulator, headset, waitedMs } = build();
    for (const line of ['unplug headset', 'permissionRace 300ms', 'attach headset'])
      simulator.applyCommand(line);
    expect(simulator.hardware.troubles).toHaveLength(1);
    await Promise.resolve();
    expect(waitedMs).toEqual([300]);
    expect(simulator.hardware.troubles).toEqual([]);
    simulator.applyCommand('mute');
    expect(headset).toEqual(['mute']);
  });

  it('a storm of ten thousand ends where its seed says, and every change was told', async () => {
    const { simulator } = build();
    const told: (readonly { readonly id: string }[])[] = [];
    simulator.hardware.onChange((attached) => told.push(attached));
    await simulator.storm(10_000, 42);
    expect(told).toHaveLength(10_000);
    expect(told.at(-1)).toBe(simulator.hardware.attached);
    const same = build().simulator;
    await same.storm(10_000, 42);
    expect(same.hardware.attached).toEqual(simulator.hardware.attached);
    for (const [index, attached] of told.entries()) {
      const before = told[index - 1];
      if (before !== undefined) expect(Math.abs(attached.length - before.length)).toBe(1);
    }
    expect(simulator.hardware.attached.filter((device) => device.kind === 'display')).toHaveLength(1);
  });
});

describe('what is plugged', () => {
  it('outlives the station, and a cut-off file is the world as it was at first', () => {
    let file: string | null = null;
    const store = {
      read: () => file,
      write: (text: string) => {
        file = text;
      },
    };
    const first = new SimulatedHardware(store);
    first.unplug('headset');
    first.attach('keyboard', 'Pocket Keyboard');
    const second = new SimulatedHardware(store);
    expect(second.attached).toEqual(first.attached);
    second.attach('keyboard', null);
    expect(new Set(second.attached.map((device) => device.id)).size).toBe(second.attached.length);
    file = String(file).slice(0, 40);
    expect(new SimulatedHardware(store).attached).toEqual(new SimulatedHardware().attached);
  });
});

describe('the simulated lock', () => {
  it('proves by a probe while devices are attached, and by their absence otherwise', async () => {
    const { simulator, states } = build();
    expect(await simulator.lock.engage()).toEqual({ ok: true, value: undefined });
    expect(await simulator.lock.verify()).toEqual({
      ok: true,
      value: {
        kind: 'simulated',
        how: 'probe-swallowed',
        verifiedAt: '2026-01-05T00:00:00.000Z',
        attached: ['Simulated Keyboard', 'Simulated Mouse'],
      },
    });
    simulator.applyCommand('unplug keyboard');
    simulator.applyCommand('unplug pointer');
    expect(await simulator.lock.verify()).toMatchObject({
      ok: true,
      value: { how: 'nothing-attached', attached: [] },
    });
    expect(states).toEqual(['engaging', 'locked', 'locked', 'locked']);
  });

  it('fails once when told to, and is open then', async () => {
    const { simulator } = build();
    for (const line of ['failNext engage', 'failNext verify']) {
      simulator.applyCommand(line);
      expect((await simulator.lock.engage()).ok).toBe(false);
      expect(simulator.lock.state).toEqual({ name: 'open' });
    }
    expect((await simulator.lock.engage()).ok).toBe(true);
  });

  it('a lost hold is found by verify, reads no keys meanwhile, and is then held again', async () => {
    const { simulator, keys } = build();
    await simulator.lock.engage();
    simulator.applyCommand('loseLock');
    expect(simulator.applyCommand('keys 1')).toMatchObject({ ok: false, refusal: { code: 'not-read' } });
    expect(await simulator.lock.verify()).toMatchObject({ ok: false, refusal: { code: 'lock-lost' } });
    expect(simulator.lock.state.name).toBe('degraded');
    expect((await simulator.lock.verify()).ok).toBe(true);
    expect(keys).toEqual([]);
  });

  it('reads keys while it holds and only then', async () => {
    const { simulator, keys } = build();
    expect(simulator.applyCommand('keys 12').ok).toBe(false);
    await simulator.lock.engage();
    expect(simulator.applyCommand('keys open-panel 42 backspace enter close-panel').ok).toBe(true);
    await simulator.lock.release();
    expect(simulator.applyCommand('keys enter').ok).toBe(false);
    expect(keys.map((key) => (key.kind === 'digit' ? key.digit : key.kind))).toEqual([
      'open-panel',
      '4',
      '2',
      'backspace',
      'enter',
      'close-panel',
    ]);
  });

  it('waits when told to, once', async () => {
    const { simulator, waitedMs } = build();
    simulator.applyCommand('delayNext engage 300');
    await simulator.lock.engage();
    await simulator.lock.engage();
    expect(waitedMs).toEqual([300]);
  });

  it('cannot be verified while it is open', async () => {
    expect(await build().simulator.lock.verify()).toMatchObject({
      ok: false,
      refusal: { code: 'lock-not-engaged' },
    });
  });
});

describe('a line that is no command', () => {
  it.each([
    '',
    'attach',
    'attach elephant',
    'unplug',
    'unplug headset now',
    'failNext release',
    'delayNext open 300',
    'permissionRace soon',
    'storm 0',
    'storm 10 seeds',
    'delayNext engage soon',
    'keys',
    'keys x',
    'keys 1 f5',
    'reset all',
    'mute twice',
  ])('%j is refused and changes nothing', (line) => {
    const { simulator, kinds } = build();
    const before = kinds();
    expect(simulator.applyCommand(line)).toEqual({
      ok: false,
      refusal: { code: 'unknown-command', detail: line },
    });
    expect(kinds()).toEqual(before);
  });

  it('plug and detach are other words for attach and unplug', () => {
    expect(parseCommand('plug headset')).toEqual(parseCommand('attach headset'));
    expect(parseCommand('detach headset')).toEqual(parseCommand('unplug headset'));
  });
});
