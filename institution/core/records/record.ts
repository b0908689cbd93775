import { z } from 'zod';
import { searchText } from '../../../shared/language/search-text.ts';
import { maskFps } from '../../../shared/tracking/propose-row.ts';
import { type TrackingRow } from '../../../shared/tracking/row.ts';
import { visitInstant } from '../../../shared/tracking/sheet.ts';
import { type BookedVisit, fpsKey } from '../booking.ts';

/** The kinds of record, each with a retention period of its own. `reported-visit`: one with an observation or a concern. */
export const RECORD_KINDS = ['booking', 'visit', 'reported-visit'] as const;
export type RecordKind = (typeof RECORD_KINDS)[number];

const Months = z.int().min(1).max(600).nullable();
/** How many months after the visit a record is kept. Null: until somebody sets a period. */
export const RetentionRules = z.strictObject({
  booking: Months,
  visit: Months,
  'reported-visit': Months,
});
export type RetentionRules = z.infer<typeof RetentionRules>;

/** The sources name no period, so nothing is erased before the institution sets one. */
export const NO_RULES: RetentionRules = { booking: null, visit: null, 'reported-visit': null };

/** What is compared and shown of a booking or of a row of the tracking sheet. */
export type InstitutionRecord = {
  readonly kind: RecordKind;
  /** Of the booking, or of the visit's session. */
  readonly id: string;
  /** When the visit was, ms since 1970. */
  readonly atMs: number;
  readonly inmate: string;
  readonly others: readonly string[];
  /** The number as the record has it: whole on a booking, masked on the sheet. */
  readonly fps: string;
};

export function recordOfBooking({ id, startsAt, inmate, participants }: BookedVisit): InstitutionRecord {
  return {
    ...{ kind: 'booking', id, atMs: Date.parse(startsAt), inmate: inmate.name, fps: inmate.fps },
    others: participants.map(({ name }) => name),
  };
}

export function recordOfVisit(row: TrackingRow): InstitutionRecord {
  const adults = [row.accompanyingAdult, ...(row.furtherAdults ?? [])];
  const isReported = row.observationSource !== 'none' || row.reportReference !== '';
  return {
    kind: isReported ? 'reported-visit' : 'visit',
    ...{ id: row.session, atMs: visitInstant(row), inmate: row.inmateName, fps: row.inmateFps },
    others: [
      ...row.children.map(({ name }) => name),
      ...adults.flatMap((adult) => adult?.name ?? []),
      ...row.contacts,
    ],
  };
}

/**
 * Whether a record concerns a person: by FPS number, or because one of its names has every word of `who`. Case, accents and
 * the order of the words do not matter. The sheet masks numbers, so a number may find another inmate's visit too: a person
 * looks at what is found before anything is done with it.
 */
export function concerns({ inmate, others, fps }: InstitutionRecord, who: string): boolean {
  const number = fpsKey(who);
  if (number === '') return false;
  const hasNumber = /\d/u.test(number);
  if (hasNumber && (fpsKey(fps) === number || fps === maskFps(who))) return true;
  const sought = wordsOf(who);
  return [inmate, ...others].some((name) => {
    const words = wordsOf(name);
    return sought.every((word) => words.includes(word));
  });
}

function wordsOf(name: string): readonly string[] {
  return searchText(name)
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}

/** The instant from which a record may be erased, ms since 1970; null where no rule names one. */
export function keptUntil({ kind, atMs }: InstitutionRecord, rules: RetentionRules): number | null {
  const months = rules[kind];
  if (months === null) return null;
  const until = new Date(atMs);
  const day = until.getUTCDate();
  until.setUTCDate(1);
  until.setUTCMonth(until.getUTCMonth() + months);
  const lastDay = new Date(Date.UTC(until.getUTCFullYear(), until.getUTCMonth() + 1, 0)).getUTCDate();
  until.setUTCDate(Math.min(day, lastDay));
  return until.getTime();
}
