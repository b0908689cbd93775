import type { ScheduleRow, SessionKind, SiteRow } from '../sync/rows.ts';
import type {
  AdultChecks,
  CheckName,
  CheckResult,
  GivenDevices,
  InterruptionCause,
  LockProof,
  MediaBytes,
  Observations,
  Outcome,
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

/** Who watches over a visit that is under way (R30). */
export type Supervision =
  | { readonly mode: 'supervised'; readonly staff: string }
  | { readonly mode: 'unsupervised'; readonly leftBy: string };

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
  readonly by: string;
  readonly authority: string;
  readonly reason: string;
  readonly linkKept: boolean;
}

/** CCRR 91(2): inmate and visitor told the reasons, representations offered. */
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
  readonly booking: ScheduleRow;
  readonly site: SiteRow | null;
  readonly kind: SessionKind;
  readonly walkUp: boolean;
  readonly timing: { readonly minutes: number; readonly reason: string };
  readonly adult: AdultChecks | null;
  readonly privileged: boolean | null;
  readonly phase: Phase;
  readonly checks: Readonly<Partial<Record<CheckName, CheckResult>>>;
  readonly settingsConfirmed: boolean;
  readonly notice: NoticeRecord | null;
  readonly attempts: number;
  readonly connectionFailure: string | null;
  readonly connectedAt: number | null;
  readonly evidence: MediaBytes | null;
  /** What the meeting was given at last; null before it was given anything. */
  readonly devices: GivenDevices | null;
  readonly supervision: Supervision | null;
  /** A staff member chose to stay; coming back to end a visit is not that. */
  readonly supervisedOnce: boolean;
  readonly unsupervisedOnce: boolean;
  /** The proof of the lock that holds now; null while input is usable. Outlives the end of the visit (R33). */
  readonly lock: LockProof | null;
  readonly lockFailure: { readonly code: string; readonly detail: string } | null;
  /** Keyboards and pointers that must be removed before the lock counts (R31, `removed`). */
  readonly lockWaitsFor: readonly string[];
  readonly endsAt: number;
  readonly endedAt: number | null;
  readonly suspension: Suspension | null;
  readonly informed: Informed | null;
  readonly interruptions: Readonly<Partial<Record<InterruptionCause, number>>>;
  readonly lostMs: number;
  readonly assistanceSince: number | null;
  readonly cues: readonly (5 | 1)[];
  readonly outcome: Outcome | null;
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

/** Everything that the station knows of itself, folded from the journal. */
export interface StationState {
  readonly signedIn: { readonly staff: string; readonly since: number } | null;
  /** By staff id, and `lock` for the lock panel. */
  readonly pinFailures: Readonly<Record<string, PinFailures>>;
  readonly session: Session | null;
  readonly waiting: Readonly<Record<string, WaitingSession>>;
  /** What became of the bookings of the last fortnight: schedule row id to outcome. */
  readonly bookings: Readonly<Record<string, { readonly at: number; readonly outcome: string | null }>>;
  /** Directives of the last fortnight already answered. */
  readonly directives: Readonly<Record<string, number>>;
  /** When the last entry was written; null before the first. */
  readonly lastEntryAt: number | null;
}

export const INITIAL_STATE: StationState = {
  signedIn: null,
  pinFailures: {},
  session: null,
  waiting: {},
  bookings: {},
  directives: {},
  lastEntryAt: null,
};

/** Raised when the meaning of a stored state changes, so that stored snapshots of the fold are made anew. */
export const STATE_VERSION = 3;
