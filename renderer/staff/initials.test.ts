import { describe, expect, it } from 'vitest';
import { initials } from './initials.ts';

describe('initials', () => {
  it.each([
    ['Aurora Example', 'A.\u00a0E.'],
    ['Isolde Fictive-Longuement', 'I.\u00a0F.\u00a0L.'],
    ['élise', 'É.'],
    ['  ', ''],
  ])('of %s', (name, expected) => {
    expect(initials(name)).toBe(expected);
  });
});
