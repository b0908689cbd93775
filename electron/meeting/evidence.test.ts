import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EvidenceTally, FLOW_WINDOW_MS, parseMediaReport } from './evidence.ts';
import type { MediaReport } from './evidence.ts';

function report(totals: MediaReport['totals'], connection = 0, connectionState = 2): MediaReport {
  return { connection, connectionState, totals };
}

describe('parseMediaReport', () => {
  test('reads six whole numbers', () => {
    expect(parseMediaReport('3,2,10,20,30,40')).toEqual({
      connection: 3,
      connectionState: 2,
      totals: [10, 20, 30, 40],
    });
  });

  test.each([
    '',
    '0,2,1,2,3',
    '0,2,1,2,3,4,5',
    '0,2,1,2,3,-4',
    '0,2,1,2,3,4.5',
    '0,2,1,2,3,1e9',
    '0,2,1,2,3,NaN',
    '0,2,1,2,3,0x10',
    ' 0,2,1,2,3,4',
    '0,2,1,2,3,4\n',
    '64,2,1,2,3,4',
    '0,6,1,2,3,4',
    '0,2,1,2,3,9999999999999999',
    '0,2,1,2,3,99999999999999999999',
    '{"audioIn":1}',
    'her name',
  ])('reads nothing in %j', (payload) => {
    expect(parseMediaReport(payload)).toBeNull();
  });

  test('whatever the page sends, only bounded whole numbers come through', () => {
    const digits = fc.array(fc.bigInt({ min: 0n, max: 10n ** 18n }), { minLength: 5, maxLength: 7 });
    fc.assert(
      fc.property(fc.oneof(fc.string(), digits.map(String)), (payload) => {
        const totals = parseMediaReport(payload)?.totals ?? [];
        expect(totals.every((n) => Number.isSafeInteger(n) && n >= 0)).toBe(true);
      }),
    );
  });
});

describe('EvidenceTally', () => {
  test('adds up the connections of all frames', () => {
    const tally = new EvidenceTally();
    tally.add('/1/', report([1, 2, 3, 4]), 1000, 5000);
    tally.add('/1/', report([10, 20, 30, 40], 1), 1000, 5000);
    tally.add('frame/7/', report([100, 200, 300, 400]), 1000, 5000);
    expect(tally.read(1000)).toMatchObject({ audioIn: 111, audioOut: 222, videoIn: 333, videoOut: 444 });
  });

  test('counts what a connection has since its last report', () => {
    const tally = new EvidenceTally();
    tally.add('/1/', report([100, 100, 100, 100]), 1000, 5000);
    tally.add('/1/', report([150, 160, 170, 180]), 2000, 6000);
    expect(tally.read(2000)).toMatchObject({ audioIn: 150, audioOut: 160, videoIn: 170, videoOut: 180 });
  });

  test('goes on from where it was when the page reloads and its numbers start again', () => {
    const tally = new EvidenceTally();
    tally.add('/1/', report([100, 100, 100, 100]), 1000, 5000);
    tally.forget('/');
    tally.add('/1/', report([5, 5, 5, 5]), 2000, 6000);
    expect(tally.read(2000)).toMatchObject({ audioIn: 105, audioOut: 105, videoIn: 105, videoOut: 105 });
  });

  test('forgets only the documents that are gone', () => {
    const tally = new EvidenceTally();
    tally.add('/1/', report([100, 0, 0, 0]), 1000, 5000);
    tally.add('frame/1/', report([100, 0, 0, 0]), 1000, 5000);
    tally.forget('/1/');
    tally.add('/1/', report([10, 0, 0, 0]), 2000, 6000);
    tally.add('frame/1/', report([110, 0, 0, 0]), 2000, 6000);
    expect(tally.read(2000).audioIn).toBe(220);
  });

  test('media flows while bytes came both ways of late, and says when it last did', () => {
    const tally = new EvidenceTally();
    tally.add('/1/', report([0, 10, 0, 10]), 1000, 5000);
    expect(tally.read(1000)).toMatchObject({ flowing: false, lastFlowAt: null });
    tally.add('/1/', report([10, 20, 0, 20]), 2000, 6000);
    expect(tally.read(2000)).toMatchObject({ flowing: true, lastFlowAt: 6000 });
    expect(tally.read(2000 + FLOW_WINDOW_MS).flowing).toBe(true);
    expect(tally.read(2001 + FLOW_WINDOW_MS)).toMatchObject({ flowing: false, lastFlowAt: 6000 });
  });

  test('a report that repeats the same numbers is no flow', () => {
    const tally = new EvidenceTally();
    for (const nowMs of [1000, 2000, 3000, 4000, 5000])
      tally.add('/1/', report([10, 10, 10, 10]), nowMs, nowMs);
    expect(tally.read(5000)).toMatchObject({ flowing: false, lastFlowAt: 1000 });
  });

  test('when the page is fetched again, nothing flows until bytes come again', () => {
    const tally = new EvidenceTally();
    tally.add('/1/', report([10, 10, 10, 10]), 1000, 5000);
    tally.interrupt();
    expect(tally.read(1000)).toMatchObject({ flowing: false, audioIn: 10 });
    expect(tally.isConnected(1000)).toBe(false);
  });

  test('a connection that is up counts as one though nobody is at its other end', () => {
    const tally = new EvidenceTally();
    tally.add('/1/', report([0, 10, 0, 10]), 1000, 5000);
    expect(tally.isConnected(1000)).toBe(true);
    tally.add('/1/', report([0, 20, 0, 20], 0, 3), 2000, 6000);
    expect(tally.isConnected(2000 + FLOW_WINDOW_MS)).toBe(false);
  });

  test('whatever the page claims, no total ever falls or stops being a whole number', () => {
    const claim = fc.record({
      document: fc.constantFrom('/1/', '/2/', 'frame/1/'),
      connection: fc.integer({ min: 0, max: 63 }),
      totals: fc.tuple(fc.maxSafeNat(), fc.maxSafeNat(), fc.nat(), fc.nat(100)),
      waitMs: fc.nat(2000),
      forget: fc.option(fc.constantFrom('', '/', '/1/')),
    });
    fc.assert(
      fc.property(fc.array(claim, { maxLength: 60 }), (claims) => {
        const tally = new EvidenceTally();
        let nowMs = 0;
        let before = tally.read(0);
        for (const { document, connection, totals, waitMs, forget } of claims) {
          nowMs += waitMs;
          tally.add(document, report(totals, connection), nowMs, nowMs);
          if (forget !== null) tally.forget(forget);
          const after = tally.read(nowMs);
          for (const key of ['audioIn', 'audioOut', 'videoIn', 'videoOut'] as const) {
            expect(after[key]).toBeGreaterThanOrEqual(before[key]);
            expect(Number.isSafeInteger(after[key])).toBe(true);
          }
          before = after;
        }
      }),
    );
  });
});
