import { describe, expect, it } from 'vitest';
import { FakeTime } from '../time.fixture.ts';
import type { PanelKey } from '../lock.ts';
import type { UsbOriginals as Originals } from './usb-originals.ts';
import { UsbGate } from './usb-gate.ts';
import type { UsbInterface } from './usb-decision.ts';
import type { ClaimedKeyboard, UsbSystem } from './usb-system.ts';

const KEYBOARD: UsbInterface = {
  name: '1-1:1.0',
  vendor: 0x1d6b,
  product: 0x0101,
  interfaceClass: 3,
  subclass: 1,
  protocol: 1,
};
const HEADSET_SOUND: UsbInterface = {
  name: '1-2:1.0',
  vendor: 0x0b0e,
  product: 0x0e41,
  interfaceClass: 1,
  subclass: 1,
  protocol: 0,
};
const HEADSET_BUTTONS: UsbInterface = { ...HEADSET_SOUND, name: '1-2:1.3', interfaceClass: 3, subclass: 0 };
const TELEPHONY = Uint8Array.from(Buffer.from('050b0905a1010920c0', 'hex'));
const TYPING = Uint8Array.from(Buffer.from('05010906a1010507c0', 'hex'));

class FakeUsb implements UsbSystem {
  isAutoprobing: boolean | null = true;
  isPermitted = true;
  /** Interfaces plugged in, by whether a driver has them. */
  readonly bound = new Map<string, UsbInterface>();
  readonly unbound = new Map<string, UsbInterface>();
  readonly devices = new Set<string>();
  readonly claimed = new Set<string>();
  descriptor: Uint8Array | null = TELEPHONY;
  report: ((bytes: Uint8Array | null) => void) | null = null;
  #happened: () => void = () => undefined;

  plug(one: UsbInterface): void {
    if (this.isAutoprobing === true) this.bound.set(one.name, one);
    else {
      this.devices.add(one.name.split(':')[0] ?? '');
      this.unbound.set(one.name, one);
    }
    this.#happened();
  }

  autoprobe(): boolean | null {
    return this.isAutoprobing;
  }

  setAutoprobe(isOn: boolean): boolean {
    if (this.isPermitted) this.isAutoprobing = isOn;
    return this.isPermitted;
  }

  unboundDevices(): readonly string[] {
    return [...this.devices];
  }

  interfaces(which: 'bound' | 'unbound'): readonly UsbInterface[] {
    return [...this[which].values()];
  }

  probe(name: string): void {
    this.devices.delete(name);
    const one = this.unbound.get(name);
    if (one === undefined || this.claimed.has(name)) return;
    this.unbound.delete(name);
    this.bound.set(name, one);
  }

  claimKeyboard(one: UsbInterface): ClaimedKeyboard {
    this.claimed.add(one.name);
    return {
      read: () => new Promise((resolve) => (this.report = resolve)),
      release: () => void this.claimed.delete(one.name),
    };
  }

  reportDescriptor(): Uint8Array | null {
    return this.descriptor;
  }

  watch(happened: () => void): () => void {
    this.#happened = happened;
    return () => (this.#happened = () => undefined);
  }
}

function build() {
  const usb = new FakeUsb();
  const time = new FakeTime();
  let kept: Originals | null = null;
  const keys: PanelKey[] = [];
  const faults: string[] = [];
  const gate = new UsbGate({
    usb,
    originals: {
      read: () => kept,
      write: (originals) => void (kept = originals),
      remove: () => void (kept = null),
    },
    known: [],
    timers: time,
    monotonicMs: () => time.monotonicMs(),
    report: (code) => faults.push(code),
  });
  return {
    usb,
    time,
    gate,
    keys,
    faults,
    kept: () => kept,
    shut: () => gate.shut((some) => keys.push(...some)),
  };
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('the gate for USB devices', () => {
  it('reads a keyboard that is plugged in, which no driver gets', async () => {
    const { usb, shut, keys } = build();
    expect(shut()).toBe('shut');
    usb.plug(KEYBOARD);
    expect([...usb.claimed]).toEqual([KEYBOARD.name]);
    expect(usb.bound.size).toBe(0);
    usb.report?.(Uint8Array.from([0, 0, 0x22, 0, 0, 0, 0, 0]));
    await settled();
    expect(keys).toEqual([{ kind: 'digit', digit: '5' }]);
  });

  it('lets the headset in again that was attached before, its buttons only if they can do nothing else', () => {
    const { usb, shut } = build();
    usb.plug(HEADSET_SOUND);
    shut();
    usb.bound.clear();
    usb.plug(HEADSET_SOUND);
    usb.plug(HEADSET_BUTTONS);
    expect([...usb.bound.keys()]).toEqual([HEADSET_SOUND.name, HEADSET_BUTTONS.name]);
    usb.descriptor = TYPING;
    usb.plug({ ...HEADSET_BUTTONS, name: '1-3:1.3' });
    expect(usb.bound.has('1-3:1.3')).toBe(false);
  });

  it('keeps out a headset that nobody knows', () => {
    const { usb, shut } = build();
    shut();
    usb.plug(HEADSET_SOUND);
    expect(usb.bound.size).toBe(0);
  });

  it('gives all that it kept out to the drivers when it opens', () => {
    const { usb, gate, shut, kept } = build();
    shut();
    usb.plug(KEYBOARD);
    usb.plug(HEADSET_SOUND);
    gate.unshut();
    expect(usb.isAutoprobing).toBe(true);
    expect([...usb.bound.keys()].sort()).toEqual([KEYBOARD.name, HEADSET_SOUND.name].sort());
    expect(kept()).toBeNull();
  });

  it('remembers through a death how the system was, and which headset it knew', () => {
    const { usb, gate, shut, kept } = build();
    usb.plug(HEADSET_SOUND);
    shut();
    gate.stop();
    usb.bound.clear();
    expect(kept()).toEqual({ usbAutoprobe: true, known: ['0b0e:0e41'] });
    shut();
    usb.plug(HEADSET_SOUND);
    expect(usb.bound.has(HEADSET_SOUND.name)).toBe(true);
    gate.unshut();
    expect(usb.isAutoprobing).toBe(true);
  });

  it('leaves a system as it was that had drivers look at nothing by themselves', () => {
    const { usb, gate, shut } = build();
    usb.isAutoprobing = false;
    shut();
    gate.unshut();
    expect(usb.isAutoprobing).toBe(false);
  });

  it.each(['no USB', 'no permission'])(
    'says that it stays open where there is %s, and changes nothing',
    (what) => {
      const { usb, shut, kept, time } = build();
      if (what === 'no USB') usb.isAutoprobing = null;
      else usb.isPermitted = false;
      expect(shut()).toBe('open');
      expect(kept()).toBeNull();
      expect(time.repeating).toBe(0);
    },
  );
});
