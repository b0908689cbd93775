import { describe, expect, it } from 'vitest';
import { differences, duplicateKeys, frenchFaults, unusedKeys } from './catalogues.ts';

describe('the catalogues', () => {
  it('have a key twice only if it is in different objects', () => {
    expect(duplicateKeys('{"a": {"x": "1"}, "b": {"x": "2"}}')).toEqual([]);
    expect(duplicateKeys('{"a": {"x": "1", "y": "\\"x\\":", "x": "2"}}')).toEqual(['"x"']);
  });

  it('must have the same keys on both sides', () => {
    expect(differences({ a: { b: 'B' }, c: 'C' }, { a: { b: 'B' }, d: 'D' })).toEqual([
      'fr.json lacks c',
      'en.json lacks d',
    ]);
  });

  it('must have the same placeholders on both sides, in any order', () => {
    expect(differences({ a: '{{x}} of {{y}}' }, { a: '{{y}} de {{x}}' })).toEqual([]);
    expect(differences({ a: '{{x}}' }, { a: '{{z}}' })).toHaveLength(1);
  });

  it('must not have an empty text', () => {
    expect(differences({ a: 'A' }, { a: ' ' })).toHaveLength(1);
  });

  it('must have the French plural of millions, with what its plural takes', () => {
    const en = { a_one: '{{count}} visit', a_other: '{{count}} visits' };
    const fr = { a_one: '{{count}} visite', a_other: '{{count}} visites' };
    expect(differences(en, fr)).toEqual(['fr.json lacks a_many']);
    expect(differences(en, { ...fr, a_many: '{{count}} de visites' })).toEqual([]);
    expect(differences(en, { ...fr, a_many: 'visites' })).toHaveLength(1);
  });

  it('must not have a key that nothing shows', () => {
    const en = {
      page: { title: 'T', gone: 'G', count_one: '1', count_other: '2' },
      kind: { a: 'A' },
      refusal: { other: 'O', 'not-now': 'N', never: 'X', 'record-full': 'F' },
      tracking: { column: { name: 'N' } },
    };
    const sources = [
      "t('page.title'); t('page.count', { count }); t(`kind.${kind}`); words.tracking.column[one];",
      "no('not-now'); cannot(`record-${code}`);",
    ];
    expect(unusedKeys(en, sources)).toEqual(['page.gone', 'refusal.never']);
  });

  it.each([
    'L\u2019appareil est prêt\u00a0: continuez.',
    'Dites \u00ab\u202foui\u202f\u00bb!',
    'De {{from}} à {{to}}; 14:30, voir https://example.invalid',
    'Êtes-vous prêt?',
    'À 14\u00a0h\u00a030, 10\u00a0% des 1\u00a0200 visites du 2026-11-22',
    'Un code vaut 24 heures, par exemple pour CLS-0042',
  ])('accept %s', (text) => {
    expect(frenchFaults(text)).toEqual([]);
  });

  it.each([
    "L'appareil",
    'un "mot"',
    'Heure: midi',
    'Heure : midi',
    '«oui\u00a0»',
    '«\u00a0oui »',
    'Prêt ?',
    'Prêt\u00a0!',
    'Oui ; non',
    'Attendez...',
    'Etat du poste',
    'Il reste 10 %',
    'Rendez-vous à 14 h 30',
    'Les 1200 visites',
  ])('refuse %s', (text) => {
    expect(frenchFaults(text)).toHaveLength(1);
  });
});
