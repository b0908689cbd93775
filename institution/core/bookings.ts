import { z } from 'zod';
import { toInstant } from '../../shared/clock.ts';
import { searchText } from '../../shared/language/search-text.ts';
import { checkMeetingLink } from '../../shared/meeting-link/meeting-link.ts';
import { ok } from '../../shared/result.ts';
import { SiteRow } from '../../shared/sync/rows.ts';
import type { Json } from '../../shared/sync/wire.ts';
import { recordAct } from './audit.ts';
import { BookedVisit, type Booking, conflictsOf, fpsKey } from './booking.ts';
import { change, type Context } from './context.ts';
import { refuse, type Outcome } from './refusal.ts';
import type { Reader, Writer } from './store.ts';

/** `ver`: what a later change must name, so that nobody overwrites a change that they have not seen. */
export type BookingVersion = { readonly id: string; readonly ver: number };
export type ListedBooking = { readonly booking: BookedVisit; readonly ver: number };

/** `search`: a part of the inmate's name or number; empty for all. */
export type WantedBookings = {
  readonly from: string;
  readonly to: string;
  readonly search: string;
  readonly limit: number;
};
export type BookingsPage = { readonly bookings: readonly ListedBooking[]; readonly more: boolean };

/** Who was notified of a cancellation or a change, by what number and when (GL 4 c, R13). */
export type Notified = { readonly who: string; readonly number: string; readonly at: string };

/** Who cancelled, why, and who was notified. */
export type Cancellation = {
  readonly by: 'inmate' | 'visitor' | 'site' | 'institution';
  readonly reason: string;
  readonly notified: readonly Notified[];
};

const MAX_VISIT_MS = 8 * 3_600_000;

export interface Bookings {
  /** Bookings that overlap the wanted time, in the order of their start; cancelled ones included. */
  list(wanted: WantedBookings): Promise<BookingsPage>;
  book(actor: string, booking: Booking): Promise<Outcome<BookingVersion>>;
  /** Replaces what was entered: moved, corrected, another link. */
  change(
    actor: string,
    which: BookingVersion,
    booking: Booking,
    notified: readonly Notified[],
  ): Promise<Outcome<BookingVersion>>;
  cancel(actor: string, which: BookingVersion, cancellation: Cancellation): Promise<Outcome<BookingVersion>>;
}

export function createBookings(context: Context): Bookings {
  const { clock, newId, store } = context;
  const now = () => toInstant(clock.now());

  async function save(writer: Writer, id: string, booking: Booking): Promise<Outcome<BookingVersion>> {
    const site = await writer.row('sites', booking.site);
    const fault = faultOf(booking, site === null ? null : SiteRow.parse(site.row), context);
    if (fault !== null) return fault;
    const conflict = await conflictWith(writer, booking, id);
    if (conflict !== null) return conflict;
    const ver = await writer.put('schedule', id, { ...booking, id, status: 'booked' });
    await movePast(writer, clock.now());
    return ok({ id, ver });
  }

  return {
    list: ({ from, to, search, limit }) =>
      store.read(async (reader) => {
        const sought = { text: searchText(search.trim()), number: fpsKey(search) };
        const found =
          sought.text === ''
            ? await reader.bookingsBetween(from, to, limit + 1)
            : (await reader.bookingsBetween(from, to)).filter(({ row }) => concerns(row, sought));
        const bookings = found
          .slice(0, limit)
          .map(({ row, ver }) => ({ booking: BookedVisit.parse(row), ver }));
        return { bookings, more: found.length > limit };
      }),

    book: (actor, booking) =>
      change(context, ['schedule'], async (writer) => {
        const id = newId();
        const saved = await save(writer, id, booking);
        if (saved.ok) await recordAct(writer, act(now(), actor, 'booking.booked', id));
        return saved;
      }),

    change: (actor, which, booking, notified) =>
      change(context, ['schedule'], async (writer) => {
        const known = await currentBooking(writer, which);
        if (!known.ok) return known;
        const saved = await save(writer, which.id, booking);
        if (!saved.ok) return saved;
        if (notified.length > 0) await writer.put('notifications', which.id, { notified });
        const moved = { from: known.value.startsAt, to: booking.startsAt, notified: notified.length };
        await recordAct(writer, act(now(), actor, 'booking.changed', which.id, moved));
        return saved;
      }),

    cancel: (actor, which, { by, reason, notified }) =>
      change(context, ['schedule'], async (writer) => {
        const known = await currentBooking(writer, which);
        if (!known.ok) return known;
        const ver = await writer.put('schedule', which.id, { ...known.value, status: 'cancelled' });
        await writer.put('notifications', which.id, { by, reason, notified });
        const detail = { by, notified: notified.length };
        await recordAct(writer, act(now(), actor, 'booking.cancelled', which.id, detail));
        return ok({ id: which.id, ver });
      }),
  };
}

/** Reads no more of a row than it compares: a search may look at thousands. */
const Inmate = z.object({ inmate: z.object({ name: z.string(), fps: z.string() }) });

function concerns(row: Json, sought: { readonly text: string; readonly number: string }): boolean {
  const { inmate } = Inmate.parse(row);
  const isNumber = /\d/u.test(sought.number) && fpsKey(inmate.fps).includes(sought.number);
  return isNumber || searchText(inmate.name).includes(sought.text);
}

function act(
  at: string,
  actor: string,
  action: string,
  subject: string,
  detail: Record<string, string | number> = {},
) {
  return { at, actor, action, subject, detail };
}

async function currentBooking(reader: Reader, { id, ver }: BookingVersion): Promise<Outcome<BookedVisit>> {
  const found = await reader.row('schedule', id);
  if (found === null) return refuse('booking-unknown');
  if (found.ver !== ver) return refuse('booking-changed');
  const booking = BookedVisit.parse(found.row);
  return booking.status === 'cancelled' ? refuse('booking-cancelled') : ok(booking);
}

function faultOf(booking: Booking, site: SiteRow | null, { clock, linkPolicy }: Context) {
  const [startsAt, endsAt] = [Date.parse(booking.startsAt), Date.parse(booking.endsAt)];
  if (endsAt <= startsAt) return refuse('booking-times');
  if (endsAt - startsAt > MAX_VISIT_MS)
    return refuse('booking-too-long', { hours: MAX_VISIT_MS / 3_600_000 });
  if (endsAt <= clock.now()) return refuse('booking-past');
  if (fpsKey(booking.inmate.fps) === '') return refuse('fps-missing');
  if (booking.kind === 'minor-child') {
    const has = (role: string) => booking.participants.some((participant) => participant.role === role);
    if (!has('child')) return refuse('child-missing');
    if (!has('accompanying-adult')) return refuse('adult-missing');
  }
  if (site === null) return refuse('site-unknown');
  if (!site.authorized) return refuse('site-withdrawn', { listDate: site.listDate });
  const link = checkMeetingLink(booking.meeting.url, linkPolicy());
  return link.ok ? null : refuse(link.refusal.code, link.refusal.values);
}

async function conflictWith(reader: Reader, booking: Booking, id: string) {
  const overlapping = await reader.bookingsBetween(booking.startsAt, booking.endsAt);
  for (const { key, row } of overlapping) {
    const other = BookedVisit.parse(row);
    if (key === id || other.status === 'cancelled') continue;
    const first = conflictsOf(booking, other)[0];
    if (first !== undefined) return refuse(`conflict-${first}`, { from: other.startsAt, to: other.endsAt });
  }
  return null;
}

const KEPT_ON_SCHEDULE_MS = 7 * 24 * 3_600_000;
const MOVED_AT_ONCE = 50;

/** Takes past bookings off the schedule that stations receive, so that it stays short however long it is kept. */
async function movePast(writer: Writer, nowMs: number): Promise<void> {
  const past = await writer.bookingsEndedBefore(toInstant(nowMs - KEPT_ON_SCHEDULE_MS), MOVED_AT_ONCE);
  for (const { key, row } of past) {
    await writer.put('past-bookings', key, row);
    await writer.remove('schedule', key);
  }
}
