import { z } from 'zod';
import { type Clock, toInstant } from '../../shared/clock.ts';
import { ENTRY_BODIES } from '../../shared/session/entries.ts';
import { BilingualText, SESSION_KINDS } from '../../shared/sync/rows.ts';
import type { WireEntry } from '../../shared/sync/wire.ts';
import type { Store } from './store.ts';

/** A visit under way, as the entries of its station tell it: what the control room sees. */
export const RunningVisit = z.object({
  session: z.string(),
  station: z.string(),
  inmate: z.string(),
  site: BilingualText.nullable(),
  kind: z.enum(SESSION_KINDS),
  startedAt: z.string(),
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
const PHASE_OF: Readonly<Record<string, string>> = {
  'settings.confirmed': 'settings-confirmed',
  'notice.shown': 'notice-showing',
  'notice.finished': 'notice-shown',
  'connection.started': 'connecting',
  'connection.confirmed': 'connected',
  'lock.requested': 'locking',
  'supervision.started': 'underway',
  'facilitator.left': 'underway',
};

/** The visit after an entry of its station; null where none is under way. Pure. */
export function visitAfter(
  visit: RunningVisit | null,
  station: string,
  entry: WireEntry,
): RunningVisit | null {
  const { type, session, at, chain, seq } = entry.header;
  const { body } = entry;
  if (session === null || body === null) return visit;
  if (type === 'session.opened') return opened(station, entry) ?? visit;
  if (visit === null || visit.session !== session || (visit.chain === chain && seq <= visit.seq))
    return visit;
  if (ENDS.has(type)) return null;
  const phase = PHASE_OF[type];
  const next = {
    ...visit,
    ...{ chain, seq },
    ...(phase === undefined || phase === visit.phase ? {} : { phase, phaseSince: at }),
  };
  const text = (name: string): string => {
    const value = body[name];
    return typeof value === 'string' ? value : '';
  };
  switch (type) {
    case 'supervision.started':
    case 'supervision.relieved':
    case 'facilitator.returned':
      return { ...next, supervision: 'supervised' };
    case 'facilitator.left':
      return { ...next, supervision: 'unsupervised' };
    case 'lock.opened-by-order':
      return { ...next, supervision: 'awaited' };
    case 'visit.extended':
      return { ...next, endsAt: text('endsAt') };
    case 'visit.suspended':
      return { ...next, suspendedSince: at };
    case 'visit.unsuspended':
      return { ...next, suspendedSince: null };
    case 'visit.paused':
      return { ...next, paused: { since: at, cause: text('cause') } };
    case 'visit.continued':
      return { ...next, paused: null };
    case 'visit.interrupted':
      return { ...next, interruptions: [...new Set([...visit.interruptions, text('cause')])] };
    case 'visit.resumed':
      return { ...next, interruptions: visit.interruptions.filter((cause) => cause !== text('cause')) };
    case 'assistance.requested':
      return { ...next, assistance: { since: at, how: text('how') } };
    case 'assistance.answered':
      return { ...next, assistance: null };
    case 'media.measured': {
      const quality = RunningVisit.shape.quality.safeParse(body['quality']);
      return { ...next, quality: quality.data ?? 'unknown' };
    }
    case 'directive.obeyed':
    case 'directive.refused': {
      const code = type === 'directive.refused' ? text('code') : null;
      const answer = { directive: text('directive'), action: text('action'), code };
      return { ...next, answers: [...visit.answers, answer].slice(-MOST_ANSWERS) };
    }
    default:
      return next;
  }
}

function opened(station: string, { header, body }: WireEntry): RunningVisit | null {
  const read = ENTRY_BODIES['session.opened'].safeParse(body);
  if (!read.success) return null;
  const { booking, site, kind } = read.data;
  return {
    ...{ station, kind, inmate: booking.inmate.name, site: site?.name ?? null },
    session: header.session ?? header.id,
    ...{ startedAt: booking.startsAt, endsAt: booking.endsAt },
    ...{ phase: 'opened', phaseSince: header.at, supervision: null, quality: 'unknown' as const },
    ...{ assistance: null, suspendedSince: null, paused: null, interruptions: [], answers: [] },
    ...{ chain: header.chain, seq: header.seq },
  };
}

/** Keeps the visits under way of an institution, one for each station at most. */
export interface RunningVisits {
  /** Entries that were received from a station, in the order of its chain. */
  follow(station: string, entries: readonly WireEntry[]): Promise<void>;
  /** The phase that a station reports by itself: nothing is under way at an idle one, whatever was missed. */
  reportPhase(station: string, phase: string): Promise<void>;
  /** `visits` null where nothing changed after `ver`. */
  list(
    ver: number | null,
  ): Promise<{ readonly ver: number; readonly visits: readonly RunningVisit[] | null }>;
}

const MAP = 'visits';

export function createRunningVisits(store: Store, clock: Clock): RunningVisits {
  return {
    async follow(station, entries) {
      const told = entries.filter(({ header }) => header.session !== null && !isOld(header.at, clock));
      if (told.length === 0) return;
      await store.write(async (writer) => {
        const found = await writer.row(MAP, station);
        const before = found === null ? null : RunningVisit.parse(found.row);
        let visit = before;
        for (const entry of told) visit = visitAfter(visit, station, entry);
        if (visit === null) await writer.remove(MAP, station);
        else await writer.put(MAP, station, visit);
      });
    },
    async reportPhase(station, phase) {
      if (phase !== 'idle' && phase !== 'ended') return;
      const known = await store.read((reader) => reader.row(MAP, station));
      if (known !== null) await store.write((writer) => writer.remove(MAP, station));
    },
    list: (ver) =>
      store.read(async (reader) => {
        const now = await reader.version(MAP);
        if (ver === now) return { ver: now, visits: null };
        const rows = await reader.rows(MAP);
        return { ver: now, visits: rows.map(({ row }) => RunningVisit.parse(row)) };
      }),
  };
}

const LONGEST_VISIT_MS = 24 * 3_600_000;

/** What arrives after weeks without a network is of no visit that is under way. */
function isOld(at: string, clock: Clock): boolean {
  return at < toInstant(clock.now() - LONGEST_VISIT_MS);
}
