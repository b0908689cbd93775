import {
  EMPTY_WALK_UP,
  walkUpBooking,
  walkUpErrors,
  WALK_UP_IDS,
  type WalkUpErrorCode,
  type WalkUpForm,
} from '../../renderer/staff/walk-up/walk-up-form.ts';
import { instantOf, isCalendarDate, wallClock } from '../../shared/schedule/local-time.ts';
import type { BookedVisit, Booking } from '../core/booking.ts';

export type Need = Booking['needs'][number];

/** A booking as it is typed: what a visit entered by hand has, with its day and time at the institution. */
export interface BookingDraft extends WalkUpForm {
  /** `2026-12-03`. */
  readonly date: string;
  /** `14:30`. */
  readonly time: string;
  readonly needs: readonly Need[];
  readonly contactRestricted: boolean;
}

export const BOOKING_IDS = { ...WALK_UP_IDS, date: 'booking-date', time: 'booking-time' };

export const EMPTY_BOOKING: BookingDraft = {
  ...EMPTY_WALK_UP,
  date: '',
  time: '',
  minutes: '60',
  needs: [],
  contactRestricted: false,
};

export type BookingError = {
  readonly id: string;
  readonly code: WalkUpErrorCode | 'date' | 'time';
  readonly number: number;
};

/** Missing and invalid answers, in the order of the form. `zone`: of the institution. */
export function bookingErrors(draft: BookingDraft, zone: string): readonly BookingError[] {
  const found: BookingError[] = [];
  if (!isCalendarDate(draft.date)) found.push({ id: BOOKING_IDS.date, code: 'date', number: 0 });
  else if (startOf(draft, zone) === null) found.push({ id: BOOKING_IDS.time, code: 'time', number: 0 });
  return [...found, ...walkUpErrors({ ...draft, privileged: 'no' })];
}

/** The booking of a complete form; null while something is missing. */
export function bookingOf(draft: BookingDraft, zone: string): Booking | null {
  const startsAt = startOf(draft, zone);
  const row = startsAt === null ? null : walkUpBooking({ ...draft, privileged: 'no' }, startsAt);
  if (row === null) return null;
  const { id: _id, status: _status, ...booking } = row;
  return {
    ...booking,
    participants: booking.participants.map((participant, index) =>
      participant.role === 'child'
        ? { ...participant, documents: draft.people[index]?.documents ?? false }
        : participant,
    ),
    needs: [...draft.needs],
    contactRestricted: draft.contactRestricted,
  };
}

export function draftOf(booking: BookedVisit, zone: string, known: readonly Need[]): BookingDraft {
  const [startsAt, endsAt] = [Date.parse(booking.startsAt), Date.parse(booking.endsAt)];
  const start = wallClock(startsAt, zone);
  return {
    ...EMPTY_BOOKING,
    kind: booking.kind,
    reference: booking.reference ?? '',
    inmateName: booking.inmate.name,
    inmateFps: booking.inmate.fps,
    people: booking.participants.map((person) => ({
      role: person.role,
      name: person.name,
      birthDate: person.birthDate ?? '',
      relationship: person.relationship ?? '',
      approvedVisitor: person.approvedVisitor,
      guardianAuthorization: person.guardianAuthorization ?? false,
      documents: person.documents ?? false,
    })),
    site: booking.site,
    minutes: String(Math.round((endsAt - startsAt) / 60_000)),
    language: booking.language ?? 'none',
    webcam: booking.webcamRequired,
    url: booking.meeting.url,
    password: booking.meeting.password ?? '',
    date: start?.date ?? '',
    time: start?.time ?? '',
    needs: known.filter((need) => booking.needs.includes(need)),
    contactRestricted: booking.contactRestricted,
  };
}

/** Milliseconds since 1970; null for a time that does not exist. */
function startOf({ date, time }: BookingDraft, zone: string): number | null {
  const [, hour, minute] = /^(\d{2}):(\d{2})$/u.exec(time) ?? [];
  if (hour === undefined || minute === undefined || Number(hour) > 23 || Number(minute) > 59) return null;
  return instantOf({ date, hour: Number(hour), minute: Number(minute) }, zone);
}
