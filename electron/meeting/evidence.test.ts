import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EvidenceTally, FLOW_WINDOW_MS, SILENCE_MS } from './evidence.ts';
import type { ConnectionState, MediaReport } from './media-report.ts';

type Bytes = readonly [audioIn: number, audioOut: number, videoIn: number, videoOut: number];

function report(
  [audioIn, audioOut, videoIn, videoOut]: Bytes,
  connection: number | string = 0,
  connectionState: ConnectionState = 'connected',
  more: Partial<MediaReport> = {},
): MediaReport {
  const flow = (bytes: number) => ({ bytes, packets: 0, lost: 0 });
  return {
    connection: String(connection),
    connectionState,
    flows: {
      audioIn: flow(audioIn),
      audioOut: flow(audioOut),
      videoIn: flow(videoIn),
      videoOut: flow(videoOut),
    },
    roundTripMs: null,
    framesIn: null,
    framesOut: null,
    freezes: 0,
    frozenMs: 0,
    ...more,
  };
}

describe('EvidenceTally', () => {
  it('adds up the connections of all frames', () => {
    const tally = new EvidenceTally();
    tally.add(report([1, 2, 3, 4]), 1000, 5000);
    tally.add(report([10, 20, 30, 40], 1), 1000, 5000);
    tally.add(report([100, 200, 300, 400], 'other'), 1000, 5000);
    expect(tally.read(1000, 0)).toMatchObject({ audioIn: 111, audioOut: 222, videoIn: 333, videoOut: 444 });
  });

  it('counts what a connection has since its last report', () => {
    const tally = new EvidenceTally();
    tally.add(report([100, 100, 100, 100]), 1000, 5000);
    tally.add(report([150, 160, 170, 180]), 2000, 6000);
    expect(tally.read(2000, 0)).toMatchObject({ audioIn: 150, audioOut: 160, videoIn: 170, videoOut: 180 });
  });

  it('adds a new connection to what those before the reload had counted', () => {
    const tally = new EvidenceTally();
    tally.add(report([100, 100, 100, 100]), 1000, 5000);
    tally.interrupt();
    tally.add(report([5, 5, 5, 5], 2), 2000, 6000);
    expect(tally.read(2000, 0)).toMatchObject({ audioIn: 105, audioOut: 105, videoIn: 105, videoOut: 105 });
  });

  it('a page that makes connections without end does not fill the memory, and leaves room again once they are gone', () => {
    const tally = new EvidenceTally();
    for (let i = 0; i < 10_000; i += 1) tally.add(report([1, 0, 0, 0], i), 1000, 5000);
    expect(tally.read(1000, 0).audioIn).toBe(256);
    tally.add(report([1, 0, 0, 0], 'later'), 20_000, 5000);
    expect(tally.read(20_000, 0).audioIn).toBe(257);
  });

  it('media flows while bytes came both ways of late, and says when it last did', () => {
    const tally = new EvidenceTally();
    tally.add(report([0, 10, 0, 10]), 1000, 5000);
    expect(tally.read(1000, 0)).toMatchObject({ flowing: false, lastFlowAt: null });
    tally.add(report([10, 20, 0, 20]), 2000, 6000);
    expect(tally.read(2000, 0)).toMatchObject({ flowing: true, lastFlowAt: 6000 });
    tally.add(report([10, 20, 0, 20]), 2000 + FLOW_WINDOW_MS, 7500);
    expect(tally.read(2000 + FLOW_WINDOW_MS, 0).flowing).toBe(true);
    tally.add(report([10, 20, 0, 20]), 2200 + FLOW_WINDOW_MS, 7700);
    expect(tally.read(2200 + FLOW_WINDOW_MS, 0)).toMatchObject({ flowing: false, lastFlowAt: 6000 });
  });

  it('a page that is too busy to report is believed for a while, and no longer', () => {
    const tally = new EvidenceTally();
    tally.add(report([10, 10, 0, 0]), 1000, 5000);
    expect(tally.read(1000 + SILENCE_MS, 0).flowing).toBe(true);
    expect(tally.read(1001 + SILENCE_MS, 0).flowing).toBe(false);
  });

  it('a report that repeats the same numbers is no flow', () => {
    const tally = new EvidenceTally();
    for (const nowMs of [1000, 2000, 3000, 4000, 5000]) tally.add(report([10, 10, 10, 10]), nowMs, nowMs);
    expect(tally.read(5000, 0)).toMatchObject({ flowing: false, lastFlowAt: 1000 });
  });

  it('when the page is fetched again, nothing flows until bytes come again', () => {
    const tally = new EvidenceTally();
    tally.add(report([10, 10, 10, 10]), 1000, 5000);
    tally.interrupt();
    expect(tally.read(1000, 0)).toMatchObject({ flowing: false, audioIn: 10 });
    expect(tally.isConnected(1000)).toBe(false);
  });

  it('a connection that is up counts as one though nobody is at its other end', () => {
    const tally = new EvidenceTally();
    tally.add(report([0, 10, 0, 10]), 1000, 5000);
    expect(tally.isConnected(1000)).toBe(true);
    tally.add(report([0, 20, 0, 20], 0, 'disconnected'), 2000, 6000);
    expect(tally.isConnected(1001 + SILENCE_MS)).toBe(false);
  });

  it('whatever the page claims, no total ever falls or stops being a whole number', () => {
    const claim = fc.record({
      connection: fc.integer({ min: 0, max: 63 }),
      totals: fc.tuple(fc.maxSafeNat(), fc.maxSafeNat(), fc.nat(), fc.nat(100)),
      waitMs: fc.nat(2000),
      interrupt: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(claim, { maxLength: 60 }), (claims) => {
        const tally = new EvidenceTally();
        let nowMs = 0;
        let before = tally.read(0, 0);
        for (const { connection, totals, waitMs, interrupt } of claims) {
          nowMs += waitMs;
          tally.add(report(totals, connection), nowMs, nowMs);
          if (interrupt) tally.interrupt();
          const after = tally.read(nowMs, 0);
          for (const key of ['audioIn', 'audioOut', 'videoIn', 'videoOut'] as const) {
            expect(after[key]).toBeGreaterThanOrEqual(before[key]);
            expect(Number.isSafeInteger(after[key])).toBe(true);
          }
          before = after;
        }
      }),
    );
  });

  it('tells seeing and hearing them from being seen and heard', () => {
    const tally = new EvidenceTally();
    tally.add(report([10, 0, 10, 0]), 1000, 5000);
    expect(tally.read(1000, 0)).toMatchObject({ seeAndHear: { them: true, us: false }, flowing: false });
    tally.add(report([20, 10, 20, 0]), 2000, 6000);
    expect(tally.read(2000, 0)).toMatchObject({
      seeAndHear: { them: true, us: false },
      flows: { audioIn: true, audioOut: true, videoIn: true, videoOut: false },
    });
    tally.add(report([20, 20, 20, 10]), 5000, 9000);
    expect(tally.read(5000, 0).seeAndHear).toEqual({ them: false, us: true });
  });

  it('loss is that of the last seconds, inward of what came and was missed, outward of what was sent', () => {
    const tally = new EvidenceTally();
    const flows = (packets: number, lostIn: number, lostOut: number) => ({
      audioIn: { bytes: packets, packets, lost: lostIn },
      audioOut: { bytes: packets, packets, lost: lostOut },
      videoIn: { bytes: 0, packets: 0, lost: 0 },
      videoOut: { bytes: 0, packets: 0, lost: 0 },
    });
    tally.add(report([0, 0, 0, 0], 0, 'connected', { flows: flows(100, 100, 0) }), 1000, 0);
    tally.add(report([0, 0, 0, 0], 0, 'connected', { flows: flows(190, 110, 9) }), 8000, 0);
    expect(tally.read(8000, 0)).toMatchObject({ lossIn: 0.1, lossOut: 0.1 });
    expect(tally.read(20_000, 0)).toMatchObject({ lossIn: null, lossOut: null });
  });

  it('adds up how often and how long their picture stood still, never longer than time went by', () => {
    const tally = new EvidenceTally();
    tally.add(report([1, 1, 1, 1], 0, 'connected', { freezes: 1, frozenMs: 400 }), 1000, 0);
    tally.add(report([2, 2, 2, 2], 0, 'connected', { freezes: 3, frozenMs: 900 }), 2000, 0);
    tally.add(report([3, 3, 3, 3], 0, 'connected', { freezes: 4, frozenMs: 999_999 }), 3000, 0);
    expect(tally.read(3000, 0)).toMatchObject({ freezes: 4, frozenMs: 1500 });
  });

  it('says when the meeting was lost and back, and for how long in all', () => {
    const tally = new EvidenceTally();
    tally.tick(false, 0, 1000);
    tally.tick(true, 0, 2000);
    tally.tick(true, 0, 3000);
    expect(tally.read(0, 3500)).toMatchObject({ outages: [{ lostAt: 2000, backAt: null }], lostMs: 1500 });
    tally.tick(false, 0, 4000);
    tally.tick(true, 0, 9000);
    tally.tick(false, 0, 9500);
    expect(tally.read(0, 20_000)).toMatchObject({
      outages: [
        { lostAt: 2000, backAt: 4000 },
        { lostAt: 9000, backAt: 9500 },
      ],
      lostMs: 2500,
    });
  });

  it('names the device that the page opened, until the page is loaded again', () => {
    const tally = new EvidenceTally();
    tally.addDevice({ device: 'camera', label: 'Sample Webcam' }, 'Sample Webcam');
    tally.addDevice({ device: 'microphone', label: 'Sample Headset' }, null);
    expect(tally.read(0, 0).devices).toEqual({ microphone: 'any', camera: 'chosen', speaker: 'unknown' });
    tally.interrupt();
    expect(tally.read(0, 0).devices.camera).toBe('unknown');
  });

  it('another device than the chosen one stays on record though the chosen one is opened after it', () => {
    const tally = new EvidenceTally();
    tally.addDevice({ device: 'microphone', label: 'Other Microphone' }, 'Sample Headset');
    tally.addDevice({ device: 'microphone', label: 'Sample Headset' }, 'Sample Headset');
    expect(tally.read(0, 0).devices.microphone).toBe('other');
  });
});
