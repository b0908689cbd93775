import { z } from 'zod';
import { toInstant } from '../../../shared/clock.ts';
import { ok } from '../../../shared/result.ts';
import { Instant } from '../../../shared/sync/rows.ts';
import type { LateObservation } from '../../../shared/tracking/late-observation.ts';
import type { TrackingRow } from '../../../shared/tracking/row.ts';
import { recordAct } from '../audit.ts';
import { BookedVisit } from '../booking.ts';
import { change, type Context } from '../context.ts';
import { refuse, type Outcome } from '../refusal.ts';
import { END_OF_TIME } from '../staff-details.ts';
import type { MapName, Reader } from '../store.ts';
import {
  concerns,
  keptUntil,
  NO_RULES,
  recordOfBooking,
  recordOfVisit,
  RECORD_KINDS,
  RetentionRules,
  type InstitutionRecord,
  type RecordKind,
} from './record.ts';

/** The rows of the tracking sheet, which the form of the institution keeps: a station in its journal. */
export interface VisitRecords {
  /** The newest version of every row, a part at a time. */
  rows(): AsyncIterable<readonly TrackingRow[]>;
  /** Adds an observation that came after the sheet was completed, as an amendment by `actor` (R51, R52). */
  observe(actor: string, session: string, observation: LateObservation): Promise<Outcome<null>>;
  /** Erases all that is recorded of these visits; hashes stay, so that any other change is noticed. */
  erase(sessions: readonly string[]): Promise<void>;
}

/** A reason to keep what concerns a person, whatever the rules say: a proceeding, or a request for access. */
const Hold = z.object({
  id: z.string(),
  who: z.string(),
  reference: z.string(),
  by: z.string(),
  at: Instant,
});
export type Hold = z.infer<typeof Hold>;

export type FoundRecord = InstitutionRecord & {
  /** Ms since 1970; null where no rule names an end. */
  readonly untilMs: number | null;
  readonly isHeld: boolean;
};
export type RecordRef = Pick<InstitutionRecord, 'kind' | 'id'>;
export type Due = Readonly<Record<RecordKind, number>>;
export type RecordsState = {
  readonly rules: RetentionRules;
  /** 0 if no rule was ever set. */
  readonly ver: number;
  readonly holds: readonly Hold[];
  /** Records whose period is over and that nothing holds. */
  readonly due: Due;
};

export interface Records {
  /** What concerns a person, the oldest first. */
  find(who: string): Promise<readonly FoundRecord[]>;
  /** The whole content of these records, for a person who asked for it; noted in the audit. */
  read(
    actor: string,
    wanted: readonly RecordRef[],
  ): Promise<{ readonly bookings: readonly BookedVisit[]; readonly visits: readonly TrackingRow[] }>;
  observe(actor: string, session: string, observation: LateObservation): Promise<Outcome<null>>;
  state(): Promise<RecordsState>;
  setRules(actor: string, rules: RetentionRules, ver: number): Promise<Outcome<null>>;
  hold(actor: string, who: string, reference: string): Promise<Outcome<{ readonly id: string }>>;
  lift(actor: string, id: string): Promise<Outcome<null>>;
  /** Erases what is due. Refuses if that is not what the person has seen. */
  erase(actor: string, seen: Due): Promise<Outcome<{ readonly erased: number }>>;
}

const RULES = 'retention';
const BOOKING_MAPS = ['past-bookings', 'schedule'] as const satisfies readonly MapName[];

export function createRecords(context: Context, visits: VisitRecords | null): Records {
  const { clock, newId, store } = context;
  const now = () => toInstant(clock.now());

  /** Read before a transaction: the sheet may be kept elsewhere, and takes its time. */
  async function visitRecords(): Promise<readonly InstitutionRecord[]> {
    const found: InstitutionRecord[] = [];
    if (visits === null) return found;
    for await (const rows of visits.rows()) found.push(...rows.map(recordOfVisit));
    return found;
  }

  async function everything(reader: Reader, sheet: readonly InstitutionRecord[]) {
    return [...(await bookingsOf(reader)).map(recordOfBooking), ...sheet];
  }

  async function dueOf(reader: Reader, sheet: readonly InstitutionRecord[]) {
    const { rules } = await rulesOf(reader);
    const holds = await holdsOf(reader);
    return (await everything(reader, sheet)).filter((record) => {
      const until = keptUntil(record, rules);
      return until !== null && until <= clock.now() && !isHeld(record, holds);
    });
  }

  return {
    async find(who) {
      const sheet = await visitRecords();
      return store.read(async (reader) => {
        const { rules } = await rulesOf(reader);
        const holds = await holdsOf(reader);
        return (await everything(reader, sheet))
          .filter((record) => concerns(record, who))
          .map((record) => ({
            ...record,
            untilMs: keptUntil(record, rules),
            isHeld: isHeld(record, holds),
          }))
          .toSorted((one, two) => one.atMs - two.atMs);
      });
    },

    async read(actor, wanted) {
      const ids = new Set(wanted.map(({ id }) => id));
      const rows: TrackingRow[] = [];
      if (visits !== null)
        for await (const part of visits.rows()) rows.push(...part.filter(({ session }) => ids.has(session)));
      return store.write(async (writer) => {
        const bookings = (await bookingsOf(writer)).filter(({ id }) => ids.has(id));
        const detail = { bookings: bookings.length, visits: rows.length };
        await recordAct(writer, { at: now(), actor, action: 'records.exported', subject: 'records', detail });
        return { bookings, visits: rows };
      });
    },

    async observe(actor, session, observation) {
      if (visits === null) return refuse('record-unknown');
      const observed = await visits.observe(actor, session, observation);
      if (!observed.ok) return observed;
      await store.write((writer) =>
        recordAct(writer, {
          ...{ at: now(), actor, action: 'records.observed', subject: session },
          detail: { source: observation.source },
        }),
      );
      return ok(null);
    },

    async state() {
      const sheet = await visitRecords();
      return store.read(async (reader) => ({
        ...(await rulesOf(reader)),
        holds: await holdsOf(reader),
        due: countOf(await dueOf(reader, sheet)),
      }));
    },

    setRules: (actor, rules, ver) =>
      change(context, [], async (writer) => {
        if ((await rulesOf(writer)).ver !== ver) return refuse('setting-changed');
        await writer.put('own', RULES, rules);
        await recordAct(writer, {
          ...{ at: now(), actor, action: 'records.rules-set', subject: RULES },
          detail: { booking: rules.booking, visit: rules.visit, reported: rules['reported-visit'] },
        });
        return ok(null);
      }),

    hold: (actor, who, reference) =>
      change(context, [], async (writer) => {
        const id = newId();
        const hold: Hold = { id, who, reference, by: actor, at: now() };
        await writer.put('holds', id, hold);
        await recordAct(writer, { at: now(), actor, action: 'records.held', subject: id, detail: {} });
        return ok({ id });
      }),

    lift: (actor, id) =>
      change(context, [], async (writer) => {
        if ((await writer.row('holds', id)) === null) return refuse('hold-unknown');
        await writer.remove('holds', id);
        await recordAct(writer, { at: now(), actor, action: 'records.released', subject: id, detail: {} });
        return ok(null);
      }),

    async erase(actor, seen) {
      const sheet = await visitRecords();
      const due = await store.read((reader) => dueOf(reader, sheet));
      const counted = countOf(due);
      if (RECORD_KINDS.some((kind) => counted[kind] !== seen[kind])) return refuse('records-changed');
      const bookings = due.filter(({ kind }) => kind === 'booking').map(({ id }) => id);
      const sessions = due.filter(({ kind }) => kind !== 'booking').map(({ id }) => id);
      // Visits first: what a power cut leaves is still due, and is erased the next time.
      if (visits !== null && sessions.length > 0) await visits.erase(sessions);
      return change(context, ['schedule'], async (writer) => {
        for (const id of bookings) {
          for (const map of BOOKING_MAPS) await writer.remove(map, id);
          await writer.remove('notifications', id);
        }
        const detail = {
          booking: counted.booking,
          visit: counted.visit,
          reported: counted['reported-visit'],
        };
        await recordAct(writer, { at: now(), actor, action: 'records.erased', subject: 'records', detail });
        return ok({ erased: due.length });
      });
    },
  };
}

async function bookingsOf(reader: Reader): Promise<readonly BookedVisit[]> {
  const found = await reader.bookingsBetween('', END_OF_TIME);
  return found.map(({ row }) => BookedVisit.parse(row));
}

async function rulesOf(reader: Reader): Promise<{ readonly rules: RetentionRules; readonly ver: number }> {
  const found = await reader.row('own', RULES);
  return found === null
    ? { rules: NO_RULES, ver: 0 }
    : { rules: RetentionRules.parse(found.row), ver: found.ver };
}

async function holdsOf(reader: Reader): Promise<readonly Hold[]> {
  return (await reader.rows('holds')).map(({ row }) => Hold.parse(row));
}

function isHeld(record: InstitutionRecord, holds: readonly Hold[]): boolean {
  return holds.some(({ who }) => concerns(record, who));
}

function countOf(records: readonly InstitutionRecord[]): Due {
  const count = (kind: RecordKind) => records.filter((record) => record.kind === kind).length;
  return { booking: count('booking'), visit: count('visit'), 'reported-visit': count('reported-visit') };
}
