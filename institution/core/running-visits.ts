import { z } from 'zod';
import { type Clock, toInstant } from '../../shared/clock.ts';
import { ENTRY_BODIES, type EntryDraft } from '../../shared/session/entries.ts';
import { LocalText } from '../../shared/language/local-text.ts';
import { BilingualText, SESSION_KINDS } from '../../shared/sync/rows.ts';
import type { Json, WireEntry } from '../../shared/sync/wire.ts';
import type { Store } from './store.ts';

/** A visit under way, as the entries of its station tell it: what the control room sees. */
export const RunningVisit = z.object({
  session: z.string(),
  station: z.string(),
  /** The station's room. */
  location: LocalText.default(''),
  inmate: z.string(),
  site: BilingualText.nullable(),
  kind: z.enum(SESSION_KINDS),
  startedAt: z.string(),
  /** As booked; `endsAt` has the extensions too. */
  bookedEndsAt: z.string().default(''),
  endsAt: z.string(),
  phase: z.string(),
  phaseSince: z.string(),
  supervision: z.enum(['supervised', 'unsupervised', 'awaited']).nullable(),
  quality: z.enum(['unknown', 'good', 'fair', 'poor']),
  /** Staff are called; `how` as in `assistance.requested`. */
  assistance: z.object({ since: z.string(), how: z.string() }).nullable(),
  suspendedSince: z.string().nullable(),
  paused: z.object({ since: z.string(), cause: z.string() }).nullable(),
  /** Causes that last. */
  interruptions: z.array(z.string()),
  /** What the station answered to orders, the newest last. `code`: why it did not obey. */
  answers: z.array(z.object({ directive: z.string(), action: z.string(), code: z.string().nullable() })),
  /** The last place of the chain that was read: what is sent twice is read once. */
  chain: z.string(),
  seq: z.int(),
});
export type RunningVisit = z.infer<typeof RunningVisit>;

const MOST_ANSWERS = 10;
const ENDS = new Set(['session.ended', 'session.opened-by-mistake', 'session.handed-over']);
const BEFORE_CONNECTED = new Set([
  'opened',
  'settings-confirmed',
  'notice-showing',
  'notice-shown',
  'connecting',
]);

/**
 * The visit after an entry of its station; null where none is under way. Pure. It shows what the station's own state shows
 * (`shared/session/evolve.ts`).
 */
export function visitAfter(
  visit: RunningVisit | null,
  station: { readonly id: string; readonly location: LocalText },
  sent: WireEntry,
): RunningVisit | null {
  const { type, session, at, chain, seq } = sent.header;
  const entry = entryOf(sent);
  if (entry?.type === 'session.opened') {
    return session === null
      ? visit
      : { ...opened(entry.body, at), session, station: station.id, location: station.location, chain, seq };
  }
  // A sign-in is of no session, and may take one over.
  const isOfVisit = session === visit?.session || type === 'staff.signed-in';
  if (visit === null || !isOfVisit || (visit.chain === chain && seq <= visit.seq)) return visit;
  if (ENDS.has(type)) return null;
  const next = { ...visit, chain, seq };
  if (entry === null) return next;
  const changed = { ...next, ...changeOf(visit, entry, at) };
  return changed.phase === visit.phase ? changed : { ...changed, phaseSince: at };
}

/** Null for an entry without its body, and for what a newer station writes and this version does not know. */
function entryOf({ header, body }: WireEntry): EntryDraft | null {
  const { type, actor, session } = header;
  if (!isEntryType(type)) return null;
  const found = ENTRY_BODIES[type].safeParse(body);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the schema of this very type has read the body
  return found.success ? ({ type, body: found.data, actor, session } as EntryDraft) : null;
}

function isEntryType(type: string): type is EntryDraft['type'] {
  return Object.hasOwn(ENTRY_BODIES, type);
}

function changeOf(visit: RunningVisit, entry: EntryDraft, at: string): Partial<RunningVisit> {
  const { phase, supervision, interruptions } = visit;
  const beforeLock = supervision === null ? 'connected' : 'underway';
  switch (entry.type) {
    case 'equipment.changed':
      return { phase: 'opened' };
    case 'settings.confirmed':
      return { phase: 'settings-confirmed' };
    case 'notice.shown':
      return { phase: 'notice-showing' };
    case 'notice.finished':
      return { phase: 'notice-shown' };
    case 'connection.started':
      // A visit that reconnects keeps its phase.
      return BEFORE_CONNECTED.has(phase) ? { phase: 'connecting' } : {};
    case 'connection.confirmed':
      return phase === 'connecting' ? { phase: 'connected' } : {};
    case 'lock.requested':
      return { phase: 'locking' };
    case 'lock.failed':
      return phase === 'locking' ? { phase: beforeLock } : {};
    case 'supervision.started':
      return { phase: 'underway', supervision: 'supervised' };
    case 'supervision.relieved':
      return supervision === 'supervised' ? { phase: 'underway' } : {};
    case 'staff.signed-in':
      return supervision === 'awaited' && phase === 'underway' ? { supervision: 'supervised' } : {};
    case 'facilitator.left':
      return { phase: 'underway', supervision: 'unsupervised' };
    case 'facilitator.returned':
      return phase === 'underway'
        ? { supervision: 'supervised', assistance: null }
        : { phase: phase === 'locking' ? beforeLock : phase, assistance: null };
    case 'lock.opened-by-order':
      return { phase: 'underway', supervision: 'awaited' };
    case 'session.updated': {
      const { booking, site } = entry.body;
      const isMoved = booking.startsAt !== visit.startedAt || booking.endsAt !== visit.bookedEndsAt;
      const extendedMs = Date.parse(visit.endsAt) - Date.parse(visit.bookedEndsAt);
      return {
        ...{ inmate: booking.inmate.name, site: site?.name ?? null, kind: booking.kind },
        ...{ startedAt: booking.startsAt, bookedEndsAt: booking.endsAt },
        ...(isMoved ? { endsAt: toInstant(Date.parse(booking.endsAt) + extendedMs) } : {}),
      };
    }
    case 'visit.extended':
      return { endsAt: entry.body.endsAt };
    case 'visit.suspended':
      return { suspendedSince: at };
    case 'visit.unsuspended':
      return { suspendedSince: null };
    case 'visit.paused':
      return { paused: { since: at, cause: entry.body.cause } };
    case 'visit.continued':
      return { paused: null };
    case 'visit.interrupted':
      return { interruptions: [...new Set([...interruptions, entry.body.cause])] };
    case 'visit.resumed': {
      const { cause } = entry.body;
      return { interruptions: interruptions.filter((one) => one !== cause) };
    }
    case 'assistance.requested':
      return { assistance: visit.assistance ?? { since: at, how: entry.body.how } };
    case 'assistance.answered':
      return { assistance: null };
    case 'media.measured':
      return { quality: entry.body.quality ?? 'unknown' };
    case 'directive.obeyed':
    case 'directive.refused': {
      const { directive, action } = entry.body;
      const code = entry.type === 'directive.refused' ? entry.body.code : null;
      return { answers: [...visit.answers, { directive, action, code }].slice(-MOST_ANSWERS) };
    }
    default:
      return {};
  }
}

function opened(
  { booking, site, kind }: Extract<EntryDraft, { type: 'session.opened' }>['body'],
  at: string,
): Omit<RunningVisit, 'session' | 'station' | 'location' | 'chain' | 'seq'> {
  return {
    ...{ kind, inmate: booking.inmate.name, site: site?.name ?? null },
    ...{ startedAt: booking.startsAt, bookedEndsAt: booking.endsAt, endsAt: booking.endsAt },
    ...{ phase: 'opened', phaseSince: at, supervision: null, quality: 'unknown' },
    ...{ assistance: null, suspendedSince: null, paused: null, interruptions: [], answers: [] },
  };
}

/** What changed after a version of the list. */
export type VisitChanges = {
  /** Ask with it the next time. */
  readonly ver: number;
  /** Whether `visits` is the whole list. */
  readonly whole: boolean;
  readonly visits: readonly RunningVisit[];
  /** Stations whose visit is over. */
  readonly over: readonly string[];
};

/** Keeps the visits under way of an institution, one for each station at most. */
export interface RunningVisits {
  /** Entries that were received from a station, in the order of its chain. */
  follow(
    station: { readonly id: string; readonly location: LocalText },
    entries: readonly WireEntry[],
  ): Promise<void>;
  /** The phase that a station reports by itself: nothing is under way at an idle one, whatever was missed. */
  reportPhase(station: string, phase: string): Promise<void>;
  /** Costs what has changed, however many visits there are. `ver` null: the whole list. */
  changes(ver: number | null): Promise<VisitChanges>;
}

const MAP = 'visits';
const MOST_CHANGES = 1000;

export function createRunningVisits(store: Store, clock: Clock): RunningVisits {
  return {
    async follow(station, entries) {
      const own = entries.filter(
        ({ header }) =>
          (header.session !== null || header.type === 'staff.signed-in') && !isOld(header.at, clock),
      );
      if (own.length === 0) return;
      await store.write(async (writer) => {
        const found = await writer.row(MAP, station.id);
        const before = found === null ? null : read(found.row);
        let visit = before;
        for (const entry of own) visit = visitAfter(visit, station, entry);
        if (visit === null) await writer.remove(MAP, station.id);
        else await writer.put(MAP, station.id, visit);
      });
    },
    async reportPhase(station, phase) {
      if (phase !== 'idle' && phase !== 'ended') return;
      const known = await store.read((reader) => reader.row(MAP, station));
      if (known !== null) await store.write((writer) => writer.remove(MAP, station));
    },
    changes: (ver) =>
      store.read(async (reader) => {
        const now = await reader.version(MAP);
        // A version that is not known yet is of before a restore.
        const whole = ver === null || ver > now;
        const limit = MOST_CHANGES;
        const found = await reader.changesAfter(MAP, whole ? 0 : ver, { limit, withDeletions: !whole });
        return {
          ver: found.length < limit ? now : (found.at(-1)?.ver ?? now),
          whole,
          visits: found.map(({ row }) => read(row)).filter((visit) => visit !== null),
          over: found.filter(({ row }) => row === null).map(({ key }) => key),
        };
      }),
  };
}

/** Null where another version of the service wrote it in another form: it is shown again from the next visit on. */
function read(row: Json | null): RunningVisit | null {
  return RunningVisit.safeParse(row).data ?? null;
}

const LONGEST_VISIT_MS = 24 * 3_600_000;

/** What arrives after weeks without a network is of no visit that is under way. */
function isOld(at: string, clock: Clock): boolean {
  return at < toInstant(clock.now() - LONGEST_VISIT_MS);
}
