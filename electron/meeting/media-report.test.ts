import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NOTHING_REPORTED, parseEngineReport } from './media-report.ts';

const PROCESS = 4711;
const OURS = new Set([PROCESS]);
const STATS = [
  { type: 'inbound-rtp', kind: 'audio', bytesReceived: '10', packetsReceived: 1, packetsLost: 0 },
  {
    type: 'inbound-rtp',
    kind: 'video',
    bytesReceived: '30',
    packetsReceived: 3,
    packetsLost: '2',
    framesPerSecond: 15,
    freezeCount: 2,
    totalFreezesDuration: 0.9,
  },
  { type: 'outbound-rtp', kind: 'audio', bytesSent: '20', packetsSent: '2' },
  { type: 'outbound-rtp', kind: 'video', bytesSent: '40', packetsSent: '4', framesPerSecond: 12.5 },
  { type: 'remote-inbound-rtp', kind: 'audio', packetsLost: 1 },
  { type: 'candidate-pair', nominated: false, currentRoundTripTime: 9 },
  { type: 'candidate-pair', nominated: true, currentRoundTripTime: 0.0245 },
];
const connection = (more: object = {}) => ({
  connection: '5-1',
  process: PROCESS,
  state: 'connected',
  stats: STATS,
  ...more,
});
const answer = (connections: readonly unknown[], devices: readonly unknown[] = []): string =>
  JSON.stringify({ connections, devices });

describe('parseEngineReport', () => {
  it('reads the numbers of a connection, 64-bit ones from text', () => {
    expect(parseEngineReport(answer([connection()]), OURS).media).toEqual([
      {
        connection: '5-1',
        connectionState: 'connected',
        flows: {
          audioIn: { bytes: 10, packets: 1, lost: 0 },
          audioOut: { bytes: 20, packets: 2, lost: 1 },
          videoIn: { bytes: 30, packets: 3, lost: 2 },
          videoOut: { bytes: 40, packets: 4, lost: 0 },
        },
        roundTripMs: 25,
        framesIn: 15,
        framesOut: 12.5,
        freezes: 2,
        frozenMs: 900,
      },
    ]);
  });

  it('what was not measured is null', () => {
    const [media] = parseEngineReport(answer([connection({ stats: [] })]), OURS).media;
    expect(media).toMatchObject({ roundTripMs: null, framesIn: null, framesOut: null });
  });

  it('reads the labels of opened devices, of the page’s own processes only', () => {
    const devices = [
      { process: PROCESS, microphone: 'Sample Headset', camera: null },
      { process: 1, microphone: 'Another Page’s', camera: 'Another Page’s' },
    ];
    expect(parseEngineReport(answer([connection({ process: 1 })], devices), OURS)).toEqual({
      media: [],
      devices: [{ device: 'microphone', label: 'Sample Headset' }],
    });
  });

  it.each([
    undefined,
    null,
    7,
    '',
    'null',
    '[]',
    '{}',
    '{"connections":[],"devices":',
    answer([null, 'x', {}, connection({ connection: 'x' }), connection({ process: '4711' })]),
    ' '.repeat(1_000_001),
  ])('yields nothing for %s', (text) => {
    expect(parseEngineReport(text, OURS)).toEqual(NOTHING_REPORTED);
  });

  it('a state that this version does not know counts as new', () => {
    expect(parseEngineReport(answer([connection({ state: 'x' })]), OURS).media[0]?.connectionState).toBe(
      'new',
    );
  });

  it('whatever arrives, every number is whole where it must be, bounded and without a sign (10^5)', () => {
    const values = [
      0,
      -0,
      -1,
      0.5,
      7,
      1e9,
      1e30,
      -1e30,
      NaN,
      Infinity,
      '',
      '0',
      '-1',
      '12',
      '0x10',
      '9'.repeat(24),
    ];
    const pool: readonly unknown[] = [...values, '9'.repeat(25), true, false, null, {}, [], ['1'], undefined];
    const types = ['inbound-rtp', 'outbound-rtp', 'remote-inbound-rtp', 'candidate-pair', 'x', 7];
    const fields = [...new Set(STATS.flatMap((stat) => Object.keys(stat)))];
    // Small and seeded: the same hundred thousand statistics every time.
    let seed = 1;
    const pick = <T>(from: readonly T[]): T | undefined => {
      seed = (seed * 48_271) % 2_147_483_647;
      return from[seed % from.length];
    };
    for (let round = 0; round < 25_000; round += 1) {
      const stats = Array.from({ length: 4 }, () => ({
        ...Object.fromEntries(fields.map((field) => [field, pick(pool)])),
        type: pick(types),
        kind: pick(['audio', 'video', 'x']),
      }));
      const [media] = parseEngineReport(answer([connection({ stats })]), OURS).media;
      expect(media).toBeDefined();
      if (media === undefined) continue;
      const counts = Object.values(media.flows).flatMap(({ bytes, packets, lost }) => [bytes, packets, lost]);
      const whole = [...counts, media.freezes, media.frozenMs, media.roundTripMs ?? 0];
      expect(whole.filter((count) => !Number.isSafeInteger(count) || count < 0)).toEqual([]);
      const frames = [media.framesIn ?? 1, media.framesOut ?? 1];
      expect(frames.filter((count) => !(count > 0 && count <= 500))).toEqual([]);
    }
  }, 60_000);

  it('whatever text arrives, it never throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(parseEngineReport(text, OURS).media).toEqual([]);
      }),
    );
  });
});
