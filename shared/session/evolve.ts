import { unreachable } from '../result.ts';
import { CHANGE_EFFECTS } from './changes.ts';
import type { MediaBytes, RecordedEntry } from './entries.ts';
import { LINK_CAUSES } from './link.ts';
import { OUTCOMES_TO_INFORM } from './outcomes.ts';
import type { Session, StationState, Supervision } from './state.ts';
import { countedFailures, LOCK_KEY } from './throttle.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
/** Longer than any order is valid, so that none is obeyed twice (SYNC.md). */
const FORTNIGHT_MS = 15 * DAY_MS;
const SEEN_STAFF_MS = 30 * DAY_MS;

/** The state after one more entry (DESIGN, rule 2). Total: an entry that fits no session leaves the state as it was. */
export function evolve(state: StationState, entry: RecordedEntry): StationState {
  return { ...evolveStation(state, entry), lastEntryAt: entry.at };
}

function evolveStation(state: StationState, entry: RecordedEntry): StationState {
  switch (entry.type) {
    case 'station.started':
      return { ...state, signedIn: null };
    case 'station.note':
      return state;
    case 'staff.signed-in': {
      const { staff } = entry.body;
      const { [staff]: _cleared, ...pinFailures } = state.pinFailures;
      const signedIn = { ...seen(state, staff, entry.at), pinFailures };
      const { session } = state;
      return session === null ? signedIn : { ...signedIn, session: takenOver(session, staff, entry.at) };
    }
    case 'staff.signed-out':
      return { ...state, signedIn: null };
    case 'staff.pin-refused': {
      const { staff, credential } = entry.body;
      const former = state.pinFailures[staff];
      const count = 1 + (former === undefined ? 0 : countedFailures(former, credential, entry.at));
      return {
        ...state,
        pinFailures: { ...state.pinFailures, [staff]: { count, lastAt: entry.at, credential } },
      };
    }
    case 'session.opened':
      return openSession(state, entry);
    case 'session.opened-by-mistake':
      return closeMistaken(state, entry);
    case 'visit.not-held':
      return notHeld(state, entry);
    case 'facilitator.returned':
      return withSession(seen(state, entry.body.staff, entry.at), entry, evolveSession);
    case 'supervision.relieved':
      return withSession(seen(state, entry.body.to, entry.at), entry, evolveSession);
    case 'lock.opened-by-order': {
      const { [LOCK_KEY]: _cleared, ...pinFailures } = state.pinFailures;
      return withSession({ ...state, signedIn: null, pinFailures }, entry, evolveSession);
    }
    case 'facilitator.left':
      return withSession({ ...state, signedIn: null }, entry, evolveSession);
    case 'session.handed-over':
      return handOver(state, entry);
    case 'tracking.completed': {
      const { [entry.session ?? '']: _done, ...waiting } = state.waiting;
      return { ...state, waiting };
    }
    case 'tracking.amended':
      return state;
    case 'export.written': {
      const { export: id, ...written } = entry.body;
      return { ...state, exports: { ...state.exports, [id]: { ...written, at: entry.at, by: entry.actor } } };
    }
    case 'export.erased': {
      const { [entry.body.export]: _erased, ...exports } = state.exports;
      return { ...state, exports };
    }
    case 'language.chosen':
      return {
        ...state,
        languages: { ...state.languages, [entry.body.staff]: entry.body.language },
      };
    case 'directive.obeyed':
    case 'directive.refused':
      return {
        ...state,
        directives: recent({ ...state.directives, [entry.body.directive]: entry.at }, entry.at),
      };
    default:
      return withSession(state, entry, evolveSession);
  }
}

type EntryOf<T extends RecordedEntry['type']> = Extract<RecordedEntry, { type: T }>;

/** Somebody has identified themselves at the station. */
function seen(state: StationState, staff: string, at: number): StationState {
  const seenStaff = Object.fromEntries(
    Object.entries(state.seenStaff).filter(([, since]) => since > at - SEEN_STAFF_MS),
  );
  return { ...state, signedIn: { staff, since: at }, seenStaff: { ...seenStaff, [staff]: at } };
}

function openSession(state: StationState, entry: EntryOf<'session.opened'>): StationState {
  const { booking, site, kind, walkUp, timing, adult, adults, children, privileged, exception } = entry.body;
  const session: Session = {
    ...newSession(entry, { booking, site, kind }),
    walkUp,
    timing,
    // Older entries, from before every adult was checked, contain only the first.
    adults: adults ?? (adult == null ? [] : [adult]),
    children: children ?? [],
    exception: exception ?? null,
    privileged,
  };
  return withBooking({ ...state, session }, booking.id, entry.at);
}

function withBooking(state: StationState, booking: string, at: number): StationState {
  const bookings = Object.fromEntries(
    Object.entries(state.bookings).filter(([, record]) => record.at > at - FORTNIGHT_MS),
  );
  return { ...state, bookings: { ...bookings, [booking]: { at, outcome: null } } };
}

function newSession(entry: RecordedEntry, of: Pick<Session, 'booking' | 'site' | 'kind'>): Session {
  return {
    ...of,
    id: entry.session ?? '',
    openedAt: entry.at,
    facilitator: entry.actor,
    responsible: entry.actor,
    responsibles: [entry.actor],
    walkUp: false,
    timing: { minutes: 0, reason: '' },
    adults: [],
    children: [],
    exception: null,
    changes: [],
    privileged: null,
    phase: 'opened',
    checks: {},
    overrides: {},
    settingsConfirmed: false,
    notice: null,
    attempts: 0,
    connectionFailure: null,
    connectedAt: null,
    confirmationLapsed: false,
    evidence: null,
    devices: null,
    supervision: null,
    supervisedOnce: false,
    unsupervisedOnce: false,
    supervisedMs: 0,
    unsupervisedMs: 0,
    modeSince: null,
    lock: null,
    lockFailure: null,
    lockWaitsFor: [],
    endsAt: Date.parse(of.booking.endsAt),
    endedAt: null,
    suspensions: [],
    pauses: [],
    extensions: [],
    informed: null,
    interruptions: {},
    lostMs: 0,
    assistanceSince: null,
    cues: [],
    outcome: null,
    authority: '',
    mustInform: false,
  };
}

/** Frees the booking; nothing goes on the sheet (R8). */
function closeMistaken(state: StationState, entry: EntryOf<'session.opened-by-mistake'>): StationState {
  const { session } = state;
  if (session === null || session.id !== entry.session) return state;
  const { [session.booking.id]: _free, ...bookings } = state.bookings;
  return { ...state, session: null, bookings };
}

/** A visit that did not take place waits for its hand-over like one that ended (R9). */
function notHeld(state: StationState, entry: EntryOf<'visit.not-held'>): StationState {
  const { booking, site, kind, outcome, authority } = entry.body;
  const session: Session = {
    ...newSession(entry, { booking, site, kind }),
    phase: 'ended',
    endedAt: entry.at,
    outcome,
    authority,
    mustInform: OUTCOMES_TO_INFORM.includes(outcome.name),
  };
  return withBooking({ ...state, session }, booking.id, entry.at);
}

function handOver(state: StationState, entry: EntryOf<'session.handed-over'>): StationState {
  const session = state.session;
  if (session === null || session.id !== entry.session) return state;
  // Link and password end with the session (R14).
  const booking = { ...session.booking, meeting: { url: '' } };
  const waiting = {
    session: { ...session, booking },
    handedOverAt: entry.at,
    handedOverBy: entry.actor,
    ...entry.body,
  };
  return {
    ...state,
    session: null,
    waiting: { ...state.waiting, [session.id]: waiting },
    bookings: {
      ...state.bookings,
      [session.booking.id]: { at: entry.at, outcome: session.outcome?.name ?? null },
    },
  };
}

function withSession<E extends RecordedEntry>(
  state: StationState,
  entry: E,
  change: (session: Session, entry: E) => Session,
): StationState {
  if (state.session === null || state.session.id !== entry.session) return state;
  return { ...state, session: change(state.session, entry) };
}

type SessionEntry = Exclude<
  RecordedEntry,
  {
    type:
      | 'station.started'
      | 'station.note'
      | 'staff.signed-in'
      | 'staff.signed-out'
      | 'staff.pin-refused'
      | 'session.opened'
      | 'session.opened-by-mistake'
      | 'visit.not-held'
      | 'session.handed-over'
      | 'tracking.completed'
      | 'tracking.amended'
      | 'export.written'
      | 'export.erased'
      | 'language.chosen'
      | 'directive.obeyed'
      | 'directive.refused';
  }
>;

function evolveSession(session: Session, entry: SessionEntry): Session {
  switch (entry.type) {
    case 'equipment.checked':
      return checked(session, entry.body);
    case 'check.overridden':
      return { ...session, overrides: { ...session.overrides, [entry.body.check]: entry.body.reason } };
    case 'session.changed':
      return { ...session, changes: entry.body.changes };
    case 'session.updated':
      return updated(session, entry.body);
    case 'equipment.changed': {
      const gone: readonly string[] = entry.body.checks;
      const checks = Object.fromEntries(
        Object.entries(session.checks).filter(([name]) => !gone.includes(name)),
      );
      return { ...session, checks, phase: 'opened', settingsConfirmed: false };
    }
    case 'settings.confirmed':
      return { ...session, phase: 'settings-confirmed', settingsConfirmed: true };
    case 'notice.shown':
      return {
        ...session,
        phase: 'notice-showing',
        notice: {
          version: entry.body.version,
          privileged: entry.body.privileged,
          shownAt: entry.at,
          seconds: null,
          readAloud: false,
          questionsAnswered: false,
        },
      };
    case 'notice.finished':
      if (session.notice === null) return session;
      return { ...session, phase: 'notice-shown', notice: { ...session.notice, ...entry.body } };
    case 'connection.started':
      return {
        ...session,
        phase: session.connectedAt === null ? 'connecting' : session.phase,
        attempts: entry.body.attempt,
        connectionFailure: null,
        confirmationLapsed: session.connectedAt !== null,
      };
    case 'connection.failed':
      return { ...session, connectionFailure: entry.body.code };
    case 'connection.confirmed':
      return {
        ...session,
        phase: session.phase === 'connecting' ? 'connected' : session.phase,
        confirmationLapsed: false,
        connectedAt: session.connectedAt ?? entry.at,
        evidence: entry.body.evidence,
      };
    case 'supervision.started':
      return { ...supervise(session, entry.body.staff, entry.at), supervisedOnce: true };
    case 'supervision.relieved':
      return session.supervision?.mode === 'supervised'
        ? supervise(session, entry.body.to, entry.at)
        : charge(session, entry.body.to);
    case 'lock.requested':
      return { ...session, phase: 'locking', lockFailure: null, lockWaitsFor: [] };
    case 'lock.waiting':
      return { ...session, lockWaitsFor: entry.body.attached };
    case 'lock.failed':
      // A lock that was never proven falls back to the staff screen; one that held stays.
      return { ...session, phase: fallback(session), lockFailure: entry.body, lockWaitsFor: [] };
    case 'lock.verified':
      return { ...session, lock: entry.body, lockFailure: null, lockWaitsFor: [] };
    case 'facilitator.left':
      return {
        ...inMode(charge(session, entry.body.staff), entry.at, {
          mode: 'unsupervised',
          leftBy: entry.body.staff,
        }),
        phase: 'underway',
        unsupervisedOnce: true,
      };
    case 'facilitator.returned':
      return returned(session, entry.body.staff, entry.at);
    case 'lock.opened-by-order':
      return openedByOrder(session, entry.at);
    case 'notice.played':
    case 'lock.released':
    case 'session.recovered':
    case 'input.attached':
      return session;
    case 'visit.interrupted':
      return {
        ...session,
        interruptions: { [entry.body.cause]: entry.at, ...session.interruptions },
        confirmationLapsed: session.confirmationLapsed || LINK_CAUSES.includes(entry.body.cause),
      };
    case 'visit.resumed': {
      const { [entry.body.cause]: _over, ...interruptions } = session.interruptions;
      return { ...session, interruptions, lostMs: session.lostMs + entry.body.lostMs };
    }
    case 'visit.extended':
      return {
        ...session,
        endsAt: Date.parse(entry.body.endsAt),
        extensions: [
          ...session.extensions,
          { at: entry.at, minutes: entry.body.minutes, reason: entry.body.reason },
        ],
        cues: session.cues.filter((minutes) => entry.at > Date.parse(entry.body.endsAt) - minutes * 60_000),
      };
    case 'visit.suspended':
      return {
        ...session,
        suspensions: [
          ...session.suspensions,
          { since: entry.at, until: null, by: entry.actor, ...entry.body },
        ],
        confirmationLapsed: session.confirmationLapsed || !entry.body.linkKept,
        informed: null,
        mustInform: true,
      };
    case 'visit.unsuspended':
      return { ...session, suspensions: closed(session.suspensions, entry.at) };
    case 'visit.explained':
      return explained(session, entry.body);
    case 'visit.paused':
      return {
        ...session,
        pauses: [...session.pauses, { since: entry.at, until: null, by: entry.actor, ...entry.body }],
        confirmationLapsed: true,
      };
    case 'visit.continued':
      return { ...session, pauses: closed(session.pauses, entry.at) };
    case 'visit.informed':
      return { ...session, informed: { at: entry.at, by: entry.actor, ...entry.body }, mustInform: false };
    case 'cue.shown':
      return { ...session, cues: [...session.cues, entry.body.minutesLeft] };
    case 'assistance.requested':
      return { ...session, assistanceSince: session.assistanceSince ?? entry.at };
    case 'assistance.answered':
      return { ...session, assistanceSince: null };
    case 'media.measured':
      return { ...session, evidence: bytesOf(entry.body) };
    case 'devices.verified':
      return { ...session, devices: entry.body };
    case 'session.ended':
      return end(session, entry);
    default:
      return unreachable(entry);
  }
}

function bytesOf({ audioIn, audioOut, videoIn, videoOut }: MediaBytes): MediaBytes {
  return { audioIn, audioOut, videoIn, videoOut };
}

/** A check that passes when repeated no longer needs its override. */
function checked(session: Session, { check, result }: EntryOf<'equipment.checked'>['body']): Session {
  const { [check]: _former, ...overrides } = session.overrides;
  const checks = { ...session.checks, [check]: result };
  return { ...session, checks, overrides: result.verdict === 'fail' ? session.overrides : overrides };
}

/** Accepts the booking as it is now; a new site or link must be confirmed before the facilitator leaves (R40). */
function updated(session: Session, body: EntryOf<'session.updated'>['body']): Session {
  const { booking, site, adults, children, exception } = body;
  const isMoved = booking.startsAt !== session.booking.startsAt || booking.endsAt !== session.booking.endsAt;
  const extendedMs = session.extensions.reduce((sum, { minutes }) => sum + minutes * 60_000, 0);
  const isElsewhere =
    booking.site !== session.booking.site || booking.meeting.url !== session.booking.meeting.url;
  return {
    ...session,
    booking,
    site,
    adults,
    children,
    exception,
    kind: booking.kind,
    changes: session.changes.filter((name) => CHANGE_EFFECTS[name] !== 'accept'),
    endsAt: isMoved ? Date.parse(booking.endsAt) + extendedMs : session.endsAt,
    cues: isMoved ? [] : session.cues,
    confirmationLapsed: session.confirmationLapsed || (session.connectedAt !== null && isElsewhere),
  };
}

/** Adds the time in the current mode and begins the next (R53). */
function inMode(session: Session, at: number, supervision: Supervision | null): Session {
  const elapsedMs = session.modeSince === null ? 0 : Math.max(0, at - session.modeSince);
  const mode = session.supervision?.mode;
  return {
    ...session,
    supervision,
    supervisedMs: session.supervisedMs + (mode === 'supervised' ? elapsedMs : 0),
    unsupervisedMs: session.unsupervisedMs + (mode === 'unsupervised' ? elapsedMs : 0),
    modeSince: supervision === null ? null : at,
  };
}

function charge(session: Session, staff: string): Session {
  const responsibles =
    session.responsibles.at(-1) === staff ? session.responsibles : [...session.responsibles, staff];
  return { ...session, responsible: staff, responsibles };
}

function supervise(session: Session, staff: string, at: number): Session {
  return { ...inMode(charge(session, staff), at, { mode: 'supervised', staff }), phase: 'underway' };
}

/** Somebody signs in during an open session, after a restart or an order, and takes charge of it. */
function takenOver(session: Session, staff: string, at: number): Session {
  if (session.phase === 'ended' || session.phase === 'locking' || session.lock !== null) return session;
  return session.supervision === null ? charge(session, staff) : supervise(session, staff, at);
}

/** Staff came back through the lock and have input again. A visit under way continues, supervised. */
function returned(session: Session, staff: string, at: number): Session {
  const unlocked = { ...charge(session, staff), lock: null, lockWaitsFor: [], assistanceSince: null };
  if (session.phase === 'ended') return unlocked;
  return session.phase === 'underway'
    ? supervise(unlocked, staff, at)
    : { ...unlocked, phase: fallback(session) };
}

/** An order identifies nobody: a visit under way is on hold until somebody signs in. */
function openedByOrder(session: Session, at: number): Session {
  const unlocked = { ...session, lock: null, lockWaitsFor: [] };
  if (session.phase === 'ended') return unlocked;
  const leftBy = session.responsible;
  const awaited = inMode(unlocked, at, { mode: 'awaited', leftBy });
  return { ...awaited, phase: 'underway', confirmationLapsed: true };
}

function closed<T extends { readonly until: number | null }>(
  periods: readonly T[],
  at: number,
): readonly T[] {
  return periods.map((period) => (period.until === null ? { ...period, until: at } : period));
}

/** Sets authority and reason of all orders that have none yet (R45). */
function explained(session: Session, { authority, reason }: EntryOf<'visit.explained'>['body']): Session {
  const { outcome } = session;
  const isOpenEnd = outcome !== null && OUTCOMES_TO_INFORM.includes(outcome.name) && outcome.reason === '';
  return {
    ...session,
    suspensions: session.suspensions.map((one) => (one.reason === '' ? { ...one, authority, reason } : one)),
    outcome: isOpenEnd ? { ...outcome, reason } : outcome,
    authority: isOpenEnd ? authority : session.authority,
  };
}

function fallback(session: Session): Session['phase'] {
  if (session.phase !== 'locking') return session.phase;
  return session.supervision === null ? 'connected' : 'underway';
}

function end(session: Session, entry: EntryOf<'session.ended'>): Session {
  const openSince = Object.values(session.interruptions);
  const tail = openSince.length === 0 ? 0 : entry.at - Math.min(...openSince);
  const { outcome, evidence, authority } = entry.body;
  const informs = OUTCOMES_TO_INFORM.includes(outcome.name);
  return {
    ...inMode(session, entry.at, session.supervision),
    modeSince: null,
    phase: 'ended',
    endedAt: entry.at,
    outcome,
    authority: authority ?? '',
    evidence: evidence ?? session.evidence,
    interruptions: {},
    lostMs: session.lostMs + Math.max(0, tail),
    suspensions: closed(session.suspensions, entry.at),
    pauses: closed(session.pauses, entry.at),
    lockWaitsFor: [],
    mustInform: session.mustInform || (informs && session.informed === null),
  };
}

function recent(record: Readonly<Record<string, number>>, now: number): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(record).filter(([, at]) => at > now - FORTNIGHT_MS));
}
