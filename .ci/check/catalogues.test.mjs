import { describe, expect, it } from 'vitest';
import { differences, duplicateKeys, frenchFaults } from './catalogues.mjs';

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

  it.each([
    'L\u2019appareil est prêt\u00a0: continuez.',
    'Dites \u00ab\u202foui\u202f\u00bb!',
    'De {{from}} à {{to}}; 14:30, voir https://example.invalid',
    'Êtes-vous prêt?',
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
  ])('refuse %s', (text) => {
    expect(frenchFaults(text)).toHaveLength(1);
  });
});
