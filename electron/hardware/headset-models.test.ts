import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HEADSET_MODELS } from './fixtures/headset-models.fixture.ts';
import { HeadsetReports } from './headset-reports.ts';
import { inputBitsOf } from './hid-descriptor.ts';

const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
const MEANT = new Set([0x0b0020, 0x0b0021, 0x0b002f, 0x0c00cd]);

describe.each(HEADSET_MODELS.map((model) => [model.name, model] as const))('%s', (_name, model) => {
  it('has its buttons where the station looks for them', () => {
    const found = inputBitsOf(bytes(model.descriptor))
      .filter((bit) => MEANT.has(bit.usage))
      .map(
        (bit) =>
          `${bit.reportId}.${bit.bit} ${bit.usage.toString(16).padStart(6, '0')}${bit.isRelative ? '~' : ''}`,
      );
    expect(found).toEqual(model.bits);
    expect(new HeadsetReports(inputBitsOf(bytes(model.descriptor))).isUseful).toBe(model.bits.length > 0);
  });

  it('its reports become these events', () => {
    const reader = new HeadsetReports(inputBitsOf(bytes(model.descriptor)));
    for (const [index, [report, events]] of model.play.entries()) {
      expect(reader.take(bytes(report), index * 10)).toEqual(events);
    }
  });
});

describe('bad descriptors and reports', () => {
  const descriptors = HEADSET_MODELS.map((model) => bytes(model.descriptor));

  it('a hundred thousand broken descriptors and reports of real devices are read to their end', () => {
    let seed = 20_260_105;
    const random = (below: number): number => {
      seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
      return Math.floor((seed / 2 ** 32) * below);
    };
    let events = 0;
    for (let round = 0; round < 100_000; round += 1) {
      const whole = descriptors[random(descriptors.length)] ?? new Uint8Array();
      const broken = whole.slice(0, random(4) === 0 ? random(whole.length + 1) : whole.length);
      for (let change = random(6); change > 0 && broken.length > 0; change -= 1) {
        broken[random(broken.length)] = random(256);
      }
      const reader = new HeadsetReports(inputBitsOf(broken));
      const report = Uint8Array.from({ length: random(70) }, () => random(256));
      report[0] = random(3) === 0 ? (report[0] ?? 0) : 1 + random(12);
      events += reader.take(report, round).length;
    }
    expect(events).toBeGreaterThan(1000);
  }, 60_000);

  it('whatever bytes come, a mute is followed by an unmute', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...descriptors),
        fc.array(fc.uint8Array({ minLength: 0, maxLength: 8 }), { maxLength: 40 }),
        (descriptor, reports) => {
          const reader = new HeadsetReports(inputBitsOf(descriptor));
          const mutes = reports
            .flatMap((report, at) => reader.take(report, at))
            .filter((event) => /mute/.test(event));
          expect(mutes).toEqual(mutes.map((_, index) => (index % 2 === 0 ? 'mute' : 'unmute')));
        },
      ),
    );
  });
});
