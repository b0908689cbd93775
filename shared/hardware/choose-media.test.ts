import { describe, expect, it } from 'vitest';
import type { MediaDevice } from './attached.ts';
import { chooseMedia, permittedMedia, unchosenMedia, type ChosenMedia } from './choose-media.ts';
import { EVERY_DEVICE } from './usb-identity.ts';

const NOTHING: ChosenMedia = { microphone: null, speaker: null, camera: null };

function device(kind: MediaDevice['kind'], deviceId: string, label: string, groupId = ''): MediaDevice {
  return { kind, deviceId, label, groupId };
}

const BUILT_IN = [device('microphone', 'm0', 'Built-in'), device('speaker', 's0', 'Built-in')];
const FIRST = [
  device('microphone', 'm1', 'Sample Headset Mono (0b0e:0e41)', 'g1'),
  device('speaker', 's1', 'Sample Headset Analog Stereo (0b0e:0e41)', 'g2'),
];
const SECOND = [
  device('microphone', 'm2', 'Other Headset (047f:c056)', 'g3'),
  device('speaker', 's2', 'Other Headset (047f:c056)', 'g3'),
];
const CAMERA = device('camera', 'c1', 'Sample Webcam (046d:0825)');

describe('what is used unless staff choose otherwise', () => {
  it.each<
    [string, MediaDevice[], { name: string; vendor: string | null; product: string | null }[], ChosenMedia]
  >([
    ['nothing where there is nothing', [], [], NOTHING],
    [
      'the sound of the headset that HID found, by product',
      [...BUILT_IN, ...SECOND, ...FIRST],
      [{ name: 'A', vendor: '0b0e', product: '0e41' }],
      { microphone: 'm1', speaker: 's1', camera: null },
    ],
    [
      'by name where the label has no product',
      [...BUILT_IN, device('microphone', 'm3', 'Plain Headphones Mono')],
      [{ name: 'Plain Headphones', vendor: '1111', product: '2222' }],
      { microphone: 'm3', speaker: 's0', camera: null },
    ],
    [
      'the first of two headsets, both ends of the same one',
      [...SECOND, ...FIRST],
      [
        { name: 'A', vendor: '0b0e', product: '0e41' },
        { name: 'B', vendor: '047f', product: 'c056' },
      ],
      { microphone: 'm1', speaker: 's1', camera: null },
    ],
    [
      'what calls itself a headset where HID found none',
      [...BUILT_IN, ...FIRST],
      [],
      { microphone: 'm1', speaker: 's1', camera: null },
    ],
    [
      'the first where nothing is a headset',
      [...BUILT_IN, CAMERA],
      [],
      { microphone: 'm0', speaker: 's0', camera: 'c1' },
    ],
  ])('%s', (_what, media, headsets, chosen) => {
    expect(chooseMedia(media, headsets, NOTHING)).toEqual(chosen);
  });

  it('keeps a former choice while it is there, and only then', () => {
    const former = { microphone: 'm2', speaker: 's2', camera: null };
    const headsets = [{ name: 'A', vendor: '0b0e', product: '0e41' }];
    expect(chooseMedia([...FIRST, ...SECOND], headsets, former)).toEqual(former);
    expect(chooseMedia(FIRST, headsets, former)).toEqual({ microphone: 'm1', speaker: 's1', camera: null });
  });
});

describe('the devices of the site', () => {
  it('all may be used where nothing is listed', () => {
    expect(permittedMedia([...BUILT_IN, ...FIRST, CAMERA], EVERY_DEVICE)).toHaveLength(5);
  });

  it('a list takes everything away that is not on it, and what does not say what it is', () => {
    const allowed = { headsets: ['047f:c056'], webcams: ['046d:0825'], buttons: [] };
    const left = permittedMedia(
      [...BUILT_IN, ...FIRST, ...SECOND, CAMERA, device('camera', 'c2', 'Webcam')],
      allowed,
    );
    expect(left.map((one) => one.deviceId)).toEqual(['m2', 's2', 'c1']);
  });
});

describe('what is attached beside the chosen device', () => {
  const ALL = [...BUILT_IN, ...FIRST, CAMERA];
  const chosen: ChosenMedia = { microphone: 'm1', speaker: 's1', camera: 'c1' };

  it.each([
    ['microphone', chosen, ['m0']],
    ['camera', chosen, []],
    ['microphone', NOTHING, []],
  ] as const)('%s with %j: %j', (kind, choice, ids) => {
    expect(unchosenMedia(ALL, kind, choice).map(({ deviceId }) => deviceId)).toEqual(ids);
  });
});
