import { calendarDate } from '../language/format.ts';
import { ageOn } from '../majority/majority.ts';
import type { TrackingRow } from './row.ts';

export type AgeGroup = TrackingRow['children'][number]['ageGroup'];

/** The age groups of the sheet, youngest first. */
export const AGE_GROUPS = [
  '0-2',
  '3-5',
  '6-11',
  '12-17',
  'adult',
  'unknown',
] as const satisfies readonly AgeGroup[];

/** The group of an age in whole years; a negative age means a birth date that cannot be right. */
export function ageGroupOf(years: number): AgeGroup {
  if (!Number.isInteger(years) || years < 0) return 'unknown';
  if (years <= 2) return '0-2';
  if (years <= 5) return '3-5';
  if (years <= 11) return '6-11';
  return years <= 17 ? '12-17' : 'adult';
}

/**
 * A child's age group on the day of the visit where the child is (R53): the sheet says a group, never a birth date.
 * The day is the one of `zone` at `atMs` (milliseconds since 1970).
 */
export function ageGroupAt(birthDate: string | null | undefined, atMs: number, zone: string): AgeGroup {
  if (birthDate === null || birthDate === undefined) return 'unknown';
  return ageGroupOf(ageOn(birthDate, calendarDate(atMs, zone)));
}
