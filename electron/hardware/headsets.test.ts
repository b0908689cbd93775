import { describe, expect, it } from 'vitest';
import type { Clock } from '../../shared/clock.ts';
import type { HeadsetEvent } from '../../shared/hardware/attached.ts';
import { ok, refuse } from '../../shared/result.ts';
import type { SourceReading } from './hardware.ts';
import { HidHeadsets, headsetsAmong } from './headsets.ts';
import type { HidCollection, HidLibrary, OpenHid } from './hid-library.ts';

const BUTTON = Uint8Array.from(Buffer.from('050c0901a10115002501750109cd9501810295078103c0', 'hex'));
/** One unnumbered report whose first bit is the mute button of the telephony page. */
const MUTE_BUTTON = Uint8Array.from(Buffer.from('050b0905a101150025017501092f9501810695078103c0', 'hex'));

function collection(path: string, usagePage: number, productId = 0x0e41): HidCollection {
  return { path, vendorId: 0x0b0e, productId, product: 'Sample Headset', usagePage, usage: 5 };
}

class FakeHid implements OpenHid {
  report: (report: Uint8Array) => void = () => undefined;
  end: (reason: string) => void = () => undefined;
  closed = false;

  onReport(listener: (report: Uint8Array) => void): void {
    this.report = listener;
  }

  onEnd(listener: (reason: string) => void): void {
    this.end = listener;
  }

  close(): Promise<void> {
    this.closed = true;
    return Promise.resolve();
  }
}

class FakeLibrary implements HidLibrary {
  collections: HidCollection[] = [];
  failure: Error | null = null;
  openFailure: Error | null = null;
  descriptorBytes: Uint8Array | null = BUTTON;
  readonly opened: FakeHid[] = [];
  /** Runs between the listing and the opening of a device. */
  beforeOpen: () => void = () => undefined;

  list(): Promise<readonly HidCollection[]> {
    return this.failure === null ? Promise.resolve(this.collections) : Promise.reject(this.failure);
  }

  open(): Promise<OpenHid> {
    this.beforeOpen();
    if (this.openFailure !== null) return Promise.reject(this.openFailure);
    const device = new FakeHid();
    this.opened.push(device);
    return Promise.resolve(device);
  }

  descriptor(): Promise<Uint8Array | null> {
    return Promise.resolve(this.descriptorBytes);
  }
}

function build() {
  const library = new FakeLibrary();
  let nowMs = 0;
  const clock: Clock = { now: () => nowMs, monotonicMs: () => nowMs, status: () => 'unsynced' };
  const repeating = new Set<() => void>();
  const readings: SourceReading[] = [];
  const events: HeadsetEvent[] = [];
  const source = new HidHeadsets({
    load: () => Promise.resolve(ok(library)),
    clock,
    timers: {
      every(_ms, action) {
        repeating.add(action);
        return () => repeating.delete(action);
      },
    },
    watch: () => null,
  });
  source.onEvent((event) => events.push(event));
  return {
    library,
    source,
    readings,
    events,
    repeating,
    start: () => source.start((reading) => readings.push(reading)),
    async pass(ms: number) {
      nowMs += ms;
      for (const action of repeating) action();
      for (let turn = 0; turn < 30; turn += 1) await Promise.resolve();
    },
  };
}

describe('headsets by HID', () => {
  it('a long press reaches the listener', async () => {
    const { library, events, start, pass } = build();
    library.collections = [collection('/dev/hidraw0', 0x0b)];
    await start();
    library.opened[0]?.report(Uint8Array.of(1));
    await pass(1500);
    expect(events).toEqual(['long-press']);
  });

  it('is opened once however often it is listed, and closed when it goes', async () => {
    const { library, readings, start, pass } = build();
    library.collections = [collection('/dev/hidraw0', 0x0b), collection('/dev/hidraw0', 0x0c)];
    await start();
    await pass(2000);
    expect(library.opened).toHaveLength(1);
    expect(readings.at(-1)?.devices).toMatchObject([{ kind: 'headset', vendor: '0b0e', product: '0e41' }]);
    library.collections = [];
    await pass(2000);
    expect(library.opened[0]?.closed).toBe(true);
    expect(readings.at(-1)?.devices).toEqual([]);
  });

  it('is opened again after it ended and came back', async () => {
    const { library, start, pass } = build();
    library.collections = [collection('/dev/hidraw0', 0x0b)];
    await start();
    library.opened[0]?.end('could not read from HID device');
    await pass(2000);
    expect(library.opened).toHaveLength(2);
  });

  it('that goes while it is muted leaves nobody muted: it starts unmuted when it is back', async () => {
    const { library, events, start, pass } = build();
    library.collections = [collection('/dev/hidraw0', 0x0b)];
    library.descriptorBytes = MUTE_BUTTON;
    await start();
    library.opened[0]?.report(Uint8Array.of(1));
    library.opened[0]?.end('could not read from HID device');
    await pass(2000);
    library.opened[1]?.report(Uint8Array.of(1));
    expect(events).toEqual(['mute', 'unmute', 'mute']);
  });

  it('that may not be opened is still attached, with the reason, and tried again', async () => {
    const { library, readings, start, pass } = build();
    library.collections = [collection('/dev/hidraw0', 0x0b)];
    library.openFailure = new Error('Permission denied');
    await start();
    expect(readings.at(-1)).toMatchObject({
      devices: [{ kind: 'headset' }],
      troubles: [
        { code: 'cannot-open', detail: expect.stringContaining('70-child-link-input.rules') as string },
      ],
    });
    library.openFailure = null;
    await pass(2000);
    expect(readings.at(-1)?.troubles).toEqual([]);
    expect(library.opened).toHaveLength(1);
  });

  it('opens and reports two headsets at once; losing one does not affect the other', async () => {
    const { library, events, readings, start, pass } = build();
    library.collections = [collection('/dev/hidraw0', 0x0b), collection('/dev/hidraw1', 0x0b, 2)];
    await start();
    expect(readings.at(-1)?.devices.map((device) => device.product)).toEqual(['0e41', '0002']);
    library.opened[0]?.report(Uint8Array.of(1));
    library.opened[1]?.report(Uint8Array.of(1));
    await pass(1500);
    expect(events).toEqual(['long-press', 'long-press']);
    library.collections = library.collections.slice(1);
    await pass(2000);
    expect(library.opened.map((device) => device.closed)).toEqual([true, false]);
    library.opened[1]?.report(Uint8Array.of(0));
    library.opened[1]?.report(Uint8Array.of(1));
    await pass(1500);
    expect(events).toHaveLength(3);
  });

  it('that vanishes between list and opening is gone at the next look, with no trouble left', async () => {
    const { library, readings, start, pass } = build();
    library.collections = [collection('/dev/hidraw0', 0x0b)];
    library.beforeOpen = () => {
      library.collections = [];
      library.openFailure = new Error('cannot open device with path /dev/hidraw0');
    };
    await start();
    await pass(2000);
    expect(library.opened).toEqual([]);
    expect(readings.at(-1)).toEqual({ devices: [], troubles: [] });
  });

  it('whose buttons cannot be understood is attached, with the reason', async () => {
    const { library, readings, start } = build();
    library.collections = [collection('/dev/hidraw0', 0x0b)];
    library.descriptorBytes = null;
    await start();
    expect(readings.at(-1)).toMatchObject({
      devices: [{ kind: 'headset' }],
      troubles: [{ code: 'no-descriptor' }],
    });
  });

  it('a library that does not load is a trouble, not an end', async () => {
    const readings: SourceReading[] = [];
    const source = new HidHeadsets({
      load: () =>
        Promise.resolve(refuse({ part: 'headset', code: 'library-missing', detail: 'libusb' } as const)),
      clock: { now: () => 0, monotonicMs: () => 0, status: () => 'unsynced' },
      timers: { every: () => () => undefined },
      watch: () => null,
    });
    await source.start((reading) => readings.push(reading));
    expect(readings).toEqual([
      { devices: [], troubles: [{ part: 'headset', code: 'library-missing', detail: 'libusb' }] },
    ]);
  });

  it('a list that fails is a trouble until it succeeds', async () => {
    const { library, readings, start, pass } = build();
    library.failure = new Error('hid_init failed');
    await start();
    expect(readings.at(-1)?.troubles).toMatchObject([{ code: 'unreadable' }]);
    library.failure = null;
    await pass(2000);
    expect(readings.at(-1)).toEqual({ devices: [], troubles: [] });
  });

  it('stopping closes what is open and stops every timer', async () => {
    const { library, source, repeating, start } = build();
    library.collections = [collection('/dev/hidraw0', 0x0b)];
    await start();
    source.stop();
    expect(library.opened[0]?.closed).toBe(true);
    expect(repeating.size).toBe(0);
  });
});

describe('which HID device is a headset', () => {
  it.each<[string, HidCollection[], (string | undefined)[]]>([
    ['telephony', [collection('a', 0x0b)], ['headset']],
    [
      'telephony and consumer controls on two interfaces',
      [collection('a', 0x0b), collection('b', 0x0c)],
      ['headset'],
    ],
    ['consumer controls alone', [collection('a', 0x0c)], ['unknown']],
    ['the consumer controls of a keyboard', [collection('a', 0x0c), collection('b', 0x01)], []],
    ['a keyboard', [collection('a', 0x01)], []],
    ['two headsets', [collection('a', 0x0b), collection('b', 0x0b, 2)], ['headset', 'headset']],
  ])('%s', (_what, collections, kinds) => {
    expect(headsetsAmong(collections).map((device) => device.kind)).toEqual(kinds);
  });
});
