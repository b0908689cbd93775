import en from '../../shared/language/en.json' with { type: 'json' };
import fr from '../../shared/language/fr.json' with { type: 'json' };
import { calendarDate } from '../../shared/language/format.ts';
import { wallClock } from '../../shared/schedule/local-time.ts';
import { csvOf, separatorOf, trackingCsv } from '../../shared/tracking/csv.ts';
import type { TrackingRow } from '../../shared/tracking/row.ts';
import { visitInstant } from '../../shared/tracking/sheet.ts';
import { auditCsv } from '../core/audit-csv.ts';
import type { BookedVisit } from '../core/booking.ts';
import type { MadeExport } from '../core/made-export.ts';
import type { WholeAudit } from '../core/whole-audit.ts';

const WORDS = { en, fr } as const;
type How = { readonly language: 'en' | 'fr'; readonly zone: string };

/** The records of a person as they get them: the rows of the sheet and the bookings, each as a table. Null for none. */
export function personExport(
  found: { readonly bookings: readonly BookedVisit[]; readonly visits: readonly TrackingRow[] },
  { language, zone }: How,
): MadeExport | null {
  const { bookings, visits } = found;
  const times = [
    ...bookings.map(({ startsAt }) => Date.parse(startsAt)),
    ...visits.map((row) => visitInstant(row)),
  ];
  if (times.length === 0) return null;
  const [from, to] = [calendarDate(Math.min(...times), zone), calendarDate(Math.max(...times), zone)];
  const file = (kind: string, text: string) => ({
    name: `child-link-records-${kind}-${from}-${to}.csv`,
    content: Buffer.from(text, 'utf8'),
  });
  return {
    ...{ format: 'records', from, to, rows: times.length },
    files: [
      ...(visits.length === 0 ? [] : [file('visits', trackingCsv(visits, language))]),
      ...(bookings.length === 0 ? [] : [file('bookings', bookingsCsv(bookings, { language, zone }))]),
    ],
  };
}

/** The tracking sheet of a period, days both included. */
export function sheetExport(
  rows: readonly TrackingRow[],
  { from, to }: { readonly from: string; readonly to: string },
  language: 'en' | 'fr',
): MadeExport {
  const content = Buffer.from(trackingCsv(rows, language), 'utf8');
  return {
    ...{ format: 'records', from, to, rows: rows.length },
    files: [{ name: `child-link-tracking-${from}-${to}.csv`, content }],
  };
}

/** No link and no password: they are secrets of the meeting, and say nothing of a person (R14). */
function bookingsCsv(bookings: readonly BookedVisit[], { language, zone }: How): string {
  const words = WORDS[language];
  const local = (at: string) => {
    const clock = wallClock(Date.parse(at), zone);
    return clock === null ? at : `${clock.date} ${clock.time}`;
  };
  const head = [
    ...[words.institution.records.start, words.institution.records.end, words.open.kind],
    ...[words.walkUp.inmate, words.walkUp.fps, words.institution.records.people],
    ...[
      words.institution.sites.name,
      words.institution.records.reference,
      words.institution.booking.needs,
      words.institution.records.status,
      words.institution.records.number,
    ],
  ];
  return csvOf(
    [
      head,
      ...bookings.map((booking) => [
        ...[local(booking.startsAt), local(booking.endsAt), words.kind[booking.kind]],
        ...[booking.inmate.name, booking.inmate.fps],
        booking.participants
          .map(({ name, birthDate }) => (birthDate == null ? name : `${name} (${birthDate})`))
          .join('; '),
        ...[booking.site, booking.reference ?? '', booking.needs.join('; ')],
        booking.status === 'cancelled'
          ? words.institution.booking.cancelled
          : words.institution.records.booked,
        booking.id,
      ]),
    ],
    separatorOf(language),
  );
}

/** The audit, one file for each chain: each is verified by itself. */
export function auditExport({ chains, nameOf }: WholeAudit, { language, zone }: How): MadeExport {
  const times = chains.flatMap(({ entries }) => entries.map(({ at }) => Date.parse(at)));
  const day = (ms: number) => calendarDate(Number.isFinite(ms) ? ms : 0, zone);
  const [from, to] = [day(Math.min(...times)), day(Math.max(...times))];
  return {
    ...{ format: 'audit', from, to, rows: times.length },
    files: chains.map(({ institution, entries }) => ({
      name: `child-link-audit${institution === null ? '' : `-${institution}`}-${from}-${to}.csv`,
      content: Buffer.from(auditCsv(entries, language, nameOf), 'utf8'),
    })),
  };
}
