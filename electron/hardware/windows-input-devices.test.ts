import { describe, expect, it } from 'vitest';
import { classifyRawInput, type RawInputDevice } from './windows-input-devices.ts';

function device(path: string, info: RawInputDevice['info'], product = ''): RawInputDevice {
  return { path: `\\\\?\\${path}#{sample}`, product, info };
}

const hid = (usagePage: number, usage: number): RawInputDevice['info'] => ({ type: 'hid', usagePage, usage });

describe('From the field: devices that are built into the machine', () => {
  it('are not waited for once IT has named them, and never a device with a vendor', () => {
    const kinds = (path: string, product: string) =>
      classifyRawInput(
        [{ ...device(path, { type: 'keyboard', keys: 101 }), product }],
        ['Sample WMI hotkeys', 'unnamed keyboard'],
      ).map(({ kind }) => kind);
    expect(kinds('ACPI#SAMPLE0001#4&1', '')).toEqual(['unknown']);
    expect(kinds('HID#ConvertedDevice#5&1', 'Sample WMI hotkeys')).toEqual(['unknown']);
    expect(kinds('HID#VID_046D&PID_C31C#8&1', 'Sample WMI hotkeys')).toEqual(['keyboard']);
  });
});

describe('a device of raw input', () => {
  it.each<[string, RawInputDevice, string, string | null]>([
    [
      'a USB keyboard',
      device('HID#VID_046D&PID_C31C&MI_00#8&1', { type: 'keyboard', keys: 264 }),
      'keyboard',
      '046d',
    ],
    ['a PS/2 keyboard', device('ACPI#PNP0303#4&1', { type: 'keyboard', keys: 101 }), 'keyboard', null],
    ['a USB mouse', device('HID#VID_046D&PID_C077#7&1', { type: 'mouse', buttons: 3 }), 'pointer', '046d'],
    [
      'a Bluetooth keyboard',
      device('HID#{00001812}_Dev_VID&02046D_PID&B342_REV&0001#9&1', { type: 'keyboard', keys: 264 }),
      'keyboard',
      '046d',
    ],
    [
      'a classic Bluetooth mouse',
      device('HID#{00001124}_VID&0002046D_PID&B01D#9&1', { type: 'mouse', buttons: 5 }),
      'pointer',
      '046d',
    ],
    ['a touch screen', device('HID#VID_04F3&PID_2A1C&COL01#5&1', hid(0x0d, 0x04)), 'touch', '04f3'],
    ['a touchpad', device('HID#VID_06CB&PID_7E7E&COL02#5&1', hid(0x0d, 0x05)), 'pointer', '06cb'],
    ['a pen', device('HID#VID_056A&PID_0357&COL01#5&1', hid(0x0d, 0x02)), 'pointer', '056a'],
    [
      'the volume keys of a headset',
      device('HID#VID_0B0E&PID_0E41&MI_03&COL01#7&1', hid(0x0c, 0x01)),
      'unknown',
      '0b0e',
    ],
    [
      'the telephony buttons of a headset',
      device('HID#VID_0B0E&PID_0E41&MI_03&COL02#7&1', hid(0x0b, 0x05)),
      'unknown',
      '0b0e',
    ],
    ['a gamepad', device('HID#VID_045E&PID_02FF&IG_00#7&1', hid(0x01, 0x05)), 'unknown', '045e'],
    ['a power button', device('HID#VID_046D&PID_C31C&MI_01&COL02#7&1', hid(0x01, 0x80)), 'unknown', '046d'],
    [
      'a keypad that is no keyboard to Windows',
      device('HID#VID_1111&PID_2222#7&1', hid(0x01, 0x07)),
      'keyboard',
      '1111',
    ],
    ['a maker’s own page', device('HID#VID_1111&PID_2222#7&2', hid(0xff00, 0x01)), 'unknown', '1111'],
    [
      'the keyboard of a remote session',
      device('ROOT#RDP_KBD#0000', { type: 'keyboard', keys: 101 }),
      'unknown',
      null,
    ],
    [
      'the mouse of a remote session',
      device('ROOT#RDP_MOU#0000', { type: 'mouse', buttons: 5 }),
      'unknown',
      null,
    ],
  ])('%s', (_what, raw, kind, vendor) => {
    expect(classifyRawInput([raw])).toMatchObject([{ kind, vendor, id: `input:${raw.path}:${kind}` }]);
  });

  it('is called what it calls itself, else what is known of it', () => {
    const info = { type: 'mouse', buttons: 3 } as const;
    const named = [
      device('HID#VID_046D&PID_C077#7&1', info, 'Sample Mouse'),
      device('HID#VID_046D&PID_C077#7&2', info),
      device('ACPI#PNP0F13#4&1', info),
    ];
    expect(classifyRawInput(named).map(({ name }) => name)).toEqual([
      'Sample Mouse',
      'unnamed pointer (046d:c077)',
      'unnamed pointer',
    ]);
  });

  it('is never left out and never there twice', () => {
    const raw = Array.from({ length: 50 }, (_, index) =>
      device(`HID#VID_1111&PID_${String(index).padStart(4, '0')}#7`, hid(index % 16, index)),
    );
    const ids = classifyRawInput(raw).map(({ id }) => id);
    expect(new Set(ids).size).toBe(50);
  });
});
