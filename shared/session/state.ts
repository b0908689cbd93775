import type { ExportBody } from '../tracking/exports.ts';
import type { ScheduleRow, SessionKind, SiteRow } from '../sync/rows.ts';
import type {
  AdultChecks,
  ChangeName,
  CheckName,
  CheckResult,
  ChildChecks,
  GivenDevices,
  InterruptionCause,
  LockProof,
  MediaBytes,
  Observations,
  Outcome,
  PauseCause,
  SessionException,
} from './entries.ts';

/** The life of a session, in order (DESIGN, Session). `ended` waits for the hand-over. */
export const PHASES = [
  'opened',
  'settings-confirmed',
  'notice-showing',
  'notice-shown',
  'connecting',
  'connected',
  'locking',
  'underway',
  'ended',
] as const;
export type Phase = (typeof PHASES)[number];

/** Who supervises a visit that is under way (R30). */
export type Supervision =
  | { readonly mode: 'supervised'; readonly staff: string }
  | { readonly mode: 'unsupervised'; readonly leftBy: string }
  /** The institution opened the lock: the link is dropped until somebody signs in (SYNC.md, `release-lock`). */
  | { readonly mode: 'awaited'; readonly leftBy: string };

export interface NoticeRecord {
  readonly version: string;
  readonly privileged: boolean;
  readonly shownAt: number;
  readonly seconds: number | null;
  readonly readAloud: boolean;
  readonly questionsAnswered: boolean;
}

export interface Suspension {
  readonly since: number;
  /** Null while it lasts. */
  readonly until: number | null;
  readonly by: string;
  /** Empty until it is explained (R45). */
  readonly authority: string;
  readonly reason: string;
  /** In entries from before a suspension always dropped the link. */
  readonly linkKept: boolean;
}

export interface Pause {
  readonly since: number;
  readonly until: number | null;
  readonly by: string;
  readonly cause: PauseCause;
  readonly note: string;
}

/** CCRR 91(2): inmate and visitor informed of the reasons, representations offered. */
export interface Informed {
  readonly at: number;
  readonly by: string;
  readonly inmate: boolean;
  readonly visitor: boolean;
  readonly representations: boolean;
  readonly note: string;
}

/** One session, folded from its entries. All instants are milliseconds since 1970. */
export interface Session {
  readonly id: string;
  readonly openedAt: number;
  readonly facilitator: string;
  /** The person in charge of the session: the last to open it, relieve, stay, leave or come back. */
  readonly responsible: string;
  /** Everybody who was in charge of it, in order (R7). */
  readonly responsibles: readonly string[];
  readonly booking: ScheduleRow;
  readonly site: SiteRow | null;
  readonly kind: SessionKind;
  readonly walkUp: boolean;
  readonly timing: { readonly minutes: number; readonly reason: string };
  readonly adults: readonly AdultChecks[];
  readonly children: readonly ChildChecks[];
  readonly exception: SessionException | null;
  /** What differs now from what the session was opened with (R13, R15). */
  readonly changes: readonly ChangeName[];
  readonly privileged: boolean | null;
  readonly phase: Phase;
  readonly checks: Readonly<Partial<Record<CheckName, CheckResult>>>;
  /** Failed checks that the session goes on without, with the reason (R4). */
  readonly overrides: Readonly<Partial<Record<CheckName, string>>>;
  readonly settingsConfirmed: boolean;
  readonly notice: NoticeRecord | null;
  readonly attempts: number;
  readonly connectionFailure: string | null;
  readonly connectedAt: number | null;
  /** The link was lost, dropped or reloaded since it was confirmed: leaving requires confirming it again (R40). */
  readonly confirmationLapsed: boolean;
  readonly evidence: MediaBytes | null;
  /** The devices that the meeting last got; null before it got any. */
  readonly devices: GivenDevices | null;
  readonly supervision: Supervision | null;
  /** A staff member chose to stay; coming back to end a visit does not count. */
  readonly supervisedOnce: boolean;
  readonly unsupervisedOnce: boolean;
  /** Time in each mode up to `modeSince`, when the current mode began; null while none counts. */
  readonly supervisedMs: number;
  readonly unsupervisedMs: number;
  readonly modeSince: number | null;
  /** The proof of the lock that holds now; null while input is usable. Outlives the end of the visit (R33). */
  readonly lock: LockProof | null;
  readonly lockFailure: { readonly code: string; readonly detail: string } | null;
  /** Keyboards and pointers that must be removed before the lock counts (R31, `removed`). */
  readonly lockWaitsFor: readonly string[];
  readonly endsAt: number;
  readonly endedAt: number | null;
  /** Every suspension and pause, in order; the last may still be open. */
  readonly suspensions: readonly Suspension[];
  readonly pauses: readonly Pause[];
  readonly extensions: readonly { readonly at: number; readonly minutes: number; readonly reason: string }[];
  readonly informed: Informed | null;
  readonly interruptions: Readonly<Partial<Record<InterruptionCause, number>>>;
  readonly lostMs: number;
  readonly assistanceSince: number | null;
  readonly cues: readonly number[];
  readonly outcome: Outcome | null;
  /** On whose authority it was refused, suspended or terminated; empty if none was named. */
  readonly authority: string;
  readonly mustInform: boolean;
}

/** A session handed over, waiting for its line of the tracking sheet (R52). */
export interface WaitingSession {
  readonly session: Session;
  readonly handedOverAt: number;
  readonly handedOverBy: string;
  readonly observations: Observations;
  readonly troubles: string;
  readonly note: string;
}

export interface PinFailures {
  readonly count: number;
  readonly lastAt: number;
  readonly credential: string;
}

/** An export whose files may still be readable: who wrote it, when, and where. */
export interface ExportRecord extends Omit<ExportBody, 'export'> {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly by: string;
}

/** The station's state, folded from the journal. */
export interface StationState {
  readonly signedIn: { readonly staff: string; readonly since: number } | null;
  /** By staff id, and `lock` for the lock panel. */
  readonly pinFailures: Readonly<Record<string, PinFailures>>;
  readonly session: Session | null;
  readonly waiting: Readonly<Record<string, WaitingSession>>;
  /** When staff last signed in or came back here; by staff id, of the last thirty days. */
  readonly seenStaff: Readonly<Record<string, number>>;
  /** Outcomes of the last fortnight's bookings by schedule row id. */
  readonly bookings: Readonly<Record<string, { readonly at: number; readonly outcome: string | null }>>;
  /** Directives of the last fortnight already answered. */
  readonly directives: Readonly<Record<string, number>>;
  /** Exported files that have not been erased yet, by the id of the export (R53). */
  readonly exports: Readonly<Record<string, ExportRecord>>;
  /** The language that each person chose last (R73). */
  readonly languages: Readonly<Record<string, 'en' | 'fr'>>;
  /** When the last entry was written; null before the first. */
  readonly lastEntryAt: number | null;
}

export const INITIAL_STATE: StationState = {
  signedIn: null,
  pinFailures: {},
  session: null,
  waiting: {},
  seenStaff: {},
  bookings: {},
  directives: {},
  exports: {},
  languages: {},
  lastEntryAt: null,
};

/** Raised when the meaning of a stored state changes, so that stored snapshots of the fold are rebuilt. */
export const STATE_VERSION = 5;

/** The current suspension or pause, or null. */
export function suspensionOf(session: Session): Suspension | null {
  return session.suspensions.find(({ until }) => until === null) ?? null;
}

export function pauseOf(session: Session): Pause | null {
  return session.pauses.find(({ until }) => until === null) ?? null;
}

/** Whether picture and sound are off both ways, for any reason (R45). */
export function isOnHold(session: Session): boolean {
  return (
    suspensionOf(session) !== null || pauseOf(session) !== null || session.supervision?.mode === 'awaited'
  );
}

/** Whether an order still lacks authority and reason (R45). */
export function isUnexplained({ suspensions, outcome }: Session): boolean {
  const isUnexplainedEnd = isByOrder(outcome) && outcome?.reason.trim() === '';
  return suspensions.some(({ reason }) => reason === '') || isUnexplainedEnd;
}

/** Whether the visit ended by order: the closing page says that a staff member will explain (R55). */
export function isByOrder(outcome: Outcome | null): boolean {
  return outcome?.name === 'suspended' || outcome?.name === 'terminated';
}

/** The sessions that are not yet on the tracking sheet: their entries must not be erased. */
export function unfinishedSessions({ session, waiting }: StationState): readonly string[] {
  return [...(session === null ? [] : [session.id]), ...Object.keys(waiting)];
}
