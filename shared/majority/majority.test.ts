import { describe, expect, it } from 'vitest';
import { PROVINCES } from '../sync/rows.ts';
import { AGE_OF_MAJORITY, ageOn, majority } from './majority.ts';

const at = (instant: string): number => Date.parse(instant);

describe('the age of majority', () => {
  it('is 18 in six provinces and 19 in the seven others', () => {
    const eighteen = PROVINCES.filter((province) => AGE_OF_MAJORITY[province] === 18);
    expect(eighteen).toEqual(['AB', 'MB', 'ON', 'PE', 'QC', 'SK']);
    expect(PROVINCES.length - eighteen.length).toBe(7);
  });

  it.each([
    ['2008-11-22', '2026-11-21', 17],
    ['2008-11-22', '2026-11-22', 18],
    ['2008-02-29', '2026-02-28', 17],
    ['2008-02-29', '2026-03-01', 18],
    ['2004-02-29', '2024-02-29', 20],
  ])('of someone born on %s is counted on %s as %i years', (birth, date, years) => {
    expect(ageOn(birth, date)).toBe(years);
  });

  it('is reached at the start of the birthday where the community site is, not where the institution is', () => {
    const halifax = { province: 'NS', zone: 'America/Halifax' } as const;
    expect(majority('2007-11-22', halifax, at('2026-11-22T03:59:00.000Z'))).toBe('no');
    expect(majority('2007-11-22', halifax, at('2026-11-22T04:00:00.000Z'))).toBe('yes');
  });

  it('follows the province: the same birthday is an adult in Regina and not in Vancouver', () => {
    const now = at('2026-11-22T18:00:00.000Z');
    expect(majority('2008-01-05', { province: 'SK', zone: 'America/Regina' }, now)).toBe('yes');
    expect(majority('2008-01-05', { province: 'BC', zone: 'America/Vancouver' }, now)).toBe('no');
  });

  it('is unknown without a birth date', () => {
    expect(majority(null, { province: 'SK', zone: 'America/Regina' }, 0)).toBe('unknown');
  });
});
