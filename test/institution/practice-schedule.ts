import { toInstant } from '../../shared/clock.ts';
import { wallClock } from '../../shared/schedule/local-time.ts';
import type { Participant, ScheduleRow } from '../../shared/sync/rows.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const LENGTH_MS = 45 * MINUTE_MS;

type Booking = Pick<
  ScheduleRow,
  | 'kind'
  | 'inmate'
  | 'participants'
  | 'site'
  | 'meeting'
  | 'webcamRequired'
  | 'language'
  | 'reference'
  | 'contactRestricted'
  | 'status'
>;

/**
 * The bookings of a practice day at the institution. The first begins within the five minutes before `nowMs`; the
 * others follow on the same calendar day, each with its own peculiarity; the last is tomorrow's.
 */
export function practiceSchedule(nowMs: number, zone: string, meetingPort: number): readonly ScheduleRow[] {
  const today = practiceDay(nowMs, zone);
  const first = Math.floor(nowMs / (5 * MINUTE_MS)) * 5 * MINUTE_MS;
  const start = practiceDay(first, zone) === today ? first : nowMs;
  const bookings = todaysBookings(nowMs, `http://localhost:${meetingPort}/meet/practice`);
  const steps = [45, 30, 20, 10, 5, 2, 1, 0].map((minutes) => minutes * MINUTE_MS);
  // Late in the evening they are closer together, to stay on the same day.
  const step = steps.find((ms) => practiceDay(start + ms * (bookings.length - 1), zone) === today) ?? 0;
  const rows = bookings.map((booking, index) => row(booking, start + index * step, index + 1));
  const usual = bookings[0];
  return usual === undefined ? rows : [...rows, row(usual, start + DAY_MS, bookings.length + 1)];
}

/** The calendar day of an instant in a zone, `2026-11-22`. */
export function practiceDay(atMs: number, zone: string): string {
  return wallClock(atMs, zone)?.date ?? toInstant(atMs).slice(0, 10);
}

function row(booking: Booking, startsAtMs: number, number: number): ScheduleRow {
  const id = bookingId(startsAtMs, number);
  return { ...booking, id, startsAt: toInstant(startsAtMs), endsAt: toInstant(startsAtMs + LENGTH_MS) };
}

/** A UUID of version 7 from the start and the index, so that the same booking has the same id. */
function bookingId(startsAtMs: number, number: number): string {
  const time = startsAtMs.toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${number.toString(16).padStart(12, '0')}`;
}

/** Whether a booking is one of these, and not one that somebody made. */
export function isPracticeBooking(id: string): boolean {
  return /-7000-8000-0{10}[0-9a-f]{2}$/u.test(id);
}

function todaysBookings(nowMs: number, practiceUrl: string): readonly Booking[] {
  const born = (years: number): string =>
    toInstant(nowMs - years * 365.25 * DAY_MS - 40 * DAY_MS).slice(0, 10);
  const child = (name: string, years: number): Participant => ({
    role: 'child',
    name,
    birthDate: born(years),
    relationship: 'child',
    approvedVisitor: true,
    documents: true,
  });
  const adult = (name: string): Participant => ({
    role: 'accompanying-adult',
    name,
    birthDate: born(58),
    relationship: 'grandparent',
    approvedVisitor: true,
    guardianAuthorization: true,
  });
  const contact = (name: string, relationship: string): Participant => ({
    role: 'contact',
    name,
    relationship,
    approvedVisitor: true,
  });
  const maple = { name: 'Example, Maple', fps: '000001A' };
  const aurore = { name: 'Exemple, Aurore', fps: '000002B' };
  const tamarack = { name: 'Example, Tamarack', fps: '000003C' };
  const minor: Booking = {
    kind: 'minor-child',
    inmate: maple,
    participants: [child('Little Birch', 6), child('Petit Érable', 9), adult('Example, Cedar')],
    site: 'site-regina',
    meeting: { url: practiceUrl },
    webcamRequired: true,
    language: 'en',
    reference: null,
    contactRestricted: false,
    status: 'booked',
  };
  return [
    minor,
    {
      ...minor,
      kind: 'correctional-plan',
      inmate: tamarack,
      participants: [contact('Sample, Willow', 'counsellor')],
      site: 'site-vancouver',
      webcamRequired: false,
    },
    {
      ...minor,
      inmate: aurore,
      participants: [child('Petite Fougère', 4), adult('Exemple, Bouleau')],
      site: 'site-st-johns',
      meeting: { url: 'https://notwebex.com/meet/practice' },
      language: 'fr',
    },
    {
      ...minor,
      inmate: aurore,
      participants: [child('Petit Saule', 11), adult('Exemple, Bouleau')],
      site: 'site-thunder-bay',
      language: 'fr',
    },
    {
      ...minor,
      inmate: tamarack,
      participants: [child('Little Spruce', 3), adult('Example, Larch')],
      site: 'site-halifax',
      contactRestricted: true,
    },
    {
      ...minor,
      kind: 'adult-child',
      inmate: tamarack,
      participants: [{ ...child('Example, Alder', 22), approvedVisitor: true }],
      site: 'site-vancouver',
      webcamRequired: false,
      reference: 'VRB-2026-0000',
    },
    {
      ...minor,
      kind: 'child-welfare',
      inmate: aurore,
      participants: [
        child('Petit Mélèze', 7),
        contact('Exemple, Noisetier', 'child welfare agency / protection de l’enfance'),
      ],
      site: 'site-montreal',
      language: 'fr',
      status: 'cancelled',
    },
    {
      ...minor,
      kind: 'section-81-84',
      participants: [contact('Sample, Juneberry', 'Indigenous organization / organisme autochtone')],
      site: 'site-halifax',
      webcamRequired: false,
    },
    {
      ...minor,
      kind: 'community-contact',
      inmate: aurore,
      participants: [contact('Exemple, Sureau', 'mentor / mentore')],
      site: 'site-montreal',
      webcamRequired: false,
      language: 'fr',
      reference: 'DE-2026-0000',
    },
  ];
}
