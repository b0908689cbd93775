import { describe, expect, it } from 'vitest';
import { cellsOf, COLUMNS, type Column } from '../../shared/tracking/cells.ts';
import { TrackingRow } from '../../shared/tracking/row.ts';
import { SAMPLE_ROW } from '../../shared/tracking/tracking.fixture.ts';
import { errorsOf, formOf, rowOf } from './entry-form.ts';

const FORM = formOf(SAMPLE_ROW);

describe('the form of an entry', () => {
  it.each([
    SAMPLE_ROW,
    { ...SAMPLE_ROW, accompanyingAdult: null, language: null, contacts: ['Sample, Oak', 'Sample, Elm'] },
  ])('gives an untouched row back as it was', (row) => {
    expect(errorsOf(row, formOf(row))).toEqual([]);
    expect(rowOf(row, formOf(row))).toEqual(row);
  });

  it('keeps a relationship in both languages, and joins nothing', () => {
    const neighbour = { en: 'neighbour', fr: 'voisine' };
    const [child] = SAMPLE_ROW.children;
    const typed = (relationship: (typeof FORM.children)[number]['relationship']) => {
      const row = rowOf(SAMPLE_ROW, {
        ...FORM,
        children: [{ ...child, name: 'Sample', ageGroup: '6-11', relationship }],
      });
      return TrackingRow.parse(row).children[0]?.relationship;
    };
    expect(typed(neighbour)).toEqual(neighbour);
    expect(typed({ en: ' neighbour ', fr: ' ' })).toBe('neighbour');
    expect(typed({ en: '', fr: '' })).toBe('');
  });

  it('makes a row that the station accepts', () => {
    const form = { ...FORM, minutesLost: ' 7 ', contacts: ' Sample, Oak \n\n', language: 'none' as const };
    const row = rowOf(SAMPLE_ROW, form);
    expect(TrackingRow.parse(row)).toMatchObject({
      minutesLost: 7,
      contacts: ['Sample, Oak'],
      language: null,
    });
  });

  it('drops an observation that comes from nobody', () => {
    expect(rowOf(SAMPLE_ROW, { ...FORM, source: 'none', observations: 'left over' }).observations).toBe('');
  });

  it('names every answer that is missing, in the order of the screen', () => {
    const form = {
      ...FORM,
      children: [...FORM.children, { name: ' ', ageGroup: 'unknown' as const, relationship: '' }],
      adult: { ...FORM.adult, name: '' },
      minutesLost: '',
      source: 'site' as const,
      observations: ' ',
    };
    expect(errorsOf(SAMPLE_ROW, form)).toEqual([
      { id: 'entry-child-2', code: 'childName', number: 3 },
      { id: 'entry-adult-name', code: 'adultName', number: 0 },
      { id: 'entry-minutes-lost', code: 'minutesLost', number: 0 },
      { id: 'entry-observations', code: 'observations', number: 0 },
    ]);
  });

  it.each(['-1', '1.5', 'two', '99999', '1e3'])('does not take %j for minutes', (minutesLost) => {
    expect(errorsOf(SAMPLE_ROW, { ...FORM, minutesLost }).map(({ code }) => code)).toEqual(['minutesLost']);
  });

  it('asks no name of an adult who was not there', () => {
    expect(errorsOf(SAMPLE_ROW, { ...FORM, hasAdult: false, adult: { ...FORM.adult, name: '' } })).toEqual(
      [],
    );
  });
});

/** A row of today's station, with a value in every field. */
const FULL: TrackingRow = {
  ...SAMPLE_ROW,
  reference: 'REF-1',
  furtherAdults: [
    { name: 'Sample, Oak', majority: 'yes', approvedVisitor: true, guardianAuthorization: 'not-needed' },
  ],
  exception: { names: ['child-documents'], authority: 'Head', reason: 'Known' },
  overrides: { network: 'Tried by telephone' },
  responsibles: ['Invented, Alder'],
  supervisedMinutes: 20,
  unsupervisedMinutes: 36,
  suspensions: [{ start: '2026-11-22T18:40:10.000Z', minutes: 3, authority: 'Head', reason: 'Security' }],
  pauses: [{ start: '2026-11-22T18:50:20.000Z', minutes: 2, cause: 'count' }],
  extensionMinutes: 5,
  outcomeReason: '',
  outcomeAuthority: '',
  notified: [],
  informed: {
    at: '2026-11-22T19:00:30.000Z',
    by: 'Invented, Alder',
    inmate: true,
    visitor: false,
    representations: true,
    note: 'By telephone',
  },
  staffObservations: '',
};

/** Which entry it is, where and on what clock: an amendment is about the same visit. */
const IDENTITY: readonly Column[] = [
  'institution',
  'station',
  'institutionZone',
  'siteZone',
  'session',
  'version',
  'completedBy',
];

describe('R52: an amendment', () => {
  const form = formOf(FULL);
  const { record } = form;

  it('of nothing leaves a full row as it was, to the second', () => {
    expect(errorsOf(FULL, form)).toEqual([]);
    expect(rowOf(FULL, form)).toEqual(FULL);
  });

  it('reaches every field of the record', () => {
    const amended = rowOf(FULL, {
      ...form,
      children: [{ name: 'Sample, Elm', ageGroup: '12-17', relationship: 'son' }],
      adult: {
        name: 'Sample, Ash',
        majority: 'no',
        approvedVisitor: false,
        guardianAuthorization: 'yes',
      },
      contacts: 'Sample, Fir',
      language: 'fr',
      troubles: 'The sound was late.',
      minutesLost: '9',
      source: 'both',
      observations: 'Calm.',
      staffObservations: 'Calm here too.',
      reportReference: 'REPORT-1',
      record: {
        ...record,
        texts: Object.fromEntries(
          Object.keys(record.texts).map((field) => [
            field,
            field === 'siteListDate' ? '2026-10-01' : `New ${field}`,
          ]),
        ) as typeof record.texts,
        numbers: {
          minutes: '50',
          supervisedMinutes: '10',
          unsupervisedMinutes: '40',
          extensionMinutes: '15',
        },
        instants: {
          scheduledStart: '2026-11-23 13:00',
          scheduledEnd: '2026-11-23 14:00',
          actualStart: '2026-11-23 13:01',
          actualEnd: '2026-11-23 13:59',
        },
        siteNames: { en: 'Sample House', fr: 'Maison Échantillon' },
        kind: 'adult-child',
        walkUp: true,
        supervision: 'supervised',
        outcome: 'ended-early',
        outcomeBy: 'visitor',
        notified: ['site'],
        furtherAdults: [],
        suspensions: [{ ...record.suspensions[0]!, minutes: '4' }],
        pauses: [{ ...record.pauses[0]!, start: '2026-11-22 13:55' }],
        informed: { ...record.informed!, visitor: true },
        exception: null,
        checks: { headset: 'fail' },
        overrides: {},
      },
    });
    expect(TrackingRow.safeParse(amended).success).toBe(true);
    const [former, now] = [cellsOf(FULL, 'en'), cellsOf(amended, 'en')];
    const same = COLUMNS.filter((column) => former[column] === now[column]);
    expect(same.toSorted()).toEqual(IDENTITY.toSorted());
    // An unchanged start keeps its seconds.
    expect(amended.suspensions?.[0]).toMatchObject({ minutes: 4 });
  });

  it('says which value is wrong, and asks for none that was not touched', () => {
    const wrong = {
      ...form,
      record: {
        ...record,
        numbers: { ...record.numbers, minutes: 'an hour' },
        instants: { ...record.instants, actualStart: '2026-11-31 13:00', actualEnd: '' },
      },
    };
    expect(errorsOf(FULL, wrong)).toEqual([
      { id: 'record-actualStart', code: 'instant', column: 'actualStart', number: 0 },
      { id: 'record-minutes', code: 'number', column: 'minutes', number: 0 },
    ]);
    // A row of a former version has no supervised minutes, and none are asked for.
    expect(errorsOf(SAMPLE_ROW, FORM)).toEqual([]);
  });

  it('takes a visit that never began', () => {
    const instants = { ...record.instants, actualStart: '', actualEnd: '' };
    expect(rowOf(FULL, { ...form, record: { ...record, instants } })).toMatchObject({
      actualStart: null,
      actualEnd: null,
    });
  });
});
