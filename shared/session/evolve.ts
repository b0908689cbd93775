import { unreachable } from '../result.ts';
import type { MediaBytes, RecordedEntry } from './entries.ts';
import type { Session, StationState, Supervision } from './state.ts';

const FORTNIGHT_MS = 14 * 24 * 60 * 60 * 1000;

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
      const { [entry.body.staff]: _cleared, ...pinFailures } = state.pinFailures;
      return { ...state, signedIn: { staff: entry.body.staff, since: entry.at }, pinFailures };
    }
    case 'staff.signed-out':
      return { ...state, signedIn: null };
    case 'staff.pin-refused': {
      const { staff, credential } = entry.body;
      const former = state.pinFailures[staff];
      const count = former?.credential === credential ? former.count + 1 : 1;
      return {
        ...state,
        pinFailures: { ...state.pinFailures, [staff]: { count, lastAt: entry.at, credential } },
      };
    }
    case 'session.opened':
      return openSession(state, entry);
    case 'facilitator.returned': {
      const { lock: _cleared, ...pinFailures } = state.pinFailures;
      const returned = { ...state, signedIn: { staff: entry.body.staff, since: entry.at }, pinFailures };
      return withSession(returned, entry, evolveSession);
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

function openSession(state: StationState, entry: EntryOf<'session.opened'>): StationState {
  const { booking, site, kind, walkUp, timing, adult, privileged } = entry.body;
  const session: Session = {
    id: entry.session ?? '',
    openedAt: entry.at,
    facilitator: entry.actor,
    booking,
    site,
    kind,
    walkUp,
    timing,
    adult,
    privileged,
    phase: 'opened',
    checks: {},
    settingsConfirmed: false,
    notice: null,
    attempts: 0,
    connectionFailure: null,
    connectedAt: null,
    evidence: null,
    devices: null,
    supervision: null,
    supervisedOnce: false,
    unsupervisedOnce: false,
    lock: null,
    lockFailure: null,
    lockWaitsFor: [],
    endsAt: Date.parse(booking.endsAt),
    endedAt: null,
    suspension: null,
    informed: null,
    interruptions: {},
    lostMs: 0,
    assistanceSince: null,
    cues: [],
    outcome: null,
    mustInform: false,
  };
  const bookings = Object.fromEntries(
    Object.entries(state.bookings).filter(([, record]) => record.at > entry.at - FORTNIGHT_MS),
  );
  return { ...state, session, bookings: { ...bookings, [booking.id]: { at: entry.at, outcome: null } } };
}

function handOver(state: StationState, entry: EntryOf<'session.handed-over'>): StationState {
  const session = state.session;
  if (session === null || session.id !== entry.session) return state;
  const waiting = { session, handedOverAt: entry.at, handedOverBy: entry.actor, ...entry.body };
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
      | 'session.handed-over'
      | 'tracking.completed'
      | 'tracking.amended'
      | 'directive.obeyed'
      | 'directive.refused';
  }
>;

function evolveSession(session: Session, entry: SessionEntry): Session {
  switch (entry.type) {
    case 'equipment.checked':
      return { ...session, checks: { ...session.checks, [entry.body.check]: entry.body.result } };
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
      };
    case 'connection.failed':
      return { ...session, connectionFailure: entry.body.code };
    case 'connection.confirmed':
      return {
        ...session,
        phase: 'connected',
        connectedAt: session.connectedAt ?? entry.at,
        evidence: entry.body.evidence,
      };
    case 'supervision.started':
      return { ...supervised(session, entry.body.staff), supervisedOnce: true };
    case 'lock.requested':
      return { ...session, phase: 'locking', lockFailure: null, lockWaitsFor: [] };
    case 'lock.waiting':
      return { ...session, lockWaitsFor: entry.body.attached };
    case 'lock.failed':
      // A lock that was never proven falls back to where staff still sit; one that held stays what it was.
      return { ...session, phase: fallback(session), lockFailure: entry.body, lockWaitsFor: [] };
    case 'lock.verified':
      return { ...session, lock: entry.body, lockFailure: null, lockWaitsFor: [] };
    case 'facilitator.left':
      return {
        ...session,
        phase: 'underway',
        supervision: { mode: 'unsupervised', leftBy: entry.body.staff },
        unsupervisedOnce: true,
      };
    case 'facilitator.returned':
      return returned(session, entry.body.staff);
    case 'notice.played':
    case 'lock.released':
    case 'session.recovered':
    case 'input.attached':
      return session;
    case 'visit.interrupted':
      return { ...session, interruptions: { [entry.body.cause]: entry.at, ...session.interruptions } };
    case 'visit.resumed': {
      const { [entry.body.cause]: _over, ...interruptions } = session.interruptions;
      return { ...session, interruptions, lostMs: session.lostMs + entry.body.lostMs };
    }
    case 'visit.extended':
      return {
        ...session,
        endsAt: Date.parse(entry.body.endsAt),
        cues: session.cues.filter((minutes) => entry.at > Date.parse(entry.body.endsAt) - minutes * 60_000),
      };
    case 'visit.suspended':
      return {
        ...session,
        suspension: { since: entry.at, by: entry.actor, ...entry.body },
        informed: null,
        mustInform: true,
      };
    case 'visit.unsuspended':
      return { ...session, suspension: null };
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

function supervised(session: Session, staff: string): Session {
  const supervision: Supervision = { mode: 'supervised', staff };
  return { ...session, phase: 'underway', supervision };
}

/** Staff came back through the lock: input is theirs again. A visit under way goes on, supervised. */
function returned(session: Session, staff: string): Session {
  const unlocked = { ...session, lock: null, lockWaitsFor: [], assistanceSince: null };
  if (session.phase === 'ended') return unlocked;
  return session.phase === 'underway'
    ? supervised(unlocked, staff)
    : { ...unlocked, phase: fallback(session) };
}

function fallback(session: Session): Session['phase'] {
  if (session.phase !== 'locking') return session.phase;
  return session.supervision === null ? 'connected' : 'underway';
}

function end(session: Session, entry: EntryOf<'session.ended'>): Session {
  const openSince = Object.values(session.interruptions);
  const tail = openSince.length === 0 ? 0 : entry.at - Math.min(...openSince);
  const { outcome, evidence } = entry.body;
  const informs = outcome.name === 'terminated' || outcome.name === 'suspended';
  return {
    ...session,
    phase: 'ended',
    endedAt: entry.at,
    outcome,
    evidence: evidence ?? session.evidence,
    interruptions: {},
    lostMs: session.lostMs + Math.max(0, tail),
    suspension: null,
    lockWaitsFor: [],
    mustInform: session.mustInform || (informs && session.informed === null),
  };
}

function recent(record: Readonly<Record<string, number>>, now: number): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(record).filter(([, at]) => at > now - FORTNIGHT_MS));
}
