import { describe, expect, it } from 'vitest';
import { TrackingRow } from '../../shared/tracking/row.ts';
import { SAMPLE_ROW } from '../../shared/tracking/tracking-fixtures.ts';
import { errorsOf, formOf, rowOf } from './entry-form.ts';

const FORM = formOf(SAMPLE_ROW);

describe('the form of an entry', () => {
  it.each([
    SAMPLE_ROW,
    { ...SAMPLE_ROW, accompanyingAdult: null, language: null, contacts: ['Sample, Oak', 'Sample, Elm'] },
  ])('gives an untouched row back as it was', (row) => {
    expect(errorsOf(formOf(row))).toEqual([]);
    expect(rowOf(row, formOf(row))).toEqual(row);
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
    expect(errorsOf(form)).toEqual([
      { id: 'entry-child-2', code: 'childName', number: 3 },
      { id: 'entry-adult-name', code: 'adultName', number: 0 },
      { id: 'entry-minutes-lost', code: 'minutesLost', number: 0 },
      { id: 'entry-observations', code: 'observations', number: 0 },
    ]);
  });

  it.each(['-1', '1.5', 'two', '99999', '1e3'])('does not take %j for minutes', (minutesLost) => {
    expect(errorsOf({ ...FORM, minutesLost }).map(({ code }) => code)).toEqual(['minutesLost']);
  });

  it('asks no name of an adult who was not there', () => {
    expect(errorsOf({ ...FORM, hasAdult: false, adult: { ...FORM.adult, name: '' } })).toEqual([]);
  });
});
