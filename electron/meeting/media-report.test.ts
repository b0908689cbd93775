import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isAnswer, parseReport, parseReports } from './media-report.ts';

const MEDIA = '0,3,2,10,1,0,20,2,1,30,3,2,40,4,3,25,150,120,2,900';

describe('parseReport', () => {
  it('reads the twenty whole numbers of a connection', () => {
    expect(parseReport(MEDIA)).toEqual({
      kind: 'media',
      connection: 3,
      connectionState: 'connected',
      flows: {
        audioIn: { bytes: 10, packets: 1, lost: 0 },
        audioOut: { bytes: 20, packets: 2, lost: 1 },
        videoIn: { bytes: 30, packets: 3, lost: 2 },
        videoOut: { bytes: 40, packets: 4, lost: 3 },
      },
      roundTripMs: 25,
      framesIn: 15,
      framesOut: 12,
      freezes: 2,
      frozenMs: 900,
    });
  });

  it('a nought where nothing was measured is no measurement', () => {
    expect(parseReport('0,0,2,1,1,0,1,1,0,1,1,0,1,1,0,0,0,0,0,0')).toMatchObject({
      roundTripMs: null,
      framesIn: null,
      framesOut: null,
    });
  });

  it.each([
    ['1,0,1', 'microphone', 'chosen'],
    ['1,1,0', 'camera', 'other'],
    ['1,2,2', 'speaker', 'any'],
  ])('reads %s as the %s being %s', (payload, device, match) => {
    expect(parseReport(payload)).toEqual({ kind: 'device', device, match });
  });

  it.each([
    '',
    '1,0',
    '1,3,0',
    '1,0,3',
    '2,0,0',
    '0,0,2,1,2,3,4',
    MEDIA.slice(2),
    `${MEDIA},0`,
    MEDIA.replace('900', '-900'),
    MEDIA.replace('900', '9.5'),
    MEDIA.replace('900', '1e9'),
    MEDIA.replace('900', 'NaN'),
    MEDIA.replace('900', '0x10'),
    ` ${MEDIA}`,
    `${MEDIA}\n`,
    MEDIA.replace('0,3,2', '0,1000000001,2'),
    MEDIA.replace('0,3,2', '0,3,6'),
    MEDIA.replace(',10,', ',9999999999999999,'),
    MEDIA.replace(',10,', ',99999999999999999999,'),
    MEDIA.replace(',25,', ',60001,'),
    '{"audioIn":1}',
    'her name',
  ])('reads nothing in %j', (payload) => {
    expect(parseReport(payload)).toBeNull();
  });

  it('whatever the page sends, only bounded whole numbers come through', () => {
    const digits = fc.array(fc.bigInt({ min: 0n, max: 10n ** 18n }), { minLength: 2, maxLength: 20 });
    fc.assert(
      fc.property(fc.oneof(fc.string(), digits.map(String)), (payload) => {
        const report = parseReport(payload);
        if (report?.kind !== 'media') return;
        const numbers = Object.values(report.flows).flatMap((flow) => Object.values(flow));
        expect(
          [...numbers, report.freezes, report.frozenMs].every((n) => Number.isSafeInteger(n) && n >= 0),
        ).toBe(true);
      }),
    );
  });
});

describe('isAnswer', () => {
  it.each([
    ['4000000000', true],
    ['7;1,0,1', true],
    ['', false],
    ['x;1,0,1', false],
    [null, false],
    [7, false],
  ])('%j: %j', (answer, expected) => {
    expect(isAnswer(answer)).toBe(expected);
  });
});

describe('parseReports', () => {
  it('reads the number of the document and each report', () => {
    const answer = parseReports(`4000000000;${MEDIA};1,0,1;nonsense`);
    expect(answer.document).toBe(4_000_000_000);
    expect(answer.reports.map((report) => report.kind)).toEqual(['media', 'device']);
  });

  it.each([[null], [undefined], [{}], [7], [''], ['x;1,0,1'], [`1;${'1,0,1;'.repeat(5000)}`]])(
    'reads nothing in %j',
    (answer) => {
      expect(parseReports(answer)).toEqual({ document: 0, reports: [] });
    },
  );
});
