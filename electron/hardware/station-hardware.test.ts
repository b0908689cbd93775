import { describe, expect, it } from 'vitest';
import { inputDevices, type AttachedDevice, type HeadsetEvent } from '../../shared/hardware/attached.ts';
import { unsupportedInputs } from './choose-hardware.ts';
import type { HeadsetSource, SourceReading } from './hardware.ts';
import { attachedMedia } from './media-devices.ts';
import { StationHardware } from './station-hardware.ts';

class FakeSource implements HeadsetSource {
  changed: (reading: SourceReading) => void = () => undefined;
  readonly events = new Set<(event: HeadsetEvent) => void>();
  stopped = false;

  start(changed: (reading: SourceReading) => void): Promise<void> {
    this.changed = changed;
    return Promise.resolve();
  }

  looks = 0;

  stop(): void {
    this.stopped = true;
  }

  lookAgain(): void {
    this.looks += 1;
  }

  onEvent(listener: (event: HeadsetEvent) => void): () => void {
    this.events.add(listener);
    return () => this.events.delete(listener);
  }
}

const KEYBOARD: AttachedDevice = {
  kind: 'keyboard',
  id: 'input:1:keyboard',
  name: 'Sample Keyboard',
  vendor: null,
  product: null,
  how: 'test',
};
const HEADSET: AttachedDevice = {
  ...KEYBOARD,
  kind: 'headset',
  id: 'hid:1',
  name: 'Sample Headset',
  vendor: '0b0e',
  product: '0e41',
};

async function build() {
  const inputs = new FakeSource();
  const headsets = new FakeSource();
  const hardware = new StationHardware(inputs, headsets);
  const told: string[][] = [];
  hardware.onChange((attached) => told.push(attached.map((device) => device.name)));
  await hardware.start();
  return { inputs, headsets, hardware, told };
}

describe('what is attached', () => {
  it('is one value of all sources and reports', async () => {
    const { inputs, headsets, hardware } = await build();
    inputs.changed({ devices: [KEYBOARD], troubles: [] });
    headsets.changed({ devices: [HEADSET], troubles: [] });
    hardware.reportMedia([
      { kind: 'camera', label: 'Sample Camera (046d:0825)', deviceId: 'c', groupId: 'g' },
    ]);
    hardware.reportDisplays([{ id: '1', name: 'Sample Display' }]);
    expect(hardware.attached.map((device) => device.kind)).toEqual([
      'keyboard',
      'headset',
      'camera',
      'display',
    ]);
    expect(hardware.attached[2]).toMatchObject({ vendor: '046d', product: '0825' });
    expect(inputDevices(hardware.attached)).toEqual([KEYBOARD]);
  });

  it('reports changes and nothing else', async () => {
    const { inputs, told } = await build();
    const empty: SourceReading = { devices: [], troubles: [] };
    inputs.changed({ devices: [KEYBOARD], troubles: [] });
    inputs.changed({ devices: [{ ...KEYBOARD }], troubles: [] });
    inputs.changed(empty);
    inputs.changed(empty);
    expect(told).toEqual([['Sample Keyboard'], []]);
  });

  it('says what it cannot see', async () => {
    const hardware = new StationHardware(unsupportedInputs('win32'), new FakeSource());
    await hardware.start();
    expect(hardware.troubles).toMatchObject([{ part: 'input-devices', code: 'unsupported' }]);
    expect(hardware.attached).toEqual([]);
  });

  it('passes on what the headset does, until the listener leaves', async () => {
    const { headsets, hardware } = await build();
    const events: HeadsetEvent[] = [];
    const stop = hardware.onHeadset((event) => events.push(event));
    for (const listener of headsets.events) listener('hook');
    stop();
    for (const listener of headsets.events) listener('mute');
    expect(events).toEqual(['hook']);
  });

  it('stops its sources', async () => {
    const { inputs, headsets, hardware } = await build();
    hardware.stop();
    expect([inputs.stopped, headsets.stopped]).toEqual([true, true]);
  });
});

describe('media devices', () => {
  const microphone = {
    kind: 'microphone',
    label: 'Sample Headset Mono (0b0e:0e41)',
    deviceId: 'm',
    groupId: 'g',
  } as const;
  const speaker = {
    kind: 'speaker',
    label: 'Sample Headset Stereo (0b0e:0e41)',
    deviceId: 's',
    groupId: 'g',
  } as const;
  const kinds = (...values: Parameters<typeof attachedMedia>) =>
    attachedMedia(...values).map((device) => device.kind);

  it('a microphone and a speaker in one device are a headset', () => {
    expect(kinds([microphone, speaker], [])).toEqual(['headset', 'microphone', 'speaker']);
  });

  it('that HID has told of already is not told twice', () => {
    expect(kinds([microphone, speaker], [HEADSET])).toEqual(['microphone', 'speaker']);
    expect(kinds([microphone, speaker], [{ ...HEADSET, product: '9999' }])).toEqual([
      'headset',
      'microphone',
      'speaker',
    ]);
  });

  it('built in or in two devices are no headset', () => {
    expect(kinds([{ ...microphone, label: 'Built-in Audio' }, speaker], [])).toEqual([
      'microphone',
      'speaker',
    ]);
    expect(kinds([microphone, { ...speaker, groupId: 'other' }], [])).toEqual(['microphone', 'speaker']);
    expect(
      kinds(
        [
          { ...microphone, groupId: '' },
          { ...speaker, groupId: '' },
        ],
        [],
      ),
    ).toEqual(['microphone', 'speaker']);
  });

  it('the default entry stands for another and is left out', () => {
    expect(kinds([{ ...microphone, deviceId: 'default' }], [])).toEqual([]);
  });

  it('without labels each still has an id of its own', () => {
    const blank = { kind: 'camera', label: '', deviceId: '', groupId: '' } as const;
    const ids = attachedMedia([blank, blank], []).map((device) => device.id);
    expect(new Set(ids).size).toBe(2);
  });

  it('looks again everywhere when the system says so', async () => {
    const { hardware, inputs, headsets } = await build();
    hardware.lookAgain();
    expect([inputs.looks, headsets.looks]).toEqual([1, 1]);
  });
});
