import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linuxInputs } from './linux-inputs.ts';
import { classifyInputDevices } from './linux-input-devices.ts';

/** A stanza as the kernel writes it. */
function stanza(name: string, masks: Readonly<Record<string, string>>, ids = '046d Product=c52b'): string {
  return [
    `I: Bus=0003 Vendor=${ids} Version=0111`,
    `N: Name="${name}"`,
    'P: Phys=usb-0000:00:14.0-1/input0',
    `S: Sysfs=/devices/virtual/input/${name.replaceAll(' ', '-')}`,
    'U: Uniq=',
    'H: Handlers=kbd event3 ',
    ...Object.entries(masks).map(([mask, words]) => `B: ${mask}=${words}`),
  ].join('\n');
}

const ALL_KEYS = '402000000 3803078f800d001 feffffdfffefffff fffffffffffffffe';

const DEVICES: readonly (readonly [string, string, readonly string[]])[] = [
  [
    'a laptop keyboard',
    stanza('AT Translated Set 2 keyboard', { PROP: '0', EV: '120013', KEY: ALL_KEYS, MSC: '10', LED: '7' }),
    ['keyboard'],
  ],
  [
    'a USB keyboard',
    stanza('Sample USB Keyboard', {
      PROP: '0',
      EV: '120013',
      KEY: '1000000000007 ff9f207ac14057ff febeffdfffefffff fffffffffffffffe',
      LED: '1f',
    }),
    ['keyboard'],
  ],
  [
    'the media keys of a keyboard',
    stanza('Sample Keyboard Consumer Control', { EV: '13', KEY: '1 0 0 0 0 0 0 e000000000000 0', MSC: '10' }),
    ['unknown'],
  ],
  ['a number pad', stanza('Sample Number Pad', { EV: '120013', KEY: '1000fff80 10004000' }), ['keyboard']],
  [
    'a presenter with page keys and Escape',
    stanza('Sample Presenter', { EV: '13', KEY: '2100000000 2' }),
    ['keyboard'],
  ],
  [
    'a USB mouse',
    stanza('Sample Optical Mouse', { PROP: '0', EV: '17', KEY: '1f0000 0 0 0 0', REL: '1943', MSC: '10' }),
    ['pointer'],
  ],
  [
    'a mouse that advertises a keyboard',
    stanza('Sample Mouse M720', {
      PROP: '0',
      EV: '1f',
      KEY: '3f00033fff 0 0 483ffff17aff32d bfd44446ffff0000 1 130ff38b17d000 677bfad9415fed e19effdf01cfffff fffffffffffffffe',
      REL: '1943',
      ABS: '100000000',
      MSC: '10',
    }),
    ['pointer', 'keyboard'],
  ],
  [
    'a virtual machine mouse with absolute axes',
    stanza('QEMU USB Tablet', { PROP: '0', EV: '1f', KEY: '70000 0 0 0 0', REL: '900', ABS: '3', MSC: '10' }),
    ['pointer'],
  ],
  [
    'a touchpad',
    stanza('Sample Touchpad', {
      PROP: '5',
      EV: '1b',
      KEY: 'e520 10000 0 0 0 0',
      ABS: '2e0800000000003',
      MSC: '20',
    }),
    ['pointer'],
  ],
  [
    'a trackpoint',
    stanza('TPPS/2 Sample TrackPoint', { PROP: '21', EV: '7', KEY: '70000 0 0 0 0', REL: '3' }),
    ['pointer'],
  ],
  [
    'a pen tablet',
    stanza('Sample Pen Tablet', { PROP: '1', EV: '1b', KEY: '1c03 0 0 0 0 0', ABS: '1000d000003', MSC: '1' }),
    ['pointer'],
  ],
  [
    'a touch screen',
    stanza('Sample Touchscreen', {
      PROP: '2',
      EV: '1b',
      KEY: '400 0 0 0 0 0',
      ABS: '260800000000003',
      MSC: '20',
    }),
    ['touch'],
  ],
  [
    'a touch screen with multitouch axes only',
    stanza('Sample Panel', { PROP: '2', EV: 'b', KEY: '400 0 0 0 0 0', ABS: '60800000000000' }),
    ['touch'],
  ],
  [
    'the volume and telephone keys of a headset',
    stanza(
      'Sample Headset',
      { EV: '1f', KEY: '18000000000 0 1 e000000000000 0', ABS: '10000000000', MSC: '10' },
      '0b0e Product=0e41',
    ),
    ['unknown'],
  ],
  [
    'the camera key of a webcam',
    stanza('HD Sample Webcam', { PROP: '0', EV: '3', KEY: '100000 0 0 0' }),
    ['unknown'],
  ],
  [
    'a power button',
    stanza('Power Button', { PROP: '0', EV: '3', KEY: '10000000000000 0' }, '0000 Product=0001'),
    ['unknown'],
  ],
  ['a sleep button', stanza('Sleep Button', { EV: '3', KEY: '4000 0 0' }), ['unknown']],
  ['a lid switch', stanza('Lid Switch', { EV: '21', SW: '1' }), ['unknown']],
  ['a sound jack', stanza('HDA Intel PCH Headphone', { EV: '21', SW: '4' }), ['unknown']],
  ['a speaker of the main board', stanza('PC Speaker', { EV: '40001', SND: '6' }), ['unknown']],
  [
    'the brightness keys of a display',
    stanza('Video Bus', { EV: '3', KEY: '3e000b00000000 0 0 0' }),
    ['unknown'],
  ],
  [
    'a gamepad',
    stanza('Sample Gamepad', { EV: '20000b', KEY: '7fdb000000000000 0 0 0 0', ABS: '3003f' }),
    ['unknown'],
  ],
];

describe('devices with a few keys that IT has allowed', () => {
  const kinds = (name: string, masks: Readonly<Record<string, string>>): readonly string[] =>
    classifyInputDevices(stanza(name, masks), 64, { buttons: ['046d:c52b'], builtIn: [] }).map(
      (device) => device.kind,
    );

  it('need not be removed', () => {
    expect(kinds('Sample Dial Pad', { EV: '120013', KEY: '1000fff80 10004000' })).toEqual(['unknown']);
    expect(
      classifyInputDevices(stanza('Sample Dial Pad', { EV: '13', KEY: '10004000' }), 64, {
        buttons: ['0b0e:0e41'],
        builtIn: [],
      }),
    ).toMatchObject([{ kind: 'keyboard' }]);
  });

  it('are a keyboard and a pointer all the same where they are one', () => {
    expect(kinds('Sample Keyboard', { EV: '120013', KEY: ALL_KEYS })).toEqual(['keyboard']);
    expect(kinds('Sample Mouse', { EV: '17', KEY: '1f0000 0 0 0 0', REL: '1943' })).toEqual(['pointer']);
  });
});

it('From the field: reads names in UTF-8, as the kernel writes them', async () => {
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'child-link-devices-')), 'devices');
  writeFileSync(file, stanza('Microsoft® 2.4GHz', { EV: '13', KEY: '10004000' }));
  const [device] = await linuxInputs({ buttons: [], builtIn: [] }, file).list();
  expect(device?.name).toBe('Microsoft® 2.4GHz');
  rmSync(path.dirname(file), { recursive: true });
});

describe('From the field: devices that are built into the machine', () => {
  const builtIn = ['Sample WMI hotkeys', 'Sample CIR Receiver', 'HDMI CEC', 'Sample USB Keyboard'];
  const HOT_KEYS = { EV: '13', KEY: '800000000000 0 0 1500b00000000 4000000200300000 e000000000000 2' };
  const kinds = (text: string): readonly string[] =>
    classifyInputDevices(text, 64, { buttons: [], builtIn }).map((device) => device.kind);
  const onBus = (bus: string, name: string): string =>
    stanza(name, HOT_KEYS, '0000 Product=0000').replace('Bus=0003', `Bus=${bus}`);

  it.each([
    ['WMI hot keys with Escape', onBus('0019', 'Sample WMI hotkeys')],
    ['an infrared receiver', onBus('0019', 'Sample CIR Receiver')],
    ['HDMI-CEC', onBus('001e', 'HDMI CEC')],
  ])('%s: not waited for once IT has named them', (_what, text) => {
    expect(classifyInputDevices(text).map((device) => device.kind)).toEqual(['keyboard']);
    expect(kinds(text)).toEqual(['unknown']);
  });

  it.each(['0003', '0005'])('never a device of bus %s, whatever its name', (bus) => {
    expect(kinds(onBus(bus, 'Sample WMI hotkeys'))).toEqual(['keyboard']);
  });

  it('never a device with a vendor', () => {
    expect(kinds(stanza('Sample USB Keyboard', HOT_KEYS).replace('Bus=0003', 'Bus=0019'))).toEqual([
      'keyboard',
    ]);
  });
});

describe('input devices of Linux', () => {
  it.each(DEVICES)('%s', (_what, text, kinds) => {
    expect(classifyInputDevices(`${text}\n\n`).map((device) => device.kind)).toEqual(kinds);
  });

  it('keeps every device of a machine, each under its own id', () => {
    const all = classifyInputDevices(DEVICES.map(([, text]) => text).join('\n\n'));
    expect(all).toHaveLength(DEVICES.flatMap(([, , kinds]) => kinds).length);
    expect(new Set(all.map((device) => device.id)).size).toBe(all.length);
  });

  it('gives name, vendor, product and the reason', () => {
    expect(
      classifyInputDevices(stanza('Sample Mouse', { EV: '17', KEY: '70000 0 0 0 0', REL: '3' })),
    ).toEqual([
      {
        kind: 'pointer',
        id: 'input:/devices/virtual/input/Sample-Mouse:pointer',
        name: 'Sample Mouse',
        vendor: '046d',
        product: 'c52b',
        how: 'mouse: relative axes and mouse buttons',
      },
    ]);
  });

  it('says power button, switch and gamepad of what is neither keyboard nor pointer', () => {
    const how = (what: string): string | undefined =>
      classifyInputDevices(DEVICES.find(([name]) => name === what)?.[1] ?? '')[0]?.how;
    expect(how('a power button')).toBe('power or sleep button');
    expect(how('a sleep button')).toBe('power or sleep button');
    expect(how('a lid switch')).toBe('switch');
    expect(how('a gamepad')).toBe('gamepad');
    expect(how('the camera key of a webcam')).toBe('keys that do not type');
    expect(how('a speaker of the main board')).toBe('neither keys nor axes');
  });

  it('reads masks of 32-bit longs', () => {
    const text = stanza('Old Keyboard', {
      EV: '120013',
      KEY: '4 2000000 3803078 f800d001 feffffdf ffefffff ffffffff fffffffe',
    });
    expect(classifyInputDevices(text, 32).map((device) => device.kind)).toEqual(['keyboard']);
  });

  it('a device without a name or place is still listed', () => {
    const text =
      'I: Bus=0003 Vendor=0000 Product=0000 Version=0000\nB: EV=17\nB: KEY=70000 0 0 0 0\nB: REL=3';
    expect(classifyInputDevices(text)).toMatchObject([
      { kind: 'pointer', name: 'unnamed input device', vendor: null, product: null },
    ]);
  });

  it('an empty file is no device', () => {
    expect(classifyInputDevices('')).toEqual([]);
  });

  it('accepts any text, and a stanza more never hides another', () => {
    const mouse = DEVICES.find(([name]) => name === 'a USB mouse')?.[1] ?? '';
    fc.assert(
      fc.property(fc.string(), (text) => {
        const kinds = classifyInputDevices(`${text}\n\n${mouse}`).map((device) => device.kind);
        expect(kinds).toContain('pointer');
      }),
    );
  });
});
