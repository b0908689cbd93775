import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BootKeyboard } from './boot-keyboard.ts';
import { bitsOf, encodeEvents, EV_KEY, EV_MSC, EV_REL, EV_SYN, parseEvents } from './codes.ts';
import { decideGrab, type NodeFacts } from './grab-decision.ts';
import { KEYBOARD, LID, MOUSE, POWER, TOUCH } from './input-system.fixture.ts';
import { meaningOfHidUsage, meaningOfKeyCode } from './key-meanings.ts';
import { admit, isHarmlessHid, type Admission, type UsbInterface } from './usb-decision.ts';

const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
const HEADSET_IDS = { vendor: 0x0b0e, product: 0x0e41 };
const VOLUME_KEYS: NodeFacts = { ...POWER, ...HEADSET_IDS, name: 'Sample Headset', keys: [113, 114, 115] };

/** What a Logitech M720 reports: buttons, wheels and a whole keyboard. */
const HYBRID: NodeFacts = {
  ...MOUSE,
  name: 'Sample Mouse',
  types: [EV_SYN, EV_KEY, EV_REL, EV_MSC],
  keys: [...KEYBOARD.keys, ...MOUSE.keys],
};
const GAMEPAD: NodeFacts = {
  ...TOUCH,
  name: 'Sample Gamepad',
  keys: [0x130, 0x131, 0x133, 0x134, 0x13a, 0x13b],
};
const TABLET: NodeFacts = { ...TOUCH, name: 'Sample Tablet', keys: [0x140, 0x14a, 0x14b, 0x14c] };
const REMOTE: NodeFacts = { ...POWER, name: 'Sample Remote', keys: [0x161, 0x67, 0x6c, 0xa4] };

describe('which device the lock takes', () => {
  it.each<[string, NodeFacts, boolean]>([
    ['a keyboard', KEYBOARD, true],
    ['a mouse', MOUSE, true],
    ['a touch panel', TOUCH, true],
    ['a power button', POWER, true],
    ['a lid switch', LID, false],
    ['the volume keys of the listed headset', VOLUME_KEYS, false],
    ['the volume keys of another headset', { ...VOLUME_KEYS, product: 1 }, true],
    ['a keyboard with the headset’s identity', { ...KEYBOARD, ...HEADSET_IDS }, true],
    ['a mouse with the headset’s identity', { ...MOUSE, ...HEADSET_IDS }, true],
    ['a touch panel with the headset’s identity', { ...TOUCH, ...HEADSET_IDS }, true],
    ['one Enter key with the headset’s identity', { ...VOLUME_KEYS, keys: [28] }, true],
    ['a mouse that is a keyboard besides, on one node (K14)', HYBRID, true],
    [
      'the keyboard half of a receiver whose mouse is not there (K14)',
      { ...KEYBOARD, name: 'Receiver' },
      true,
    ],
    [
      'a mouse that has the keys of a keyboard and the headset’s identity (K14)',
      { ...HYBRID, ...HEADSET_IDS },
      true,
    ],
    ['a gamepad (M07)', GAMEPAD, true],
    ['a drawing tablet (M07)', TABLET, true],
    ['a remote control, which has keys of players only (M07)', REMOTE, true],
    [
      'a space mouse, which has axes and no keys (M07)',
      { ...MOUSE, types: [EV_SYN, EV_REL], keys: [] },
      true,
    ],
    ['a gamepad with the headset’s identity (M07)', { ...GAMEPAD, ...HEADSET_IDS }, true],
  ])('%s', (_what, facts, grab) => {
    expect(decideGrab(facts, [HEADSET_IDS]).grab).toBe(grab);
  });
});

function usb(interfaceClass: number, subclass: number, protocol: number, ids = HEADSET_IDS): UsbInterface {
  return { name: '1-1:1.0', interfaceClass, subclass, protocol, ...ids };
}

describe('what becomes of a USB interface that appears while locked', () => {
  const other = { vendor: 0x1d6b, product: 0x0101 };
  it.each<[string, UsbInterface, Admission]>([
    ['a hub', usb(9, 0, 0, other), 'bind'],
    ['a keyboard', usb(3, 1, 1, other), 'read-keys'],
    ['a mouse', usb(3, 1, 2, other), 'keep-out'],
    ['a HID device that is no boot keyboard', usb(3, 0, 0, other), 'keep-out'],
    ['a storage device', usb(8, 6, 80, other), 'keep-out'],
    ['a network adapter', usb(2, 6, 0, other), 'keep-out'],
    ['a headset that is not known', usb(1, 1, 0, other), 'keep-out'],
    ['the sound of the known headset', usb(1, 2, 0), 'bind'],
    ['the picture of the known webcam', usb(14, 1, 0), 'bind'],
    ['the buttons of the known headset', usb(3, 0, 0), 'bind-if-harmless'],
    ['a keyboard with the headset’s identity', usb(3, 1, 1), 'read-keys'],
    ['a mouse with the headset’s identity', usb(3, 1, 2), 'keep-out'],
    ['a storage device with the headset’s identity', usb(8, 6, 80), 'keep-out'],
  ])('%s', (_what, one, admission) => {
    expect(admit(one, new Set(['0b0e:0e41']))).toBe(admission);
  });

  it.each<[string, string, boolean]>([
    [
      'telephony, LEDs and consumer control',
      '050b0905a101 0920 8122 0508 0917 9122 c0 050c0901a101 09e9 8106 c0',
      true,
    ],
    ['a page of the maker', '0600ff 0901 a101 8102 c0', true],
    ['a keyboard', '05010906a101 0507 19e0 29e7 8102 c0', false],
    ['a keyboard behind telephony', '050b0905a101 c0 05010906a101 c0', false],
    ['a mouse', '05010902a101 c0', false],
    ['a digitizer', '050d0904a101 c0', false],
    ['a usage of four bytes with the page of keyboards', '050b0905a101 0b04000700 8102 c0', false],
    ['the page of keyboards in four bytes', '0707000000 0906 a101 c0', false],
    ['a long item', 'fe0200 0102', false],
    ['nothing', '', false],
    ['a descriptor cut short', '050b0905a1', false],
  ])('a report descriptor that speaks of %s', (_what, hex, isHarmless) => {
    expect(isHarmlessHid(bytes(hex))).toBe(isHarmless);
  });

  it('any descriptor gets a verdict', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (descriptor) => {
        expect([true, false]).toContain(isHarmlessHid(descriptor));
      }),
    );
  });
});

describe('what keys mean', () => {
  it('both rows of digits, both Enter keys, Backspace and Escape, by their place', () => {
    const digits = (codes: readonly number[], of: typeof meaningOfKeyCode): string =>
      codes
        .map((code) => (of(code)?.kind === 'digit' ? JSON.stringify(of(code)).replace(/\D/g, '') : '?'))
        .join('');
    expect(digits([11, 2, 3, 4, 5, 6, 7, 8, 9, 10], meaningOfKeyCode)).toBe('0123456789');
    expect(digits([82, 79, 80, 81, 75, 76, 77, 71, 72, 73], meaningOfKeyCode)).toBe('0123456789');
    expect(digits([0x27, 0x1e, 0x1f, 0x20, 0x21, 0x22, 0x23, 0x24, 0x25, 0x26], meaningOfHidUsage)).toBe(
      '0123456789',
    );
    expect(digits([0x62, 0x59, 0x5a, 0x5b, 0x5c, 0x5d, 0x5e, 0x5f, 0x60, 0x61], meaningOfHidUsage)).toBe(
      '0123456789',
    );
    for (const code of [28, 96]) expect(meaningOfKeyCode(code)).toEqual({ kind: 'enter' });
    for (const usage of [0x28, 0x58]) expect(meaningOfHidUsage(usage)).toEqual({ kind: 'enter' });
    expect([meaningOfKeyCode(14), meaningOfHidUsage(0x2a)]).toEqual([
      { kind: 'backspace' },
      { kind: 'backspace' },
    ]);
    expect([meaningOfKeyCode(1), meaningOfHidUsage(0x29)]).toEqual([{ kind: 'escape' }, { kind: 'escape' }]);
  });

  it('every other key means nothing', () => {
    const meant = Array.from({ length: 0x300 }, (_, code) => code).filter(
      (code) => meaningOfKeyCode(code) !== null,
    );
    expect(meant).toHaveLength(24);
    const usages = Array.from({ length: 256 }, (_, usage) => usage).filter(
      (usage) => meaningOfHidUsage(usage) !== null,
    );
    expect(usages).toHaveLength(24);
  });
});

describe('a keyboard of the boot protocol', () => {
  it('tells each press once, whatever else is down', () => {
    const keyboard = new BootKeyboard();
    expect(keyboard.take(bytes('0000 1e0000000000'), 0)).toEqual([{ kind: 'digit', digit: '1' }]);
    expect(keyboard.take(bytes('0000 1e0000000000'), 10)).toEqual([]);
    expect(keyboard.take(bytes('0000 1e1f00000000'), 20)).toEqual([{ kind: 'digit', digit: '2' }]);
    expect(keyboard.take(bytes('0000 1f0000000000'), 30)).toEqual([]);
    expect(keyboard.take(bytes('0000 1f1e00000000'), 40)).toEqual([{ kind: 'digit', digit: '1' }]);
  });

  it('opens the panel while Escape is held for two seconds', () => {
    const keyboard = new BootKeyboard();
    keyboard.take(bytes('0000 290000000000'), 0);
    expect(keyboard.tick(1999)).toEqual([]);
    expect(keyboard.tick(2000)).toEqual([{ kind: 'open-panel' }]);
    expect(keyboard.take(bytes('0000 000000000000'), 2100)).toEqual([]);
  });

  it('too many keys at once mean nothing', () => {
    const keyboard = new BootKeyboard();
    expect(keyboard.take(bytes('0000 010101010101'), 0)).toEqual([]);
  });

  it('takes any bytes', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 12 })), (reports) => {
        const keyboard = new BootKeyboard();
        for (const report of reports)
          for (const key of keyboard.take(report, 0)) expect(key.kind).toBeTypeOf('string');
      }),
    );
  });
});

describe('events of the kernel', () => {
  it('are read as they were written, and a rest is left out', () => {
    const event = { type: EV_KEY, code: 30, value: -1 };
    const buffer = Buffer.concat([encodeEvents([event, event]), Buffer.alloc(5)]);
    expect(parseEvents(buffer, buffer.length)).toEqual([
      { ...event, atMs: 0 },
      { ...event, atMs: 0 },
    ]);
  });

  it('name the bits of a mask', () => {
    expect(bitsOf(bytes('0180 02'))).toEqual([0, 15, 17]);
  });
});
