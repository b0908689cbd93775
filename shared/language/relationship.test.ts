import { describe, expect, it } from 'vitest';
import { cellsOf } from '../tracking/cells.ts';
import { TrackingRow } from '../tracking/row.ts';
import { SAMPLE_ROW } from '../tracking/tracking.fixture.ts';
import { relationshipIn, RELATIONSHIPS } from './relationship.ts';

describe('R53, R70: a relationship to the inmate', () => {
  it('has words in both languages for every code', () => {
    for (const code of RELATIONSHIPS) {
      expect(relationshipIn(code, 'en')).toMatch(/^[A-Za-z ]+$/u);
      expect(relationshipIn(code, 'fr')).toMatch(/^\p{L}[\p{L} ’-]+$/u);
    }
  });

  it.each([
    ['a code', 'grandmother', 'grandmother', 'grand-mère'],
    ['an English word that an older station sent', 'Daughter', 'daughter', 'fille'],
    ['a text in both languages', { en: 'neighbour', fr: 'voisine' }, 'neighbour', 'voisine'],
    ['a text in one language', 'cousine', 'cousine', 'cousine'],
    ['a text that joins both, from older data', 'child / enfant', 'child / enfant', 'child / enfant'],
    ['none', '', '', ''],
  ])('shows %s in the language of the reader', (_, relationship, en, fr) => {
    expect(relationshipIn(relationship, 'en')).toBe(en);
    expect(relationshipIn(relationship, 'fr')).toBe(fr);
  });

  it('is on the sheet in one language, and in both where the sheet is in both', () => {
    const row = TrackingRow.parse({
      ...SAMPLE_ROW,
      children: [{ name: 'Birch', ageGroup: 'unknown', relationship: { en: 'neighbour', fr: 'voisine' } }],
    });
    expect(cellsOf(row, 'en').children).toMatch(/^Birch \(.*, neighbour\)$/u);
    expect(cellsOf(row, 'fr').children).toMatch(/^Birch \(.*, voisine\)$/u);
    expect(cellsOf(row, 'both').children).toMatch(/^Birch \(.*, neighbour \/ voisine\)$/u);
  });
});
