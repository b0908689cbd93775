import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HeadsetReports, LONG_PRESS_MS } from './headset-reports.ts';
import { inputBitsOf } from './hid-descriptor.ts';

const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'));

/** Telephony headset: report 1 = hook switch (state), mute (button), padding; report 2 = volume keys. */
const HEADSET = bytes(
  '05 0b 09 05 a1 01 85 01 15 00 25 01 75 01 09 20 95 01 81 22 09 2f 81 06 95 06 81 03' +
    '05 08 09 17 09 09 09 18 95 03 91 22 95 05 91 03 c0' +
    '05 0c 09 01 a1 01 85 02 15 00 25 01 75 01 09 e9 09 ea 95 02 81 06 95 06 81 03 c0',
);
/** One unnumbered report whose first bit is a play/pause button. */
const BUTTON = bytes('05 0c 09 01 a1 01 15 00 25 01 75 01 09 cd 95 01 81 02 95 07 81 03 c0');
/** Report 3: two 16-bit consumer usages as an array, as many headsets and keyboards report their media keys. */
const ARRAY = bytes('05 0c 09 01 a1 01 85 03 15 00 26 ff 03 19 00 2a ff 03 75 10 95 02 81 00 c0');
/** A boot-protocol keyboard: eight modifier bits and an array. */
const KEYBOARD = bytes(
  '05010906a101050719e029e71500250175019508810295017508810195057501050819012905910295017503910195067508150025650507190029658100c0',
);

describe('a report descriptor', () => {
  it('gives its single bits with report, place and usage', () => {
    expect(inputBitsOf(HEADSET)).toEqual([
      { reportId: 1, bit: 0, usage: 0x0b0020, isRelative: false },
      { reportId: 1, bit: 1, usage: 0x0b002f, isRelative: true },
      { reportId: 2, bit: 0, usage: 0x0c00e9, isRelative: true },
      { reportId: 2, bit: 1, usage: 0x0c00ea, isRelative: true },
    ]);
  });

  it('gives the bits of a range of usages, and no array', () => {
    expect(inputBitsOf(KEYBOARD).map((bit) => [bit.bit, bit.usage])).toEqual(
      Array.from({ length: 8 }, (_, index) => [index, 0x0700e0 + index]),
    );
  });

  it('cut off anywhere gives a part of what the whole gives', () => {
    const whole = JSON.stringify(inputBitsOf(HEADSET));
    for (let length = 0; length < HEADSET.length; length += 1) {
      const part = inputBitsOf(HEADSET.subarray(0, length));
      expect(whole.startsWith(JSON.stringify(part).slice(0, -1))).toBe(true);
    }
  });

  it('of any bytes is read to its end', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 200 }),
        fc.array(fc.uint8Array({ maxLength: 70 })),
        (descriptor, reports) => {
          const reader = new HeadsetReports(inputBitsOf(descriptor));
          for (const report of reports) expect(Array.isArray(reader.take(report, 0))).toBe(true);
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe('the reports of a headset', () => {
  const headset = (): HeadsetReports => new HeadsetReports(inputBitsOf(HEADSET));

  it('reports a hook switch in both directions', () => {
    const reader = headset();
    expect(reader.take(bytes('01 01'), 0)).toEqual(['hook']);
    expect(reader.take(bytes('01 01'), 10)).toEqual([]);
    expect(reader.take(bytes('01 00'), 20)).toEqual(['hook']);
  });

  it('each press of the mute button turns mute on and off', () => {
    const reader = headset();
    expect(reader.take(bytes('01 02'), 0)).toEqual(['mute']);
    expect(reader.take(bytes('01 00'), 10)).toEqual([]);
    expect(reader.take(bytes('01 02'), 20)).toEqual(['unmute']);
  });

  it('another report of the same device means nothing here', () => {
    expect(headset().take(bytes('02 03'), 0)).toEqual([]);
  });

  it('reports a long press once, without waiting for the release', () => {
    const reader = headset();
    reader.take(bytes('01 02'), 0);
    expect(reader.tick(LONG_PRESS_MS - 1)).toEqual([]);
    expect(reader.tick(LONG_PRESS_MS)).toEqual(['long-press']);
    expect(reader.tick(2 * LONG_PRESS_MS)).toEqual([]);
    reader.take(bytes('01 00'), 2 * LONG_PRESS_MS);
    reader.take(bytes('01 02'), 3 * LONG_PRESS_MS);
    expect(reader.tick(4 * LONG_PRESS_MS)).toEqual(['long-press']);
  });

  it('From the field: reports a long press of play/pause in an array of 16-bit usages', () => {
    const reports = new HeadsetReports(inputBitsOf(ARRAY));
    expect(reports.isUseful).toBe(true);
    expect(reports.take(bytes('03 00 00 cd 00'), 0)).toEqual([]);
    expect(reports.tick(LONG_PRESS_MS)).toEqual(['long-press']);
    expect(reports.take(bytes('03 00 00 00 00'), LONG_PRESS_MS + 1)).toEqual([]);
    // Volume up is another usage of the same array.
    expect(reports.take(bytes('03 e9 00 00 00'), 5000)).toEqual([]);
    expect(reports.tick(5000 + LONG_PRESS_MS)).toEqual([]);
  });

  it('a hook switch that stays off the hook is no long press', () => {
    const reader = headset();
    reader.take(bytes('01 01'), 0);
    expect(reader.tick(10 * LONG_PRESS_MS)).toEqual([]);
  });

  it('a device without report numbers is understood', () => {
    const reader = new HeadsetReports(inputBitsOf(BUTTON));
    expect(reader.isUseful).toBe(true);
    reader.take(bytes('01'), 0);
    expect(reader.tick(LONG_PRESS_MS)).toEqual(['long-press']);
  });

  it('a keyboard is of no use as a headset', () => {
    expect(new HeadsetReports(inputBitsOf(KEYBOARD)).isUseful).toBe(false);
  });

  it('an empty or short report changes nothing', () => {
    const reader = headset();
    expect(reader.take(bytes(''), 0)).toEqual([]);
    expect(reader.take(bytes('01'), 0)).toEqual([]);
  });
});
