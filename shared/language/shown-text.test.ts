import { describe, expect, it } from 'vitest';
import { SiteRow, StaffRow } from '../sync/rows.ts';
import { isolated, oneLine } from './shown-text.ts';

describe('From the field: a name from a feed', () => {
  it.each([
    ['Sample\u202e, Birch', 'Sample, Birch'],
    ['\u2067Sample\u2069', 'Sample'],
    ['\u200fSample', 'Sample'],
    ['Sample\u0000, Birch', 'Sample , Birch'],
    ['Sample,\nBirch\r\n', 'Sample, Birch'],
    ['  \u00a0 \t', '?'],
    ['\u202e', '?'],
    ['Élise O’Sample', 'Élise O’Sample'],
    ['\u0646\u200c\u0645', '\u0646\u200c\u0645'],
  ])('%j is shown as %j', (name, shown) => {
    expect(oneLine(name)).toBe(shown);
  });

  it('is cleaned where the row is read, and costs no row', () => {
    expect(StaffRow.shape.name.parse('Sample\u202e')).toBe('Sample');
    expect(SiteRow.shape.name.parse({ en: 'Sample\u0000', fr: '' })).toEqual({ en: 'Sample', fr: '' });
  });

  it('in Hebrew or Arabic, leaves the sentence around it in order', () => {
    expect(isolated('ליאת')).toBe('\u2068ליאת\u2069');
    expect(isolated('Sample')).toBe('Sample');
  });
});
