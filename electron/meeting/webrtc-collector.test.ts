import { runInNewContext } from 'node:vm';
import { z } from 'zod';
import { expect, it } from 'vitest';
import { type EngineReport, parseEngineReport } from './media-report.ts';
import { COLLECTOR } from './webrtc-collector.ts';

const PROCESS = 30_599;
const CONNECTION = { pid: PROCESS, rid: 6, lid: 1 };
type Message = readonly [event: string, message: object];

/** What Chromium 130 and Chromium 156 tell their own page of the same call. */
const ENGINES: Readonly<Record<string, readonly Message[]>> = {
  'Chromium 130': [
    [
      'update-media',
      { ...CONNECTION, audio_track_info: 'id:b1a1 label:Headset', video_track_info: 'id:4419 label:Webcam' },
    ],
    ['update-peer-connection', { ...CONNECTION, type: 'connectionstatechange', value: 'connected' }],
    [
      'add-standard-stats',
      {
        ...CONNECTION,
        reports: [
          { id: 'AP', type: 'media-playout', stats: { timestamp: 1, values: ['kind', 'audio'] } },
          { id: 'gone', type: 'inbound-rtp' },
          {
            id: 'in',
            type: 'inbound-rtp',
            stats: { timestamp: 1, values: ['kind', 'audio', 'bytesReceived', '700', 'packetsReceived', 7] },
          },
          {
            id: 'pair',
            type: 'candidate-pair',
            stats: { timestamp: 1, values: ['nominated', true, 'currentRoundTripTime', 0.02] },
          },
        ],
      },
    ],
  ],
  'Chromium 156': [
    [
      'update-media',
      {
        ...CONNECTION,
        audio_track_info: '{"id":"b1a1","label":"Headset"}',
        video_track_info: '{"id":"4419","label":"Webcam"}',
      },
    ],
    ['update-peer-connection', { ...CONNECTION, type: 'onconnectionstatechange', value: '"connected"' }],
    [
      'add-standard-stats',
      {
        ...CONNECTION,
        reports: [
          ['AP', { id: 'AP', type: 'media-playout', kind: 'audio', timestamp: 1 }],
          ['in', { id: 'in', type: 'inbound-rtp', kind: 'audio', bytesReceived: 700, packetsReceived: 7 }],
          ['pair', { id: 'pair', type: 'candidate-pair', nominated: true, currentRoundTripTime: 0.02 }],
        ],
      },
    ],
  ],
};

/** Lets the collector hear the messages as Chromium's own page does. */
async function collect(messages: readonly Message[]): Promise<EngineReport> {
  const page = {
    cr: { webUIListenerCallback: (..._all: readonly unknown[]): void => undefined },
    readMeeting: (): Promise<unknown> => Promise.resolve(null),
  };
  const asked: unknown[] = [];
  runInNewContext(COLLECTOR, {
    window: page,
    chrome: { send: (what: unknown) => asked.push(what) },
    setTimeout,
  });
  page.cr.webUIListenerCallback('add-peer-connection', CONNECTION);
  for (const [event, message] of messages) page.cr.webUIListenerCallback(event, message);
  const answer = z.string().parse(await page.readMeeting());
  expect(asked).toEqual(['getStandardStats']);
  return parseEngineReport(answer, new Set([PROCESS]));
}

it.each(Object.entries(ENGINES))('reads what %s tells of a call', async (_engine, messages) => {
  const { media, devices } = await collect(messages);
  expect(devices.map(({ label }) => label)).toEqual(['Headset', 'Webcam']);
  expect(media).toMatchObject([
    { connectionState: 'connected', roundTripMs: 20, flows: { audioIn: { bytes: 700, packets: 7 } } },
  ]);
});

it('has nothing of a device without a track, and nothing of what no engine says', async () => {
  const none = { ...CONNECTION, audio_track_info: '', video_track_info: undefined };
  const { media, devices } = await collect([
    ['update-media', none],
    ['another event', {}],
  ]);
  expect({ media, devices }).toEqual({ media: [], devices: [] });
});
