import { calendarDate } from '../language/format.ts';
import type { Province } from '../sync/rows.ts';

/** Age of majority by province or territory (R12). */
export const AGE_OF_MAJORITY: Readonly<Record<Province, 18 | 19>> = {
  AB: 18,
  BC: 19,
  MB: 18,
  NB: 19,
  NL: 19,
  NS: 19,
  NT: 19,
  NU: 19,
  ON: 18,
  PE: 18,
  QC: 18,
  SK: 18,
  YT: 19,
};

export type Majority = 'yes' | 'no' | 'unknown';

/**
 * Whole years of age on a calendar date. Comparing month and day as text makes someone born on 29 February reach an age
 * on 1 March of a common year (R12).
 */
export function ageOn(birthDate: string, date: string): number {
  const years = Number(date.slice(0, 4)) - Number(birthDate.slice(0, 4));
  return date.slice(5) >= birthDate.slice(5) ? years : years - 1;
}

/**
 * Whether someone has reached the age of majority of the community site's province, from the start of the birthday
 * there (R11, R12). `unknown` when no birth date is known.
 */
export function majority(
  birthDate: string | null | undefined,
  site: { readonly province: Province; readonly zone: string },
  atMs: number,
): Majority {
  if (birthDate === null || birthDate === undefined) return 'unknown';
  return ageOn(birthDate, calendarDate(atMs, site.zone)) >= AGE_OF_MAJORITY[site.province] ? 'yes' : 'no';
}
